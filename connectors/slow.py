"""Saying what is waited for, where somebody would think that nothing happens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

# The kernel notices that an iSCSI target is gone after 10 s (open-iscsi's noop_out settings).
_SECONDS = 15


@contextmanager
def told(tell: Callable[[], None]) -> Iterator[None]:
    """Call ``tell`` when the block takes long, once, in a thread of its own."""
    timer = Timer(_SECONDS, tell)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
