"""Shell scripts in files and folders: which files are some, and what is in them."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from blockctl.errors import NotFound

# No script that people write is as long.
LONGEST = 4 * 1024 * 1024
_SHELLS = re.compile(rb"#!\s*\S*/(?:env\s+(?:-\S+\s+)*)?(?:ba|da|k|z|a)?sh(?![\w.-])")
_ENDINGS = (".sh", ".bash")
_NOT_OURS = (".git", ".hg", ".svn")


@dataclass(frozen=True)
class Script:
    """A shell script as it was read; ``status`` is the file's at that time."""

    path: Path
    source: bytes
    status: os.stat_result


@dataclass(frozen=True)
class PassedOver:
    """A file that is not looked into, and why; ``failed`` where it should have been."""

    path: Path
    why: str
    failed: bool = False


def scripts(paths: Iterable[Path]) -> Iterator[Script | PassedOver]:
    """The scripts at ``paths``: files as they are named, and those below folders.

    Below a folder a script is what ends in .sh or .bash or starts with a shell's ``#!``; links
    are not followed. Raises NotFound, before anything is read, for a path that does not exist.
    """
    every = list(paths)
    for path in every:
        if not os.path.lexists(path):
            raise NotFound(f"There is no file or folder {path}.")
    for path in every:
        if path.is_dir() and not path.is_symlink():
            yield from _below(path)
        else:
            yield _read(path)


def _below(folder: Path) -> Iterator[Script | PassedOver]:
    unread: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=unread.append):
        folders[:] = sorted(set(folders) - set(_NOT_OURS))
        for name in sorted(names):
            path = Path(parent, name)
            if path.is_file() and not path.is_symlink():
                found = _read(path)
                if path.suffix in _ENDINGS or (
                    isinstance(found, Script) and _SHELLS.match(found.source)
                ):
                    yield found
    for error in unread:
        yield PassedOver(Path(error.filename), _said(error), failed=True)


def _read(path: Path) -> Script | PassedOver:
    if path.is_symlink():
        return PassedOver(path, "it is a link; give the file that it leads to")
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                return PassedOver(path, "it is no regular file")
            if status.st_size > LONGEST:
                return PassedOver(path, f"it is longer than {LONGEST // 1024**2} MiB")
            source = file.read(LONGEST)
    except OSError as error:
        return PassedOver(path, _said(error), failed=True)
    if b"\0" in source:
        return PassedOver(path, "it is binary")
    if source.startswith(b"#!") and not _SHELLS.match(source):
        return PassedOver(path, "it is no shell script")
    return Script(path, source, status)


def _said(error: OSError) -> str:
    return f"it cannot be read: {(error.strerror or 'unknown').lower()}"
