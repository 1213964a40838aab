"""An executable ``cinder`` in front of the stand-in, for scripts that cannot be changed yet."""

import os
import shlex
import sys
import tempfile
from pathlib import Path

from blockctl.errors import BadUsage, BlockctlError, Conflict, NotFound

_MARK = "# Installed by 'blockctl migrate shim', and removed by it with --remove."


def install(folder: Path, *, force: bool) -> Path:
    """Write ``cinder`` into ``folder`` and return its path.

    Raises BadUsage for a folder that is none, Conflict for a file that is there already, unless
    ``force`` is set.
    """
    if not folder.is_dir():
        raise BadUsage(f"{folder} is no folder.", "Name one that is on the PATH, or create it.")
    path = folder.absolute() / "cinder"
    if path.is_dir():
        raise Conflict(f"{path} is a folder.", "Install into another folder.")
    try:
        handle, written = tempfile.mkstemp(dir=folder, prefix=".cinder-")
        with os.fdopen(handle, "w") as file:
            file.write(_script())
            os.fchmod(file.fileno(), 0o755)
        _put(Path(written), path, force)
    except OSError as refused:
        reason = (refused.strerror or "unknown").lower()
        raise BlockctlError(f"{path} could not be written: {reason}.") from refused
    return path


def remove(folder: Path) -> Path:
    """Remove the ``cinder`` that ``install`` wrote into ``folder``, and return its path.

    Raises NotFound when there is none, Conflict when it is not ours.
    """
    path = folder.absolute() / "cinder"
    try:
        begin = path.read_bytes()[:4096]
        if _MARK.encode() not in begin.splitlines():
            raise Conflict(f"{path} was not installed by blockctl, so it stays.")
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"There is no {path}.") from None
    except OSError as refused:
        reason = (refused.strerror or "unknown").lower()
        raise BlockctlError(f"{path} could not be removed: {reason}.") from refused
    return path


def _put(written: Path, path: Path, force: bool) -> None:
    """Give the file its name: a link fails where the name is taken, a rename would replace."""
    try:
        if force:
            os.replace(written, path)
        else:
            os.link(written, path)
    except FileExistsError:
        raise Conflict(f"{path} exists already.", "Overwrite it with --force.") from None
    finally:
        written.unlink(missing_ok=True)


def _script() -> str:
    # What stands behind '--' is left to cinder's rules, options that ours has too included.
    return f'#!/bin/sh\n{_MARK}\nexec {shlex.join(_blockctl())} cinder -- "$@"\n'


def _blockctl() -> list[str]:
    """This blockctl: the command beside this interpreter, or the interpreter with the package."""
    beside = Path(sys.executable).absolute().with_name("blockctl")
    return [str(beside)] if os.access(beside, os.X_OK) else [sys.executable, "-m", "blockctl"]
