"""Fitting a table to a width, by the rules of cliff (cliff/formatters/table.py)."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blockctl.output.render import OutputOptions


def fitted(
    headers: Sequence[str],
    rows: list[list[str]],
    numeric: Sequence[bool],
    options: "OutputOptions",
    narrowest: int,
) -> tuple[list[str], list[list[str]]]:
    """The headers and rows with cells wrapped so that the table is as wide as asked for.

    Columns narrower than an equal share keep their width, the others share the rest; none is
    made narrower than ``narrowest``, in preference to which the table is wider. A header is
    padded to its column's width, which cliff keeps even if no wrapped line fills it.
    """
    limit = options.max_width if options.max_width > 0 else _terminal_width(options)
    if not limit:
        return list(headers), rows
    from wcwidth import wcswidth, wrap

    def width_of(text: str) -> int:
        return max(max(wcswidth(line), 0) for line in text.split("\n"))

    natural = [
        max([width_of(header), *(width_of(row[at]) for row in rows)])
        for at, header in enumerate(headers)
    ]
    if sum(natural) + 3 * len(natural) + 1 <= limit:
        return list(headers), rows
    widths = list(natural)
    for at, share in _shares(natural, limit, narrowest).items():
        widths[at] = max(width_of(headers[at]), min(natural[at], share))

    def wrapped(cell: str, width: int) -> str:
        parts: list[str] = []
        for line in cell.split("\n"):
            parts += wrap(line, width) if width_of(line) > width else [line]
        return "\n".join(parts)

    padded = []
    for header, width, is_number in zip(headers, widths, numeric, strict=True):
        space = " " * (width - width_of(header))
        padded.append(space + header if is_number else header + space)
    return padded, [
        [wrapped(cell, width) for cell, width in zip(row, widths, strict=True)] for row in rows
    ]


def _shares(natural: list[int], limit: int, narrowest: int) -> dict[int, int]:
    """The width of each column that must shrink."""
    usable = max(0, limit - 1 - 3 * len(natural))
    equal = usable // len(natural)
    shrinking = [at for at, width in enumerate(natural) if width > equal]
    left = usable - sum(width for width in natural if width <= equal)
    share = left // len(shrinking)
    shares = {at: max(narrowest, share) for at in shrinking[:-1]}
    rest = left - share * (len(shrinking) - 1)
    return {**shares, shrinking[-1]: max(narrowest, rest)}


def _terminal_width(options: "OutputOptions") -> int:
    if not options.fit_width:
        return 0
    try:
        return os.get_terminal_size().columns
    except OSError:
        return 0
