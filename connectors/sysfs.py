"""The kernel's own tables about devices, as text."""

from contextlib import suppress
from pathlib import Path

SYS = Path("/sys")


def read(file: Path) -> str:
    """What is in a file, without the line break; nothing where there is none."""
    with suppress(OSError):
        return file.read_text(encoding="utf-8", errors="backslashreplace").strip()
    return ""
