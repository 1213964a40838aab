"""Stuck volumes: what bears on one, what that amounts to, and what mends it.

``evidence`` is what was seen, ``gather`` sees it, ``rules`` are the known causes as data,
``diagnose`` finds the one that holds, and ``deeds`` mend.
"""
