"""Multipath devices whose storage does not answer.

As ``no_path_retry`` of multipath.conf(5) has it, such a device keeps what is written until a path
comes back, for ever if need be, and whoever writes or flushes waits with it. Once the last path is
taken away and somebody has it open, it stays without any.
"""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from blockctl.connectors import programs
from blockctl.connectors.sysfs import SYS, read
from blockctl.errors import LocalFailed

_SECONDS = 30
# How long it is tried again, where udev looks at it for a moment.
_REMOVING = 5.0
_PAUSE = 0.2
_AGAIN = 1.0


class Map(NamedTuple):
    """``path`` is the kernel's, ``name`` and ``uuid`` are the device-mapper's."""

    path: str
    name: str
    uuid: str


def at(path: str, sys: Path = SYS) -> Map | None:
    """The multipath device at ``path``, under whichever name; None when that is none."""
    name = os.path.basename(os.path.realpath(path))
    about = sys / "block" / name / "dm"
    uuid = read(about / "uuid")
    return Map(f"/dev/{name}", read(about / "name"), uuid) if uuid.startswith("mpath-") else None


def is_empty(found: Map, sys: Path) -> bool:
    """Whether it is there with no path left."""
    return at(found.path, sys) == found and not any(
        sys.glob(f"block/{os.path.basename(found.path)}/slaves/*")
    )


@contextmanager
def given_up(found: Map) -> Iterator[None]:
    """Within the block it fails what it has no path for. Never fails itself."""
    is_over = threading.Event()

    def again() -> None:
        # With each path that goes, multipathd has it keep everything again.
        while not is_over.wait(_AGAIN):
            _give_up(found)

    _give_up(found)
    thread = threading.Thread(target=again, daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def take_away(left: Map, sys: Path = SYS, seconds: float = _REMOVING) -> bool:
    """Remove it if it is there still with no path left; whether it stays. One that is in use is
    removed by the kernel as soon as that ends. Never fails.
    """
    end = time.monotonic() + seconds
    while is_empty(left, sys):
        _give_up(left)
        _tried(["multipath", "-f", left.name])
        if is_empty(left, sys) and time.monotonic() > end:
            _tried(["dmsetup", "remove", "--deferred", left.name])
            return is_empty(left, sys)
        time.sleep(_PAUSE)
    return False


def _give_up(found: Map) -> None:
    # By multipathd, which would set it back; and by the kernel, where that does not run.
    _tried(["multipathd", "disablequeueing", "map", found.name])
    _tried(["dmsetup", "message", found.name, "0", "fail_if_no_path"])


def _tried(command: Sequence[str]) -> None:
    with suppress(LocalFailed):
        programs.ended(command, seconds=_SECONDS)
