"""Tables: rich on a terminal; elsewhere tabulate, in the layout that cliff prints."""

from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from blockctl.output.render import OutputOptions, human
from blockctl.output.terminal import printable


def write_list(
    headers: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO, options: OutputOptions
) -> None:
    """Print one line per row under the headers; nothing at all for an empty list but a newline."""
    cells = [[human(value) for value in row] for row in rows]
    # cliff aligns by the types in the first row; a bool is no number there.
    numeric = [type(value) in (int, float) for value in cells[0]] if cells else []
    text = [[printable(str(value)) for value in row] for row in cells]
    if out.isatty():
        _rich(headers, text, numeric, out)
    elif text:
        _plain(headers, text, numeric, out)
    else:
        out.write("\n")


def write_one(
    names: Sequence[str], values: Sequence[Any], out: TextIO, options: OutputOptions
) -> None:
    """Print a line per field, under the headings Field and Value."""
    rows = [[name, printable(str(human(value)))] for name, value in zip(names, values, strict=True)]
    write = _rich if out.isatty() else _plain
    write(("Field", "Value"), rows, [False, False], out)


def _plain(headers: Sequence[str], rows: list[list[str]], numeric: list[bool], out: TextIO) -> None:
    import tabulate

    # tabulate widens every header by two columns otherwise, which cliff does not.
    tabulate.MIN_PADDING = 0
    rule = tabulate.Line("+", "-", "+", "+")
    bars = tabulate.DataRow("|", "|", "|")
    text = tabulate.tabulate(
        rows,
        headers,
        tablefmt=tabulate.TableFormat(rule, rule, None, rule, bars, bars, 1, None),
        disable_numparse=True,
        colalign=["right" if is_number else "left" for is_number in numeric],
        preserve_whitespace=True,
    )
    out.write(text + "\n")


def _rich(headers: Sequence[str], rows: list[list[str]], numeric: list[bool], out: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 1))
    for at, header in enumerate(headers):
        right = at < len(numeric) and numeric[at]
        table.add_column(Text(header), justify="right" if right else "left", overflow="fold")
    for row in rows:
        # Text, not str: rich would read [brackets] in a name as markup.
        table.add_row(*(Text(cell) for cell in row))
    Console(file=out, highlight=False).print(table)
