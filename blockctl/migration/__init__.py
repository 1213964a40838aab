"""The way over from other commands: where ours deviates from them, and why."""
