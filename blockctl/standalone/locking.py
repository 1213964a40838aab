"""Locks between processes: the kernel gives them back when their holder ends, however it ends."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from blockctl.errors import TimedOut
from blockctl.standalone.folder import unusable


def try_lock(path: Path) -> int | None:
    """Lock ``path`` for this process and return the descriptor that holds the lock, or None.

    Raises BlockctlError when the file cannot be opened.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as refused:
        raise unusable(path.parent, refused) from refused
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


@contextmanager
def locked(path: Path, deadline: float, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock ``path``; call ``waiting`` once if another process has it.

    ``deadline`` is on the clock of time.monotonic. Raises TimedOut when it passes.
    """
    descriptor = try_lock(path)
    if descriptor is None:
        waiting()
    while descriptor is None:
        if time.monotonic() > deadline:
            raise TimedOut(f"Another command still holds {path}.")
        time.sleep(0.1)
        descriptor = try_lock(path)
    try:
        yield
    finally:
        os.close(descriptor)
