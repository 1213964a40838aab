"""The rewriter of shell scripts: finds cinder in them, and writes in place what it becomes."""
