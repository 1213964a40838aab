"""The ``cinder`` command for forkserver.py, in the environment of the peers."""

import importlib

# Imported once, before the forks.
_SHELL = importlib.import_module("cinderclient.shell")


def main(arguments: list[str]) -> None:
    """Run cinder, which reads its arguments where a process has them."""
    _SHELL.main()
