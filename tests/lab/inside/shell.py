"""Programs of the guest, called by their arguments."""

import subprocess
import time
from collections.abc import Callable
from typing import TypeVar

_Seen = TypeVar("_Seen")


def run(*argv: str, timeout: float = 300) -> str:
    """What a program prints. Raises RuntimeError, with its words, when it fails."""
    done = subprocess.run(
        argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout
    )
    if done.returncode:
        raise RuntimeError(f"{argv} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def until(look: Callable[[], _Seen], seconds: float) -> _Seen:
    """What ``look`` returns once it is true. Raises TimeoutError, with what it returned last."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"after {seconds:.0f} s still: {seen!r}")
        time.sleep(0.1)
    return seen
