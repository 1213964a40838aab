"""Tables: rich on a terminal; elsewhere tabulate, in the layout that cliff prints."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, TextIO

from blockctl.output.render import OutputOptions, human
from blockctl.output.terminal import note, printable
from blockctl.output.width import fitted

if TYPE_CHECKING:
    from rich.table import Table

# A cell is not wrapped to less than this, which cliff prefers to an unreadable table.
_NARROWEST_COLUMN = 8
_NARROWEST_FIELD = 16
ONE = ("Field", "Value")


def write_list(
    headers: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO, options: OutputOptions
) -> None:
    """Print one line per row under the headers; of an empty list only a newline, as cliff."""
    text, numeric = cells_of(rows, headers)
    if not text and not options.print_empty:
        if out.isatty():
            note("There is nothing to list.")
        else:
            out.write("\n")
    elif out.isatty():
        _rich(headers, text, numeric, out, options)
    else:
        _plain(headers, text, numeric, out, options, _NARROWEST_COLUMN)


def cells_of(
    rows: Iterable[Sequence[Any]], headers: Sequence[str] = ()
) -> tuple[list[list[str]], list[bool]]:
    """The text of every cell, and which columns are aligned to the right, as numbers are."""
    cells = [[human(value) for value in row] for row in rows]
    # cliff aligns by the types in the first row; a bool is no number there.
    numeric = [type(value) in (int, float) for value in (cells or [list(headers)])[0]]
    return [[_text(value) for value in row] for row in cells], numeric


def write_one(
    names: Sequence[str], values: Sequence[Any], out: TextIO, options: OutputOptions
) -> None:
    """Print a line per field, under the headings Field and Value."""
    rows = [[name, _text(human(value))] for name, value in zip(names, values, strict=True)]
    if out.isatty():
        _rich(ONE, rows, [], out, options)
    else:
        _plain(ONE, rows, [False, False], out, options, _NARROWEST_FIELD)


def _text(value: Any) -> str:
    """A cell's text; its line breaks are laid out inside the cell, other controls made visible."""
    lines = str(value).replace("\r\n", "\n").replace("\r", " ")
    return printable(lines, keep="\n")


def _plain(
    headers: Sequence[str],
    rows: list[list[str]],
    numeric: list[bool],
    out: TextIO,
    options: OutputOptions,
    narrowest: int,
) -> None:
    import tabulate

    # tabulate widens every header by two columns otherwise, which cliff does not.
    tabulate.MIN_PADDING = 0
    rule = tabulate.Line("+", "-", "+", "+")
    bars = tabulate.DataRow("|", "|", "|")
    sides = ["right" if is_number else "left" for is_number in numeric]
    padded, wrapped = fitted(headers, rows, numeric, options, narrowest)
    text = tabulate.tabulate(
        [line for row in wrapped for line in _lines(row)],
        padded,
        tablefmt=tabulate.TableFormat(rule, rule, None, rule, bars, bars, 1, None),
        disable_numparse=True,
        colalign=sides or None,
        headersalign=None if rows else ["center"] * len(headers),
        preserve_whitespace=True,
    )
    out.write(text + "\n")


def _lines(row: list[str]) -> list[tuple[str, ...]]:
    """A row whose cells have several lines as so many rows: this layout draws none between."""
    return list(zip_longest(*(cell.split("\n") for cell in row), fillvalue=""))


def _rich(
    headers: Sequence[str],
    rows: list[list[str]],
    numeric: list[bool],
    out: TextIO,
    options: OutputOptions,
) -> None:
    from rich.console import Console
    from rich.text import Text

    from blockctl.output import records

    console = Console(file=out, highlight=False, width=options.max_width or None)
    whole = records.fit(headers, rows, console.width)
    asked_for = options.max_width or options.fit_width or tuple(headers) == ONE
    if not whole and not asked_for:
        records.write(headers, rows, console)
        return
    table = grid(headers, rows, numeric, whole)
    for row in rows:
        # Text, not str: rich would read [brackets] in a name as markup.
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def grid(
    headers: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], whole: bool
) -> "Table":
    """rich's table with its headers, for rows that are still to be added.

    ``whole`` keeps IDs in one piece, for which there must be room: rich drops columns otherwise.
    """
    from rich.table import Table
    from rich.text import Text

    from blockctl.output.records import is_whole

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 1))
    for at, header in enumerate(headers):
        table.add_column(
            Text(header),
            justify="right" if at < len(numeric) and numeric[at] else "left",
            overflow="fold",
            # An ID that is broken over two lines cannot be copied.
            no_wrap=whole and any(is_whole(row[at]) for row in rows),
        )
    return table
