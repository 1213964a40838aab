"""When to stop: a deadline, and signals that wait for the end of the step at hand."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from blockctl.errors import Interrupted, TimedOut
from blockctl.output.terminal import note

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop:
    """Asked between steps whether to go on. ``doing`` begins its sentences: "Attaching demo"."""

    def __init__(self, doing: str, timeout: float) -> None:
        self._doing = doing
        self._timeout = timeout
        self._deadline = time.monotonic() + timeout
        self._asked = False

    def ask(self) -> None:
        """Have the next check stop."""
        self._asked = True

    def check(self) -> None:
        """Raise Interrupted after a signal, TimedOut after ``timeout`` seconds."""
        if self._asked:
            raise Interrupted(f"{self._doing} was interrupted.")
        if time.monotonic() > self._deadline:
            raise TimedOut(f"{self._doing} was given up after {self._timeout:g} s.")


@contextmanager
def stoppable(doing: str, timeout: float) -> Iterator[Stop]:
    """A Stop that SIGINT, SIGTERM and SIGHUP ask; a second signal does not wait for the step.

    For the main thread only, which is where Python runs handlers of signals.
    """
    stop = Stop(doing, timeout)

    def handler(number: int, _frame: FrameType | None) -> None:
        if stop._asked:
            raise KeyboardInterrupt
        stop.ask()
        note("Stopping after the step at hand; once more stops at once and leaves it half done.")

    # A signal that is ignored stays so: nohup ignores SIGHUP.
    heard = [each for each in _SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, handler) for each in heard}
    try:
        yield stop
    finally:
        for each, old in before.items():
            signal.signal(each, old)
