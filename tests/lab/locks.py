"""Locks between processes of this project, which the kernel gives back when a holder is killed."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held(file: Path, wait: bool = True) -> Iterator[None]:
    """Hold ``file`` alone. Raises BlockingIOError when another has it and ``wait`` is off."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
