"""Loop devices of volume files: one a file, shared by all its attachments."""

import json
import os
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Two attachments of one file at the same moment must not get two devices with two page caches.
_one_at_a_time = threading.Lock()


class LoopError(Exception):
    """What could not be done with a loop device, and why, in one sentence."""


@dataclass(frozen=True)
class Loop:
    """A loop device and the device number and inode of the file behind it.

    ``ending`` means that it goes away as soon as its last user closes it.
    """

    device: str
    ending: bool
    file: tuple[int, int]


def attached() -> list[Loop]:
    """Every loop device that has a file. Raises LoopError when losetup fails."""
    text = _losetup("--json", "--list", "--output", "NAME,AUTOCLEAR,BACK-INO,BACK-MAJ:MIN")
    rows: list[dict[str, Any]] = json.loads(text)["loopdevices"] if text.strip() else []
    found = []
    for row in rows:
        major, minor = row["back-maj:min"].split(":")
        file = (os.makedev(int(major), int(minor)), row["back-ino"])
        found.append(Loop(row["name"], bool(row["autoclear"]), file))
    return found


def of_file(path: Path) -> list[Loop]:
    """The loop devices on this file, by its device number and inode: names can be ambiguous.

    None when there is no such file. Raises LoopError when losetup fails.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        return []
    return [loop for loop in attached() if loop.file == (status.st_dev, status.st_ino)]


def attach(path: Path) -> str:
    """The loop device of this file, made if there is none yet. Raises LoopError."""
    with _one_at_a_time:
        present = of_file(path)
        if any(loop.ending for loop in present):
            raise LoopError(
                f"{present[0].device}, from an earlier attachment of {path.name}, is still in use"
            )
        if present:
            return present[0].device
        return _losetup("--find", "--show", str(path)).strip()


def detach(path: Path) -> None:
    """Take the loop device of this file away. Raises as ``take_away`` does."""
    with _one_at_a_time:
        for loop in of_file(path):
            take_away(loop.device)


def take_away(device: str) -> None:
    """Flush and end a loop device; one in use goes when its last user closes it.

    Raises LoopError.
    """
    flush(device)
    _losetup("--detach", device)


def detach_unused(path: Path) -> str | None:
    """Take the loop device away unless something holds it; return the device that is held."""
    with _one_at_a_time:
        for loop in of_file(path):
            if is_held(loop.device):
                return loop.device
            _losetup("--detach", loop.device)
    return None


def resize(path: Path) -> None:
    """Let the loop device of this file see its new size. Raises LoopError."""
    for loop in of_file(path):
        _losetup("--set-capacity", loop.device)


def flush_file(path: Path) -> None:
    """Bring what was written to the loop device of this file into the file. Raises LoopError."""
    for loop in of_file(path):
        flush(loop.device)


def flush(device: str) -> None:
    """Have what was written to ``device`` on disk. Raises LoopError."""
    try:
        descriptor = os.open(device, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as refused:
        raise LoopError(f"{device} cannot be flushed: {refused.strerror}") from refused


def is_held(device: str) -> bool:
    """Whether a mount, a swap, another block device or an exclusive opener holds ``device``."""
    try:
        os.close(os.open(device, os.O_RDONLY | os.O_EXCL | os.O_CLOEXEC))
    except OSError:
        return True
    return False


def _losetup(*arguments: str) -> str:
    done = subprocess.run(
        ["losetup", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        errors="replace", check=False,
    )  # fmt: skip
    if done.returncode:
        raise LoopError(done.stderr.strip() or f"losetup ended with status {done.returncode}")
    return done.stdout
