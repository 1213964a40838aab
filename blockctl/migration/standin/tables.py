"""Tables as cinder prints them: prettytable's, left-aligned, sorted by one column."""

import sys
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from blockctl.output.terminal import printable


def say(text: str) -> None:
    """Print a line, or several, to standard output."""
    sys.stdout.write(printable(text, keep="\n") + "\n")


def print_records(
    records: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    *,
    ordered: bool = False,
    only_known: bool = False,
) -> None:
    """A row for each record; a column reads the field of its name, in lower case with ``_``.

    Rows are sorted by the first column unless they are ``ordered`` by the server. Columns that
    some record lacks are left out when ``only_known`` is set, else empty.
    """
    shown = [
        column
        for column in columns
        if not only_known or all(_field(column, record) in record for record in records)
    ]
    rows = [[_cell(record.get(_field(column, record), "")) for column in shown]
            for record in records]  # fmt: skip
    _print(shown, rows, ordered=ordered)


def print_fields(
    record: Mapping[str, Any], title: str = "Property", pretty: Collection[str] = ()
) -> None:
    """A row for each field of ``record``; those in ``pretty`` show an object line by line."""
    rows = []
    for name, value in record.items():
        if name in pretty and isinstance(value, Mapping):
            value = "\n".join(f"{key} : {value[key]}" for key in sorted(value))
        rows.append([name, _without_returns(value)])
    _print([title, "Value"], rows)


def _field(column: str, record: Mapping[str, Any]) -> str:
    return column if column in record else column.lower().replace(" ", "_")


def _cell(value: Any) -> Any:
    return "-" if value is None else _without_returns(value)


def _without_returns(value: Any) -> Any:
    return value.replace("\r", " ") if isinstance(value, str) else value


def _print(titles: Sequence[str], rows: list[list[Any]], *, ordered: bool = False) -> None:
    if not ordered and titles:
        rows = sorted(rows, key=_sortable)
    grid = [[_lines(value) for value in row] for row in ([*titles], *rows)]
    widths = [max(_width(line) for row in grid for line in row[at]) for at in range(len(titles))]
    rule = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
    head, *body = (_drawn(row, widths) for row in grid)
    say("\n".join([rule, *head, rule, *(line for row in body for line in row), rule]))


def _sortable(row: list[Any]) -> list[tuple[str, Any]]:
    # Numbers among themselves by size, as prettytable sorts; it fails where kinds meet.
    return [
        ("", value) if isinstance(value, int | float) else ("text", str(value)) for value in row
    ]


def _lines(value: Any) -> list[str]:
    return [printable(line) for line in str(value).expandtabs().split("\n")]


def _drawn(row: list[list[str]], widths: Sequence[int]) -> list[str]:
    height = max(map(len, row), default=0)
    return [
        "|" + "|".join(f" {_padded(cell, at, width)} "
                       for cell, width in zip(row, widths, strict=True)) + "|"
        for at in range(height)
    ]  # fmt: skip


def _padded(cell: list[str], at: int, width: int) -> str:
    line = cell[at] if at < len(cell) else ""
    return line + " " * (width - _width(line))


def _width(line: str) -> int:
    if line.isascii():
        return len(line)
    from wcwidth import wcswidth

    return max(wcswidth(line), 0)
