"""Making a file system, on what has nothing on it; and growing one."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from blockctl.connectors import content, holders, programs
from blockctl.errors import BadUsage, Conflict, LocalFailed

_PREFIX = "mkfs."
_KIND = re.compile(r"[a-z0-9][a-z0-9_-]*")
# Where tools of administrators are even when a user's PATH lacks them.
_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")

_MENDED = 1  # e2fsck(8): errors were corrected


class Growth(NamedTuple):
    """What makes a file system of this ``kind`` grow: ``commands``, one after the other."""

    kind: str
    commands: list[list[str]]


def refuse_unmakeable(kind: str) -> None:
    """Raise BadUsage for a kind of file system that this host has no tool for."""
    if _KIND.fullmatch(kind) and _tool(kind):
        return
    kinds = ", ".join(sorted(_kinds())) or "none"
    raise BadUsage(
        f"There is no {_PREFIX}{kind} on this host.", f"It can make: {kinds}. Or install that tool."
    )


def is_wanting(path: str, kind: str, cut_short: bool) -> bool:
    """Whether a file system of this ``kind`` is to be made on the device, rather than being there.

    Raises Conflict for a device with anything else on it. ``cut_short``: what is there without
    being a file system is what one of ours left, that was begun on a blank device.
    """
    there = content.content_of(path)
    if there == kind:
        return False
    if there != content.NEW and not (cut_short and there == content.UNKNOWN):
        raise Conflict(
            f"{path} has {there or 'something that cannot be told (is blkid installed?)'} on it, "
            f"so no {kind} is made there.",
            "Attach it without --mkfs, or clear it yourself if nothing on it is wanted.",
        )
    return True


def make(path: str, kind: str, lock: int) -> None:
    """Make one, on what is known to be blank. Raises LocalFailed when the tool fails.

    ``lock`` is inherited: the tool holds it on when this process is killed meanwhile.
    """
    tool = _tool(kind)
    if tool is None:
        raise LocalFailed(f"There is no {_PREFIX}{kind} on this host any more.")
    done = subprocess.run(
        [tool, path], stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
        pass_fds=[lock], check=False,
    )  # fmt: skip
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
        raise LocalFailed(f"{_PREFIX}{kind} failed: {lines[-1].strip().rstrip('.')}.")


def take_back(path: str) -> None:
    """Leave a device blank again on which making a file system was cut short. Raises LocalFailed.

    Only for one that was blank then, and was told to nobody since.
    """
    if content.content_of(path) != content.UNKNOWN:
        return  # nothing was begun, or it came to its end and is as good as any
    content.blank(path)


def growth(path: str) -> Growth:
    """How the file system on the device gets all of it. Raises Conflict for what cannot grow as
    it is.
    """
    kind = content.content_of(path)
    places = holders.mounted_on(path)
    if kind in ("ext2", "ext3", "ext4"):
        # resize2fs insists on a check of what is not mounted.
        check = [] if places else [["e2fsck", "-f", "-p", path]]
        return Growth(kind, [*check, ["resize2fs", path]])
    if kind in ("xfs", "btrfs") and not places:
        raise Conflict(
            f"{path} has {kind} on it, which grows only while it is mounted.",
            "Mount it, then run this again.",
        )
    if kind == "xfs":
        return Growth(kind, [["xfs_growfs", places[0]]])
    if kind == "btrfs":
        return Growth(kind, [["btrfs", "filesystem", "resize", "max", places[0]]])
    raise Conflict(
        f"{path} has {kind or 'something unknown'} on it; only ext2, ext3, ext4, xfs and btrfs "
        "can be grown from here.",
        "The device itself has its new size.",
    )


def grow(planned: Growth) -> None:
    """Do it; it may be repeated. Raises LocalFailed when a tool fails."""
    for command in planned.commands:
        _run(command)


def _run(command: list[str]) -> None:
    done = programs.ended(command, ", so nothing was grown")
    if done.returncode > (_MENDED if command[0] == "e2fsck" else 0):
        raise LocalFailed(f"{command[0]} failed: {programs.complaint(done)[-1]}.")


def _tool(kind: str) -> str | None:
    folders = os.pathsep.join([os.environ.get("PATH", os.defpath), *_FOLDERS])
    return shutil.which(f"{_PREFIX}{kind}", path=folders)


def _kinds() -> set[str]:
    folders = (*os.environ.get("PATH", os.defpath).split(os.pathsep), *_FOLDERS)
    found = (tool for folder in folders if folder for tool in Path(folder).glob(f"{_PREFIX}*"))
    return {tool.name.removeprefix(_PREFIX) for tool in found}
