"""The kernel's own tables about devices, as text."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

SYS = Path("/sys")


def read(file: Path) -> str:
    """What is in a file, without the line break; nothing where there is none."""
    with suppress(OSError):
        return file.read_text(encoding="utf-8", errors="backslashreplace").strip()
    return ""


def lowest(path: str, folder: Path = SYS) -> Iterator[Path]:
    """The kernel's folder about each device that the one at ``path`` is made of in the end: the
    paths of a multipath map, or the device itself.
    """
    yield from _lowest(folder / "block" / os.path.basename(os.path.realpath(path)))


def _lowest(about: Path) -> Iterator[Path]:
    below = sorted(each.name for each in about.glob("slaves/*"))
    for name in below:
        yield from _lowest(about.with_name(name))
    if not below:
        yield about
