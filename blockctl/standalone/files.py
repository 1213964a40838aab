"""Sparse raw files: a crash or a full disk leaves nothing half made, copied or grown."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

GIB = 1024**3
PART = ".part"


class FileError(Exception):
    """What could not be done with a file, and why, in one sentence."""


def create(path: Path, size: int) -> None:
    """Make a new sparse file of ``size`` bytes, for its owner only.

    Raises FileError when it exists already or the file system refuses; then nothing is left.
    """
    try:
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
        _run_copy(source, part)
        part.chmod(0o600)
        grow(part, size)
        _sync(part)
        part.rename(target)
        sync_folder(target.parent)
    except OSError as refused:
        raise FileError(f"{source} cannot be copied: {refused.strerror}") from refused
    finally:
        part.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Remove the file if it is there. Raises FileError."""
    try:
        path.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as refused:
        raise FileError(f"{path} cannot be removed: {refused.strerror}") from refused


def remove_parts(folder: Path) -> None:
    """Remove the unfinished copies that a killed service left in ``folder``."""
    for part in folder.glob(f"*{PART}"):
        part.unlink()


def regular(folder: Path) -> Iterator[tuple[Path, int]]:
    """Each plain file in ``folder`` and its size in bytes; no links, no unfinished copies."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False) and not entry.name.endswith(PART):
                yield Path(entry.path), entry.stat(follow_symlinks=False).st_size


def sync_folder(folder: Path) -> None:
    """Have the names in ``folder`` on disk, as a power cut may else take a new or renamed file."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _run_copy(source: Path, part: Path) -> None:
    command = ["cp", "--reflink=auto", "--sparse=always", "--", str(source), str(part)]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
        env={**os.environ, "LC_ALL": "C"}, check=False,
    )  # fmt: skip
    if done.returncode:
        raise FileError(done.stderr.strip() or f"cp ended with status {done.returncode}")


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
