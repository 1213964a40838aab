"""Waiting until something has come about: polls with growing intervals."""

import time
from collections.abc import Callable

from blockctl.errors import Interrupted, TimedOut
from blockctl.output.progress import Progress

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0
_GROWTH = 1.4


def until(
    label: str,
    look: Callable[[], str],
    is_done: Callable[[str], bool],
    timeout: float,
    later: str,
    state: str = "unknown",
) -> str:
    """Look until ``is_done`` says so of the state that ``look`` returns, and return that state.

    ``state`` is the one known so far, and ``later`` says how to look again. Raises TimedOut after
    ``timeout`` seconds and Interrupted on Ctrl-C; what was waited for goes on.
    """
    end = time.monotonic() + timeout
    pause = _FIRST_PAUSE
    try:
        with Progress(label) as progress:
            while not is_done(state := look()):
                progress.say(state)
                left = end - time.monotonic()
                if left <= 0:
                    raise TimedOut(f"{label} is still {state} after {timeout:g} s.", later)
                time.sleep(min(pause, left))
                pause = min(pause * _GROWTH, _LONGEST_PAUSE)
    except KeyboardInterrupt:
        raise Interrupted(f"Stopped waiting; {label} is still {state}.", later) from None
    return state
