"""The difference of two versions of a file, as ``diff -u`` writes it."""

import re
from collections.abc import Iterator
from difflib import diff_bytes, unified_diff

_LINES = re.compile(rb"[^\n]*\n|[^\n]+")
_UNFINISHED = b"\n\\ No newline at end of file\n"


def unified(name: str, before: bytes, after: bytes) -> Iterator[bytes]:
    """The lines of the difference, each with its end; none where there is no difference."""
    title = name.encode("utf-8", "surrogateescape")
    lines = diff_bytes(
        unified_diff, _LINES.findall(before), _LINES.findall(after), title, title, lineterm=b"\n"
    )
    for line in lines:
        yield line if line.endswith(b"\n") else line + _UNFINISHED
