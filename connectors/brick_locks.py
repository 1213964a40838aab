"""Where os-brick keeps its locks: the same for all who use os-brick on one host, or they do not
keep each other from working on one device.
"""

import configparser
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from string import Template
from typing import NamedTuple

from blockctl.paths import private_dir, runtime_dir

VARIABLE = "BLOCKCTL_BRICK_LOCK_PATH"
# Services that attach volumes through os-brick, and the file that configures each by default.
SERVICES = {
    "nova-compute": "etc/nova/nova.conf",
    "cinder-volume": "etc/cinder/cinder.conf",
    "cinder-backup": "etc/cinder/cinder.conf",
    "glance-api": "etc/glance/glance-api.conf",
    "ironic-conductor": "etc/ironic/ironic.conf",
    "zun-compute": "etc/zun/zun.conf",
}
# The names of its locks that are always the same (os_brick/initiator/connectors).
_NAMES = ("os-brick-connect_volume", "os-brick-extend_volume")


class LockFolder(NamedTuple):
    """``path``, and whose it is in words; ``is_ours`` if nobody else uses it."""

    path: Path
    whose: str
    is_ours: bool


def chosen(root: Path = Path("/")) -> LockFolder:
    """The folder of ``BLOCKCTL_BRICK_LOCK_PATH``; else the one that the first of ``SERVICES`` with
    a configuration on this host has for it; else one of our own. Nothing is made.
    """
    if named := os.environ.get(VARIABLE):
        return LockFolder(Path(named).absolute(), VARIABLE, is_ours=False)
    if os.geteuid() == 0:
        for file in dict.fromkeys(SERVICES.values()):
            with suppress(OSError):
                told = configured((root / file).read_text(encoding="utf-8", errors="replace"), file)
                if told is not None and (root / told.lstrip("/")).is_dir():
                    return LockFolder(Path(told), f"/{file}", is_ours=False)
    return LockFolder(runtime_dir() / "os-brick", "blockctl", is_ours=True)


def configured(text: str, file: str) -> str | None:
    """The folder in a service's configuration: os-brick's own option, else the one that it falls
    back to (os_brick/opts.py); None where neither is set, or cannot be told.
    """
    parser = configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error:
        return None
    # What services take for the folder of their state unless told otherwise.
    values = {"state_path": f"/var/lib/{Path(file).parent.name}"}
    values |= {name: value for name, value in parser.defaults().items() if value}
    for section in ("os_brick", "oslo_concurrency"):
        if path := parser.get(section, "lock_path", fallback=None):
            full = Template(path).safe_substitute(values)
            return full if os.path.isabs(full) and "$" not in full else None
    return None


def prepared() -> str:
    """The folder, ready for os-brick; in that of a service, which may be another user's, the
    service can open the locks that we make. Raises OSError.
    """
    folder = chosen()
    if folder.is_ours:
        return str(private_dir(folder.path))
    owner = folder.path.stat()
    for name in _NAMES:
        with suppress(FileExistsError):
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            descriptor = os.open(folder.path / name, flags, 0o644)
            try:
                _give(descriptor, owner)
            finally:
                os.close(descriptor)
    return str(folder.path)


def give_back() -> None:
    """Give the locks whose names only os-brick knows, such as those of a portal, to the user whose
    folder they are in. Never fails.
    """
    folder = chosen()
    if folder.is_ours:
        return
    with suppress(OSError):
        owner = folder.path.stat()
        for path in _made_by_us(folder.path):
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                about = os.fstat(descriptor)
                # The folder's user could have linked somebody else's file there.
                if about.st_nlink == 1 and about.st_size == 0:
                    _give(descriptor, owner)
            finally:
                os.close(descriptor)


def _made_by_us(folder: Path) -> Iterator[Path]:
    for path in folder.glob("os-brick-*"):
        about = path.lstat()
        if path.is_file() and not path.is_symlink() and about.st_uid == os.geteuid():
            yield path


def _give(descriptor: int, owner: os.stat_result) -> None:
    if owner.st_uid != os.geteuid():
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
