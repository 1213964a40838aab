"""Disks that were exchanged under an open session.

The kernel asks a SCSI disk who it is when it appears, and keeps the answer (``vpd_pg83``, the page
of designators of SPC-4, section 7.8.6). So storage that gives a LUN's number to another volume
goes unnoticed, and whoever writes then writes on the other volume.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from blockctl.connectors import inquiry
from blockctl.connectors.sysfs import SYS, lowest, read

_SECONDS = 10
_HEADER = 4
# An INQUIRY of SPC-2 asks for so much at most.
_LEAST = 252


def among(path: str, folder: Path = SYS) -> str | None:
    """A disk under the device at ``path``, itself or a path of its map, that calls itself another
    one than the kernel knows; None when there is none. One that does not answer counts as none.
    """
    asked = [(disk, known, _ask(disk, len(known))) for disk, known in _disks(folder, path)]
    found = [disk for disk, known, asking in asked if _differ(known, _answer(asking))]
    return f"/dev/{found[0]}" if found else None


def difference(path: str) -> str | None:
    """A clause that says which disk was exchanged under the device at ``path``, or None."""
    disk = among(path)
    if disk is None:
        return None
    of_it = "" if disk == path else f", a path of {path},"
    return f"{disk}{of_it} leads to another disk now, as its LUN was given out again"


def _differ(known: bytes, answer: bytes) -> bool:
    return bool(answer) and designators(answer) != designators(known)


def designators(page: bytes) -> list[tuple[int, bytes]]:
    """The names of the disk (not of the port it was asked at), each with its kind, in a page 0x83
    as the disk gives it.
    """
    found = []
    rest = page[_HEADER : _HEADER + int.from_bytes(page[2:_HEADER], "big")]
    while len(rest) > _HEADER:
        kind, length = rest[1], rest[3]
        is_of_disk = not kind & 0x30
        if is_of_disk:
            found.append((kind & 0x0F, rest[_HEADER : _HEADER + length]))
        rest = rest[_HEADER + length :]
    return found


def _disks(folder: Path, path: str) -> Iterator[tuple[str, bytes]]:
    """The SCSI disks that a device is or is made of and that have a path, and what the kernel
    knows of each.
    """
    for about in lowest(path, folder):
        if read(about / "device" / "state") == "running":
            with suppress(OSError):
                yield about.name, (about / "device" / "vpd_pg83").read_bytes()


def _ask(disk: str, size: int) -> "subprocess.Popen[bytes]":
    program = [sys.executable, "-I", "-S", inquiry.__file__]
    return subprocess.Popen(
        [*program, f"/dev/{disk}", str(max(_LEAST, size))],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _answer(asking: "subprocess.Popen[bytes]") -> bytes:
    try:
        return asking.communicate(timeout=_SECONDS)[0]
    except subprocess.TimeoutExpired:
        asking.kill()
        return b""
