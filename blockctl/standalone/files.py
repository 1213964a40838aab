"""Sparse raw files: a crash or a full disk leaves nothing half made, copied or grown."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from blockctl.standalone.copying import copy_content

GIB = 1024**3
PART = ".part"
# A sparse file is made even on a full disk, and then takes no data: below this it is full.
_LEAST_FREE = 1024**2


class FileError(Exception):
    """What could not be done with a file, and why, in one sentence."""


def create(path: Path, size: int) -> None:
    """Make a new sparse file of ``size`` bytes, for its owner only.

    Raises FileError when it exists already, the file system refuses or has no room at all for
    what will be written to it; then nothing is left.
    """
    try:
        _require_room(path.parent)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError as refused:
        raise FileError(f"{path} cannot be made: {refused.strerror}") from refused
    try:
        os.ftruncate(descriptor, size)
        os.fsync(descriptor)
        sync_folder(path.parent)
    except OSError as refused:
        path.unlink()
        raise FileError(f"{path} cannot be {size} bytes: {refused.strerror}") from refused
    finally:
        os.close(descriptor)


def grow(path: Path, size: int) -> None:
    """Make the file at least ``size`` bytes, never smaller. Raises FileError."""
    try:
        with path.open("r+b") as file:
            if os.fstat(file.fileno()).st_size < size:
                file.truncate(size)
                os.fsync(file.fileno())
    except OSError as refused:
        raise FileError(f"{path} cannot grow to {size} bytes: {refused.strerror}") from refused


def copy(source: Path, target: Path, size: int = 0) -> None:
    """Put a sparse copy of ``source`` in place of ``target``, of at least ``size`` bytes.

    Shares the blocks where the file system can (reflink). ``target`` is replaced once the copy
    is whole and on disk; a failure leaves it as it was. Raises FileError.
    """
    part = target.with_name(target.name + PART)
    try:
        part.unlink(missing_ok=True)
        with source.open("rb") as held, open(part, "xb", opener=_private) as made:
            copy_content(held.fileno(), made.fileno())
            if os.fstat(made.fileno()).st_size < size:
                made.truncate(size)
            os.fsync(made.fileno())
        part.rename(target)
        sync_folder(target.parent)
    except OSError as refused:
        raise FileError(f"{source} cannot be copied: {refused.strerror}") from refused
    finally:
        part.unlink(missing_ok=True)


def rename(path: Path, target: Path) -> None:
    """Give the file another name in the same folder. Raises FileError."""
    try:
        path.rename(target)
        sync_folder(target.parent)
    except OSError as refused:
        raise FileError(f"{path} cannot become {target.name}: {refused.strerror}") from refused


def remove(path: Path) -> None:
    """Remove the file if it is there. Raises FileError."""
    try:
        path.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as refused:
        raise FileError(f"{path} cannot be removed: {refused.strerror}") from refused


def remove_parts(folder: Path) -> None:
    """Remove the unfinished copies that a killed service left in ``folder``. Raises FileError."""
    for part in folder.glob(f"*{PART}"):
        remove(part)


def regular(folder: Path) -> Iterator[tuple[Path, int]]:
    """Each plain file in ``folder`` and its size in bytes; no links, hidden files or parts."""
    with os.scandir(folder) as entries:
        for entry in entries:
            plain = entry.is_file(follow_symlinks=False)
            if plain and not entry.name.startswith(".") and not entry.name.endswith(PART):
                yield Path(entry.path), entry.stat(follow_symlinks=False).st_size


def sync_folder(folder: Path) -> None:
    """Have the names in ``folder`` on disk, as a power cut may else take a new or renamed file."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _require_room(folder: Path) -> None:
    usage = os.statvfs(folder)
    if usage.f_bavail * usage.f_frsize < _LEAST_FREE:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
