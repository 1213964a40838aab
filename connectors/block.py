"""What is done to a device at hand: flush it, and make it read-only."""

import errno
import fcntl
import os
import stat
import struct

from blockctl.connectors import identity, programs
from blockctl.connectors.sysfs import read
from blockctl.errors import LocalFailed

# linux/fs.h
_BLKROSET = 0x125D


def flush(path: str) -> None:
    """Have all that was written to the device or file on its storage. Raises LocalFailed.

    By a program, which can be left: whoever waits for storage that does not answer cannot be
    killed.
    """
    done = programs.ended(["sync", path])
    if done.returncode:
        cause = programs.complaint(done)[-1].rpartition(": ")[2]
        raise LocalFailed(f"{path} cannot be flushed: {cause}.")


def set_read_only(path: str, read_only: bool) -> None:
    """Have the kernel refuse or allow writes to a block device. Raises LocalFailed.

    The kernel keeps this with the device's name: a loop device that is detached while it is
    read-only is read-only for its next user.
    """
    _set(path, _BLKROSET, int(read_only))
    if is_read_only(path) != read_only:
        raise LocalFailed(f"{path} cannot be made {'read-only' if read_only else 'writable'}.")


def is_read_only(path: str) -> bool:
    """Whether the kernel refuses writes to a block device; it never does for a plain file.

    Told without opening it, which one without any path to its storage refuses. Raises LocalFailed.
    """
    try:
        status = os.stat(path)
    except OSError as trouble:
        raise LocalFailed(f"{path} cannot be looked at: {trouble.strerror}.") from trouble
    return stat.S_ISBLK(status.st_mode) and read(identity.sysfs(status) / "ro") == "1"


def _set(path: str, request: int, value: int) -> None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.ioctl(descriptor, request, struct.pack("i", value))
        finally:
            os.close(descriptor)
    except OSError as trouble:
        if trouble.errno == errno.ENOTTY:
            raise LocalFailed(f"{path} is a plain file, which cannot be made read-only.") from None
        raise LocalFailed(
            f"Whether {path} is read-only cannot be changed: {trouble.strerror}."
        ) from trouble
