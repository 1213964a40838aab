"""What goes to people, on stderr: notes, warnings, errors. And the cleaning of outside text."""

import re
import sys

# C0 and C1 controls, DEL, and the Unicode marks that reorder or hide text on a terminal; not the
# two joiners (U+200C, U+200D), which Persian, Indic scripts and emoji are written with.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def printable(text: str, keep: str = "") -> str:
    """Return ``text`` with every control character made visible as an escape, except ``keep``.

    Names come from the API, where any project member chooses them: printed raw they could
    move the cursor, recolour the screen or retitle the window.
    """

    def escaped(match: re.Match[str]) -> str:
        char = match.group()
        return char if char in keep else char.encode("unicode_escape").decode("ascii")

    return _UNSAFE.sub(escaped, text)


def note(text: str) -> None:
    """Tell the user something on stderr, one line."""
    sys.stderr.write(printable(text) + "\n")


def is_terminal() -> bool:
    """Whether stdout is read by a person."""
    return sys.stdout.isatty()


def size_of(count: float) -> str:
    """A number of bytes as a short text in binary units, such as ``1.5 GiB``."""
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if count < 1024 or unit == "TiB":
            break
        count /= 1024
    return f"{count:.0f} {unit}" if count == int(count) else f"{count:.1f} {unit}"
