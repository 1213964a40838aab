"""Renders results to stdout: a list of rows, or the fields of one thing."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TextIO

from blockctl.output.columns import Column, chosen, position
from blockctl.output.terminal import note

# Each has a module blockctl.output.format_<name>, loaded when it is asked for.
LIST_FORMATS = ("csv", "json", "jsonl", "table", "value", "yaml")
ONE_FORMATS = ("json", "jsonl", "shell", "table", "value", "yaml")


@dataclass(frozen=True)
class OutputOptions:
    """What the user asked for: ``-f``, ``-c`` and their kin, with cliff's defaults."""

    format: str = "table"
    columns: tuple[str, ...] = ()
    sort_columns: tuple[str, ...] = ()
    sort_descending: bool = False
    noindent: bool = False
    quote: str = "nonnumeric"
    prefix: str = ""
    variables: tuple[str, ...] = ()
    max_width: int = 0
    fit_width: bool = False
    print_empty: bool = False


@dataclass(frozen=True)
class Humanized:
    """A value that scripts read as it is and people as the text that ``to_text`` makes of it."""

    value: Any
    to_text: Callable[[Any], str]


def check_columns(headers: Sequence[str], options: OutputOptions) -> None:
    """Refuse an unknown column before anything is asked or changed; raises BadUsage."""
    chosen(headers, options.columns)


def render_list(
    columns: Sequence[Column],
    items: Iterable[Mapping[str, Any]],
    options: OutputOptions,
    out: TextIO | None = None,
) -> None:
    """Print a list. csv, jsonl and value print each item as it comes, unless it is sorted."""
    headers, rows = list_rows(columns, items, options)
    one_or_list(True, headers, rows, out or sys.stdout, options)


def list_rows(
    columns: Sequence[Column], items: Iterable[Mapping[str, Any]], options: OutputOptions
) -> tuple[list[str], Iterable[Sequence[Any]]]:
    """The headers and the rows of a list, sorted and cut to the columns that were asked for."""
    headers = [column.header for column in columns]
    kept = chosen(headers, options.columns)
    rows: Iterable[Sequence[Any]] = ([_cell(column, item) for column in columns] for item in items)
    for name in reversed(options.sort_columns):
        rows = _sorted(rows, headers, name, options.sort_descending)
    if len(kept) < len(columns):
        rows = ([row[at] for at in kept] for row in rows)
    return [headers[at] for at in kept], rows


def one_or_list(
    is_list: bool,
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    out: TextIO,
    options: OutputOptions,
) -> None:
    """Write rows in the format that was asked for; of one thing they are its names and values."""
    module = import_module(f"blockctl.output.format_{options.format}")
    if is_list:
        module.write_list(headers, rows, out, options)
    else:
        names, values = zip(*rows, strict=True)
        module.write_one(names, values, out, options)


def render_one(
    fields: Mapping[str, Any], options: OutputOptions, out: TextIO | None = None
) -> None:
    """Print one thing, field by field, in the order of ``fields``."""
    names = list(fields)
    kept = [names[at] for at in chosen(names, options.columns)]
    one_or_list(False, (), [(name, fields[name]) for name in kept], out or sys.stdout, options)


def _cell(column: Column, item: Mapping[str, Any]) -> Any:
    value = column.value(item)
    return value if column.human is None else Humanized(value, column.human)


def _sorted(
    rows: Iterable[Sequence[Any]], headers: Sequence[str], name: str, descending: bool
) -> Iterable[Sequence[Any]]:
    """Sorted as cliff does: nothing counts as greatest, an unknown column is passed over."""
    at = position(headers, name)
    if at is None:
        return rows
    rows = list(rows)
    try:
        return sorted(
            rows, key=lambda row: (machine(row[at]) is None, machine(row[at])), reverse=descending
        )
    except TypeError:
        note(f"The column '{headers[at]}' has values that cannot be sorted.")
        return rows


def machine(value: Any) -> Any:
    """The value as a script reads it."""
    return value.value if isinstance(value, Humanized) else value


def human(value: Any) -> Any:
    """The value as a person reads it: text where there is one for it."""
    return value.to_text(value.value) if isinstance(value, Humanized) else value
