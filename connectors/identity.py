"""What a device is, beyond its name: /dev/loop0 today need not be /dev/loop0 of yesterday."""

import fcntl
import os
import stat
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blockctl.errors import LocalFailed

_SYSFS = Path("/sys/dev/block")
_SECTOR = 512  # sysfs counts sizes in these, whatever the device's own sectors are
_LOOP_MAJOR = 7
# linux/loop.h: struct loop_info64 begins with lo_device and lo_inode, those of the file behind.
_LOOP_GET_STATUS64 = 0x4C05
_LOOP_INFO64_BYTES = 232
# What the storage calls it, and no reboot changes, in the kernel's folder about a block device: a
# SCSI disk's name of its page 0x83, an NVMe namespace's and its subsystem's, a device-mapper's
# (with a multipath map's WWID in it), an RBD image's.
_NAMES = {
    "wwid": "device/wwid",
    "nvme_wwid": "wwid",
    "nvme_subsystem": "device/subsysnqn",
    "dm_uuid": "dm/uuid",
    "rbd_cluster": "device/cluster_fsid",
    "rbd_pool": "device/pool",
    "rbd_image": "device/image_id",
}


@dataclass(frozen=True)
class Identity:
    """``marks``: what proves that a device is still the same one, within one boot. ``size`` is in
    bytes.
    """

    marks: Mapping[str, Any]
    size: int


def of(path: str) -> Identity | None:
    """What is at ``path`` now, a block device or a plain file; None when nothing is.

    A loop device without a file counts as nothing. Raises LocalFailed when it cannot be told.
    """
    try:
        status = os.stat(path)
        if stat.S_ISBLK(status.st_mode):
            return _of_block(path, status)
    except FileNotFoundError:
        return None
    except OSError as trouble:
        raise LocalFailed(f"{path} cannot be looked at: {trouble.strerror}.") from trouble
    if stat.S_ISREG(status.st_mode):
        backing = (status.st_dev, status.st_ino)
        marks = {"kind": "file", "backing": list(backing)}
        return Identity(marks, status.st_size)
    raise LocalFailed(f"{path} is neither a block device nor a plain file.")


def difference(path: str, marks: Mapping[str, Any], size: int, now: Identity) -> str | None:
    """A clause that says how what is at ``path`` now differs from what was recorded, or None.

    A volume may have grown since (it is never shrunk), so a larger size is no difference.
    """
    if dict(now.marks) != dict(marks):
        return f"{path} is another device now than the one that was attached"
    if now.size < size:
        return f"{path} has {now.size} bytes now and had {size} when it was attached"
    return None


def is_other(marks: Mapping[str, Any], now: Identity) -> bool:
    """Whether the storage itself calls it another thing than what was recorded, in whichever boot.

    A device that is given another LUN's number, or a target's that was made anew.
    """
    both = [name for name in _NAMES if name in marks and name in now.marks]
    return any(marks[name] != now.marks[name] for name in both)


def sysfs(status: os.stat_result) -> Path:
    """The kernel's folder about the block device of this ``st_rdev``."""
    return _SYSFS / f"{os.major(status.st_rdev)}:{os.minor(status.st_rdev)}"


def _of_block(path: str, status: os.stat_result) -> Identity | None:
    about = sysfs(status)
    size = int(_text(about / "size") or 0) * _SECTOR
    # Counts up with every medium that appears, under whatever name (Linux 5.15 and later).
    marks: dict[str, Any] = {"diskseq": _text(about / "diskseq")}
    if os.major(status.st_rdev) != _LOOP_MAJOR:
        number = [os.major(status.st_rdev), os.minor(status.st_rdev)]
        marks |= {"kind": "block", "number": number}
        marks |= {name: text for name, file in _NAMES.items() if (text := _text(about / file))}
        return Identity(marks, size) if size else None
    file = _text(about / "loop" / "backing_file")
    if file is None:
        return None
    backing = _loop_backing(path)
    marks |= {"kind": "loop", "backing_file": file, "backing": list(backing)}
    return Identity(marks, size)


def _loop_backing(path: str) -> tuple[int, int]:
    """Device number and inode of the file behind a loop device, from the kernel: the file of
    that name may be another one by now.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        info = fcntl.ioctl(descriptor, _LOOP_GET_STATUS64, bytes(_LOOP_INFO64_BYTES))
    finally:
        os.close(descriptor)
    device, inode = struct.unpack_from("=QQ", info)
    return device, inode


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="backslashreplace").rstrip("\n")
    except FileNotFoundError:
        return None
