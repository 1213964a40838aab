"""Read the logs of the standalone service."""

import os
import re
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

# oslo.log begins a line with: date time PID LEVEL logger [request id, user and project]
_PREFIX = re.compile(r"^\d{4}-\d\d-\d\d \S+ \d+ (?P<level>[A-Z]+) \S+ (\[[^]]*\] )?")
_SERIOUS = {"ERROR", "CRITICAL"}


def tail(path: Path, count: int) -> list[str]:
    """The last ``count`` lines of the log, without line ends; none when there is no log yet."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return [line.rstrip("\n") for line in deque(file, maxlen=count)]
    except FileNotFoundError:
        return []


def follow(path: Path, interval: float = 0.3) -> Iterator[str]:
    """Each line that is added from now on; looks every ``interval`` seconds and never ends.

    A log that was rotated away is left at its end for the new one of the same name.
    """
    at = path.stat().st_size if path.exists() else 0
    while True:
        try:
            with path.open(encoding="utf-8", errors="replace") as file:
                file.seek(at)
                yield from _lines_while_current(
                    path, file.fileno(), iter(file.readline, None), interval
                )
        except FileNotFoundError:
            time.sleep(interval)
        at = 0


def _lines_while_current(
    path: Path, descriptor: int, lines: Iterator[str], interval: float
) -> Iterator[str]:
    pending = ""
    for piece in lines:
        pending += piece
        if pending.endswith("\n"):
            yield pending.rstrip("\n")
            pending = ""
        elif not piece:
            if not _is_open_file(path, descriptor):
                return
            time.sleep(interval)


def _is_open_file(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def reason_for_end(path: Path, start: int) -> str | None:
    """Why a service ended, by what it wrote from byte ``start`` of its log, without the prefix.

    That is its last line of all if that has no prefix (our own sentence, or the end of a
    traceback), else its first of level ERROR or CRITICAL, from which the others follow, else
    the last without a prefix, else the last.
    """
    try:
        with path.open("rb") as file:
            file.seek(start)
            lines = file.read().decode("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return None
    told = [line for line in lines if line.strip() and not line.startswith((" ", "\t"))]
    own = [line for line in told if not _PREFIX.match(line)]
    serious = [line for line in told if (m := _PREFIX.match(line)) and m["level"] in _SERIOUS]
    chosen = (own[-1:] if own[-1:] == told[-1:] else serious[:1]) or own[-1:] or told[-1:]
    return _PREFIX.sub("", chosen[0]).strip() if chosen else None
