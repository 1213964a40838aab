"""Bytes that are written to a device past every cache, and known again when they are read."""

import hashlib
import mmap
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_MIB = 1024**2


def write(path: str, seed: int, mib: int) -> str:
    """Write ``mib`` MiB that ``seed`` decides at the start of a device; return their SHA-256."""
    digest = hashlib.sha256()
    chance = random.Random(seed)
    with _opened(path, os.O_WRONLY) as device, mmap.mmap(-1, _MIB) as block:
        for number in range(mib):
            block[:] = chance.randbytes(_MIB)
            digest.update(block)
            _put(device, block, number)
        os.fsync(device)
    return digest.hexdigest()


def read(path: str, mib: int) -> str:
    """The SHA-256 of the first ``mib`` MiB of a device, as they are on it."""
    digest = hashlib.sha256()
    with _opened(path, os.O_RDONLY) as device, mmap.mmap(-1, _MIB) as block:
        for number in range(mib):
            if os.preadv(device, [block], number * _MIB) != _MIB:
                raise EOFError(f"{path} ends before {mib} MiB")
            digest.update(block)
    return digest.hexdigest()


def write_on(path: str, flag: str) -> dict[str, float]:
    """Write 1 MiB again and again while the file ``flag`` is there, which this makes.

    Returns how many writes that were, and how many seconds the longest took. Raises OSError
    when one fails.
    """
    count, longest = 0, 0.0
    keep_on = Path(flag)
    keep_on.touch()
    with _opened(path, os.O_WRONLY) as device, mmap.mmap(-1, _MIB) as block:
        while keep_on.exists():
            begun = time.monotonic()
            _put(device, block, 0)
            longest = max(longest, time.monotonic() - begun)
            count += 1
    return {"writes": count, "longest": longest}


def keep_unwritten(path: str, mib: int, flag: str) -> None:
    """Write so much to the device's cache, have it open and never flush it, while the file
    ``flag`` is there, which this makes.
    """
    keep_on = Path(flag)
    with suppress(OSError), open(path, "r+b", buffering=0) as device:
        device.write(os.urandom(mib * _MIB))
        keep_on.touch()
        while keep_on.exists():
            time.sleep(0.2)


def size(path: str) -> int:
    """The size of a device or file in bytes."""
    with open(path, "rb") as device:
        return device.seek(0, os.SEEK_END)


@contextmanager
def _opened(path: str, how: int) -> Iterator[int]:
    # O_DIRECT takes only memory that is aligned as pages are: that of mmap.
    device = os.open(path, how | os.O_DIRECT)
    try:
        yield device
    finally:
        os.close(device)


def _put(device: int, block: mmap.mmap, number: int) -> None:
    if os.pwritev(device, [block], number * _MIB) != _MIB:
        raise OSError(f"only a part of MiB {number} could be written")
