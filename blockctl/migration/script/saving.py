"""A script written in the place of what it was: whole or not at all."""

import os
import shutil
import tempfile

from blockctl.errors import BlockctlError
from blockctl.migration.script.files import Script


class Unsaved(BlockctlError):
    """A rewritten script could not be written; the file is as it was."""


def save(script: Script, result: bytes) -> None:
    """Put ``result`` in the script's place; mode, owner and attributes stay.

    Raises Unsaved where the file has changed since it was read, has other names (hard links),
    or cannot be written with the owner that it has.
    """
    path = script.path
    if script.status.st_nlink > 1:
        raise Unsaved(
            f"{path} is not written: it has other names (hard links), which would stay old.",
            "Make it a file of its own, or apply the shown difference by hand.",
        )
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:64]}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(result)
                if (script.status.st_uid, script.status.st_gid) != (os.geteuid(), os.getegid()):
                    os.fchown(handle, script.status.st_uid, script.status.st_gid)
                shutil.copystat(path, beside, follow_symlinks=False)
                os.utime(beside)
                file.flush()
                os.fsync(handle)
            _refuse_changed(script)
            os.replace(beside, path)
        except BaseException:
            os.unlink(beside)
            raise
    except OSError as error:
        said = (error.strerror or "unknown").lower()
        raise Unsaved(f"{path} is not written: {said}.", "The file is as it was.") from error


def _refuse_changed(script: Script) -> None:
    now = script.path.lstat()
    was = script.status
    if (now.st_ino, now.st_size, now.st_mtime_ns) != (was.st_ino, was.st_size, was.st_mtime_ns):
        raise Unsaved(
            f"{script.path} is not written: it was changed meanwhile.", "Run the command again."
        )
