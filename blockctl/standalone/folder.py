"""Where the standalone service keeps what it has: one folder, for its owner only."""

import errno
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from blockctl import paths
from blockctl.errors import BadUsage, BlockctlError, NotAllowed
from blockctl.output.terminal import size_of

# A new database with its write-ahead log takes 5 MiB; without it SQLite fails half way.
ROOM_TO_START = 16 * 1024**2

# They have a meaning of their own in oslo.config's files or in URLs.
_UNUSABLE = "$?%#\\"

_MAKE_ROOM = "Free some space there, or set BLOCKCTL_STATE_DIR to a folder that has room."
_USE_OWN = "Run this as the owner of that folder, or set BLOCKCTL_STATE_DIR to one of yours."
_REMEDIES = {
    errno.ENOSPC: _MAKE_ROOM,
    errno.EDQUOT: _MAKE_ROOM,
    errno.EROFS: "Set BLOCKCTL_STATE_DIR to a folder that can be written.",
    errno.EACCES: _USE_OWN,
    errno.EPERM: _USE_OWN,
}


@dataclass(frozen=True)
class Folder:
    """The standalone folder, ``root``, and the names in it."""

    root: Path

    @property
    def config(self) -> Path:
        return self.root / "cinder.conf"

    @property
    def database(self) -> Path:
        return self.root / "cinder.sqlite"

    @property
    def log(self) -> Path:
        return self.root / "cinder.log"

    @property
    def access_log(self) -> Path:
        return self.root / "access.log"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets.json"

    @property
    def clouds(self) -> Path:
        return self.root / "clouds.yaml"

    @property
    def choices(self) -> Path:
        return self.root / "choices.json"

    @property
    def volumes(self) -> Path:
        return self.root / "volumes"

    @property
    def backups(self) -> Path:
        return self.root / "backup"

    @property
    def conversion(self) -> Path:
        return self.root / "conversion"

    @property
    def locks(self) -> Path:
        return self.root / "locks"

    @property
    def up_lock(self) -> Path:
        """Held by an ``up`` from its first look to the end of its wait."""
        return self.root / "up.lock"

    @property
    def server_lock(self) -> Path:
        """Held by the server as long as it lives; the kernel gives it back, whatever ends it."""
        return self.root / "server.lock"


def locate(env: Mapping[str, str] = os.environ) -> Folder:
    """The standalone folder of this user; it need not exist."""
    return Folder(paths.state_dir(env) / "standalone")


def prepare(folder: Folder) -> None:
    """Create the folder and its subfolders, for the owner only, and check that it can be used.

    Raises NotAllowed when it belongs to another user, BadUsage when its path cannot be used, and
    BlockctlError when it cannot be written or has no room for a database.
    """
    root = folder.root
    refuse_unusable_name(root, "Set BLOCKCTL_STATE_DIR to another folder.")
    try:
        paths.private_dir(root)
        root.chmod(0o700)  # also refused where nothing can be written
        for name in (folder.volumes, folder.backups, folder.conversion, folder.locks):
            name.mkdir(mode=0o700, exist_ok=True)
        free = free_bytes(folder)
    except OSError as refused:
        raise unusable(root, refused) from refused
    # Whoever owns the folder above could put another in place of ours.
    if root.parent.stat().st_uid not in (0, os.geteuid()):
        raise NotAllowed(f"The state folder {root.parent} belongs to another user.", _USE_OWN)
    if free < ROOM_TO_START:
        raise BlockctlError(
            f"Only {size_of(free)} are free in {root}; starting takes {size_of(ROOM_TO_START)}.",
            _MAKE_ROOM,
        )


def refuse_unusable_name(path: Path, remedy: str) -> None:
    """Raises BadUsage when Cinder's configuration cannot hold the path."""
    if any(character in _UNUSABLE or not character.isprintable() for character in str(path)):
        raise BadUsage(
            f"The folder {path} has a character in its path that Cinder's configuration cannot "
            f"hold: one of {' '.join(_UNUSABLE)} or a control character.",
            remedy,
        )


def unusable(path: Path, refused: OSError) -> BlockctlError:
    """The error that tells why the state folder ``path`` cannot be used."""
    if refused.errno is None:  # paths.private_dir found a foreign owner
        text, remedy = f"The state folder {path} belongs to another user.", _USE_OWN
        return NotAllowed(text, remedy)
    reason = os.strerror(refused.errno)
    kind = NotAllowed if refused.errno in (errno.EACCES, errno.EPERM) else BlockctlError
    return kind(f"The state folder {path} cannot be used: {reason}.", _REMEDIES.get(refused.errno))


def free_bytes(folder: Folder) -> int:
    """The bytes free for this user on the file system of the folder."""
    return shutil.disk_usage(folder.root).free


def write_private(path: Path, text: str) -> None:
    """Put ``text`` into ``path``, for its owner only, whole or not at all. Raises OSError."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
