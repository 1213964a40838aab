"""Take the standalone service back to nothing: every volume, snapshot, backup and record."""

import os
import re
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from blockctl import loops
from blockctl.errors import BlockctlError, Conflict, NotAllowed
from blockctl.standalone import choices, database, lifecycle, record, volume_groups
from blockctl.standalone.folder import Folder, unusable
from blockctl.standalone.locking import locked

# What the driver makes in another folder than ours: all else there belongs to someone.
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_OURS = re.compile(rf"(volume|snapshot)-{_UUID}(\.part)?")


@dataclass(frozen=True)
class Holdings:
    """What a reset would remove; the counts are None where the database cannot be read.

    ``allocated`` is in bytes on disk; ``devices`` are the loop devices on the volumes' files;
    ``attachments`` counts what Cinder believes to be attached.
    """

    volumes: int | None
    snapshots: int | None
    backups: int | None
    attachments: int
    devices: tuple[str, ...]
    allocated: int


def holdings(folder: Folder) -> Holdings:
    """What there is. Raises BlockctlError when it cannot be looked at."""
    counts: dict[str, int] = database.counts(folder.database) or {}
    files = list(_files(folder))
    kept = {(status.st_dev, status.st_ino) for status in files}
    found = loops.attached() if kept and os.geteuid() == 0 else []
    return Holdings(
        counts.get("volumes"),
        counts.get("snapshots"),
        counts.get("backups"),
        counts.get("attachments", 0),
        tuple(loop.device for loop in found if loop.file in kept),
        sum(status.st_blocks * 512 for status in files),
    )


def exists(folder: Folder) -> bool:
    """Whether there is anything to reset."""
    return any(path != folder.up_lock for path in _entries(folder.root))


def reset(folder: Folder, force: bool, stop_seconds: float, deadline: float) -> None:
    """Remove all of it; the folder itself stays.

    Without ``force``, raises Conflict while the service runs or volumes are attached to this
    host; with it the service is stopped, killed after ``stop_seconds``, and the loop devices
    are taken away (one in use goes when its last user closes it, its data with it). Raises
    TimedOut when another command holds the folder beyond ``deadline`` (time.monotonic),
    BlockctlError when something cannot be removed; run again, it goes on.
    """
    if folder.root.stat().st_uid != os.geteuid():
        raise NotAllowed(f"{folder.root} belongs to another user.", "Run this as its owner.")
    with locked(folder.up_lock, deadline, lambda: None):
        refuse(folder, force)
        lifecycle.down(folder, stop_seconds)
        try:
            for loop in holdings(folder).devices:
                loops.take_away(loop)
            _remove(folder)
        except OSError as refused:
            raise unusable(folder.root, refused) from refused
        except loops.LoopError as refused:
            raise BlockctlError(f"A loop device cannot be taken away: {refused}.") from refused


def refuse(folder: Folder, force: bool) -> None:
    """Raises Conflict when the service runs or volumes are attached, unless ``force``."""
    service = record.read(folder.root)
    if force:
        return
    if service and service.is_running():
        raise Conflict(
            f"The standalone service of {folder.root} runs, so it is not reset.",
            "Stop it first with: blockctl standalone down",
        )
    there = holdings(folder)
    if there.devices or there.attachments:
        what = ", ".join(there.devices) or f"{there.attachments} of them"
        raise Conflict(
            f"Volumes of the standalone service are attached to {socket.gethostname()}: {what}.",
            "Detach them first, or lose what is on them with --force.",
        )


def _remove(folder: Folder) -> None:
    """The records first: an interrupted reset must not leave records of volumes that are gone."""
    chosen = choices.read(folder)
    for path in sorted(_entries(folder.root), key=lambda path: not path.name.startswith("cinder.")):
        # choices.json tells where the other folders are, so it goes last.
        if path not in (folder.up_lock, folder.choices):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    for group in choices.groups(chosen).values():
        if volume_groups.is_marked(group, str(folder.root)):
            volume_groups.remove(group)
            volume_groups.unmark(group, str(folder.root))
    for place in map(Path, chosen.folders.values()):
        for path in _entries(place / "snapshots") + _entries(place):
            if path.name == choices.MARK or _OURS.fullmatch(path.name):
                path.unlink()
    folder.choices.unlink(missing_ok=True)


def _files(folder: Folder) -> Iterator[os.stat_result]:
    for place in choices.folders(choices.read(folder), folder).values():
        for path in _entries(place) + _entries(place / "snapshots"):
            status = path.lstat()
            if path.is_file() and not path.is_symlink():
                yield status


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
