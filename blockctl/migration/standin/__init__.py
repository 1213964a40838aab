"""The stand-in for ``cinder``: runs a command line of its as it does, and prints what it prints.

Each verb is a function of a Run, made from a few shapes where verbs are alike; the families
hold them by name. What is asked, and how an answer is shown, follow cinderclient 9.10.0
(cinderclient/v3/shell.py and shell_base.py), also where openstack does it otherwise.
"""
