"""Lists whose table a terminal is too narrow for: a block for each row, a line for each field."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

# What is longer than this is still readable in parts, but for an ID, which is to be copied.
_WORD = 12
_GAP = 2
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def is_whole(text: str) -> bool:
    """Whether a cell may not be broken over two lines."""
    return _UUID.fullmatch(text) is not None


def fit(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether a table of ``width`` columns shows every word, and the IDs in one piece."""
    columns = zip(headers, *rows, strict=True)
    needed = [max(map(_narrowest, cells)) for cells in columns]
    return sum(needed) + _GAP * (len(needed) - 1) <= width


def _narrowest(cell: str) -> int:
    if is_whole(cell):
        return cell_len(cell)
    return min(_WORD, max(map(cell_len, cell.split()), default=0))


def write(headers: Sequence[str], rows: Sequence[Sequence[str]], console: "Console") -> None:
    """Print the blocks, an empty line between two."""
    for at, row in enumerate(rows):
        if at:
            console.print()
        block = Table.grid(padding=(0, _GAP, 0, 0))
        block.add_column(style="bold", no_wrap=True, min_width=max(map(cell_len, headers)))
        block.add_column(overflow="fold")
        for header, cell in zip(headers, row, strict=True):
            block.add_row(Text(header), Text(cell))
        console.print(block)
