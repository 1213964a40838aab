"""The folders that blockctl keeps its records and locks in."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from blockctl.connectors.doctor.finding import Finding, ok, warning
from blockctl.output.terminal import size_of

# A ledger that cannot grow makes every attach fail; this is enough for thousands of steps.
_ENOUGH_BYTES = 64 * 1024**2
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


def check(folder: Path) -> Iterator[Finding]:
    """``folder`` is, or can be made, the calling user's alone, with room for the ledger."""
    place = folder
    while not os.path.lexists(place) and place != place.parent:
        place = place.parent
    try:
        about = place.stat()
        free = _free_bytes(place)
    except OSError as trouble:
        yield warning(f"{folder} cannot be used: {trouble.strerror}.")
        return
    troubles = list(_troubles(place, about, is_made=place == folder))
    if free < _ENOUGH_BYTES:
        troubles.append(
            warning(f"{place} has only {size_of(free)} free.", "Make room on its file system.")
        )
    made = "" if place == folder else "not made yet, "
    yield from troubles or [ok(f"{folder}: {made}{size_of(free)} free")]


def _troubles(place: Path, about: os.stat_result, is_made: bool) -> Iterator[Finding]:
    if not stat.S_ISDIR(about.st_mode):
        yield warning(f"{place} is no folder.", "Move it away.")
    elif is_made and about.st_uid != os.geteuid():
        yield warning(
            f"{place} belongs to another user (UID {about.st_uid}).",
            "Run as that user, or have another folder with BLOCKCTL_STATE_DIR or "
            "BLOCKCTL_RUNTIME_DIR.",
        )
    elif not os.access(place, os.W_OK | os.X_OK):
        yield warning(f"{place} cannot be written to.", "Look at its mode and its file system.")
    elif is_made and about.st_mode & _OTHERS_MAY_WRITE:
        yield warning(f"Other users may write to {place}.", f"chmod 700 {place}")


def _free_bytes(place: Path) -> int:
    room = os.statvfs(place)
    return room.f_bavail * room.f_frsize
