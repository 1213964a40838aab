"""What is on a device, as far as a look at it tells."""

import os

from blockctl.connectors.programs import ended
from blockctl.errors import LocalFailed

_EDGE = 1024**2
_NOTHING_FOUND = 2  # blkid(8)
# Of a device whose first and last MiB are zeros, and that has no signature.
NEW = "new, no file system"
# Of one without a signature and with something there.
UNKNOWN = "no known file system"


def content_of(path: str) -> str | None:
    """``ext4``, ``crypto_LUKS``, ``gpt partitions``, …, in one or two words, or NEW. The device is
    only read.

    None when that cannot be told, as without blkid.
    """
    try:
        done = ended(["blkid", "--probe", "--output", "export", path])
        if done.returncode == _NOTHING_FOUND:
            return NEW if _is_blank(path) else UNKNOWN
    except (LocalFailed, OSError):
        return None
    tags = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    if "TYPE" in tags:
        return tags["TYPE"]
    return f"{tags['PTTYPE']} partitions" if "PTTYPE" in tags else None


def blank(path: str) -> None:
    """Overwrite the first and the last MiB of a device with zeros. Raises LocalFailed."""
    try:
        # Fails while anything else has claimed the device (open(2)).
        descriptor = os.open(path, os.O_RDWR | os.O_EXCL | os.O_CLOEXEC)
        with open(descriptor, "r+b", buffering=0) as device:
            size = device.seek(0, os.SEEK_END)
            for begin in (0, max(0, size - _EDGE)):
                device.seek(begin)
                device.write(bytes(min(_EDGE, size - begin)))
            os.fsync(device.fileno())
    except OSError as trouble:
        raise LocalFailed(f"{path} cannot be written to: {trouble.strerror}.") from trouble


def _is_blank(path: str) -> bool:
    with open(path, "rb") as device:
        first = device.read(_EDGE)
        device.seek(-min(_EDGE, device.seek(0, os.SEEK_END)), os.SEEK_END)
        return not any(first) and not any(device.read(_EDGE))
