"""Who holds a device: mounts, swap, devices made of it, processes; and the kernel's last word."""

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from blockctl.connectors import identity, udev
from blockctl.errors import LocalFailed

_MOUNTS = Path("/proc/self/mountinfo")
_OCTAL = re.compile(r"\\([0-7]{3})")


def of(path: str, own: str | None = None) -> list[str]:
    """Who holds the device or file at ``path``, as predicates: ``is mounted on /srv``.

    Looks at the device and its partitions; what udev opens for a moment does not count. Where it
    is mounted on ``own`` by ourselves, it is held by who uses that. Raises LocalFailed when it
    cannot be looked at.
    """
    if own is not None:
        others = (used for used in in_use(path) if used != _mounted(own))
        inside = users(own)
        used = [f"{_mounted(own)}, where {' and '.join(inside)}"] if inside else []
        return [*others, *_openers(path), *used]
    seen = [*in_use(path), *_openers(path)]
    if seen or not _opens_exclusively(path):
        udev.settle()
        seen = [*in_use(path), *_openers(path)]
    if not seen and not _opens_exclusively(path):
        seen.append("is held by the kernel for somebody who cannot be seen from here")
    return seen


def in_use(path: str) -> list[str]:
    """As ``of``, without asking which processes have it open."""
    numbers = set(_numbers(path))
    return [
        *(_mounted(place) for place in _mounts(numbers)),
        *("is used as swap" for number in _swaps() if number in numbers),
        *(f"is part of {name}" for name in _made_of(path)),
        *(f"is the file behind {name}" for name in _loops_on(path)),
    ]


def mounted_on(path: str) -> list[str]:
    """Where the device at ``path`` itself is mounted. Raises LocalFailed."""
    return list(_mounts(set(_numbers(path))))


def is_mounted(path: str, place: str) -> bool:
    """Whether what is to be seen at ``place`` is the device at ``path``. Raises LocalFailed."""
    numbers = set(_numbers(path))
    # The last that was mounted there hides the others.
    top = [mount for mount in mounts_in(_read(_MOUNTS)) if mount[2] == place][-1:]
    return any(number in numbers or _number_of(source) in numbers for number, source, _ in top)


def users(place: str) -> list[str]:
    """Who uses the file system that is mounted at ``place``: ``bash (process 7) works``."""
    below = place.rstrip("/") + "/"
    seen = [
        f"{other} is mounted"
        for _, _, other in mounts_in(_read(_MOUNTS))
        if other.startswith(below)
    ]
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            links = (process / "cwd", process / "root", *(process / "fd").iterdir())
            if any(f"{_target(link)}/".startswith(below) for link in links):
                name = _read(process / "comm").strip()
                seen.append(f"{name} (process {process.name}) works")
    return seen


def mounts_in(mountinfo: str) -> Iterator[tuple[str, str, str]]:
    """Device number, source and place of every mount in the text of ``/proc/self/mountinfo``.

    The fields are those of proc(5); blanks and backslashes in paths are octal escapes.
    """
    for line in mountinfo.splitlines():
        before, _, after = line.partition(" - ")
        fields, rest = before.split(" "), after.split(" ")
        yield fields[2], unescaped(rest[1]), unescaped(fields[4])


def unescaped(text: str) -> str:
    """``text`` with the kernel's octal escapes, such as ``\\040`` for a blank, undone."""
    return _OCTAL.sub(lambda match: chr(int(match.group(1), 8)), text)


def _numbers(path: str) -> Iterator[str]:
    """``major:minor`` of the block device at ``path`` and of its partitions."""
    status = _status(path)
    if stat.S_ISBLK(status.st_mode):
        about = identity.sysfs(status)
        for file in (about / "dev", *about.glob("*/partition")):
            yield _read(file.with_name("dev")).strip()


def _mounted(place: str) -> str:
    return f"is mounted on {place}"


def _target(link: Path) -> str:
    """Without following it: that can hang on a dead file server."""
    with suppress(OSError):
        return os.readlink(link)
    return ""


def _mounts(numbers: set[str]) -> Iterator[str]:
    for number, source, place in mounts_in(_read(_MOUNTS)):
        # Some file systems (btrfs) show a number of their own; their source is the device.
        if number in numbers or _number_of(source) in numbers:
            yield place


def _swaps() -> Iterator[str | None]:
    for line in _read(Path("/proc/swaps")).splitlines()[1:]:
        yield _number_of(unescaped(line.split()[0]))


def _made_of(path: str) -> Iterator[str]:
    """Devices that the kernel built on this one or a partition: device-mapper, md, bcache."""
    status = _status(path)
    if stat.S_ISBLK(status.st_mode):
        about = identity.sysfs(status)
        for holder in (*about.glob("holders/*"), *about.glob("*/holders/*")):
            name = _read(Path("/sys/block") / holder.name / "dm" / "name").strip()
            yield f"{name} (/dev/{holder.name})" if name else f"/dev/{holder.name}"


def _loops_on(path: str) -> Iterator[str]:
    for file in Path("/sys/block").glob("loop*/loop/backing_file"):
        if _read(file).rstrip("\n") == os.path.realpath(path):
            yield f"/dev/{file.parents[1].name}"


def _openers(path: str) -> Iterator[str]:
    """Other processes that have the device or file open, as far as this user may look."""
    status = _status(path)
    real = os.path.realpath(path)
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        with suppress(OSError):
            if any(_leads_to(link, real, status) for link in (process / "fd").iterdir()):
                name = _read(process / "comm").strip()
                yield f"is open in process {process.name} ({name})"


def _leads_to(link: Path, real: str, status: os.stat_result) -> bool:
    """Compares names before it follows: to follow any link can hang on a dead file server."""
    with suppress(OSError):
        target = os.readlink(link)
        if target == real or (stat.S_ISBLK(status.st_mode) and target.startswith("/dev/")):
            found = link.stat()
            if stat.S_ISBLK(status.st_mode):
                return stat.S_ISBLK(found.st_mode) and found.st_rdev == status.st_rdev
            return (found.st_dev, found.st_ino) == (status.st_dev, status.st_ino)
    return False


def _opens_exclusively(path: str) -> bool:
    """On a block device O_EXCL without O_CREAT fails while anything has claimed it (open(2))."""
    if not stat.S_ISBLK(_status(path).st_mode):
        return True
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_EXCL | os.O_CLOEXEC))
    except OSError as trouble:
        if trouble.errno == errno.EBUSY:
            return False
        raise LocalFailed(f"{path} cannot be opened: {trouble.strerror}.") from trouble
    return True


def _number_of(source: str) -> str | None:
    if source.startswith("/dev/"):
        with suppress(OSError):
            status = os.stat(source)
            if stat.S_ISBLK(status.st_mode):
                return f"{os.major(status.st_rdev)}:{os.minor(status.st_rdev)}"
    return None


def _status(path: str) -> os.stat_result:
    try:
        return os.stat(path)
    except OSError as trouble:
        raise LocalFailed(f"{path} cannot be looked at: {trouble.strerror}.") from trouble


def _read(file: Path) -> str:
    """What is in a file of the kernel's; nothing once what it tells of is gone."""
    with suppress(OSError):
        return file.read_text(encoding="utf-8", errors="backslashreplace")
    return ""
