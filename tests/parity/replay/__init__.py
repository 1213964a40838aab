"""Replays cinder's lines, and what they become, against a cloud that records what it is asked."""
