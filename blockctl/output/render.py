"""Renders results to stdout: a list of rows, or the fields of one thing."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from blockctl.output.columns import Column, chosen

FORMATS = ("table", "json", "value")


@dataclass(frozen=True)
class OutputOptions:
    """What the user asked for: ``-f``, ``-c`` and their kin."""

    format: str = "table"
    columns: tuple[str, ...] = ()
    noindent: bool = False


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
    """Print a list. ``value`` prints each item as it comes; the others need all of them."""
    kept = [columns[at] for at in chosen([column.header for column in columns], options.columns)]
    rows = ([_cell(column, item) for column in kept] for item in items)
    headers = [column.header for column in kept]
    _format(options).write_list(headers, rows, out or sys.stdout, options)


def render_one(
    fields: Mapping[str, Any], options: OutputOptions, out: TextIO | None = None
) -> None:
    """Print one thing, field by field, in the order of ``fields``."""
    names = list(fields)
    kept = [names[at] for at in chosen(names, options.columns)]
    values = [fields[name] for name in kept]
    _format(options).write_one(kept, values, out or sys.stdout, options)


def _cell(column: Column, item: Mapping[str, Any]) -> Any:
    value = column.value(item)
    return value if column.human is None else Humanized(value, column.human)


def machine(value: Any) -> Any:
    """The value as a script reads it."""
    return value.value if isinstance(value, Humanized) else value


def human(value: Any) -> Any:
    """The value as a person reads it: text where there is one for it."""
    return value.to_text(value.value) if isinstance(value, Humanized) else value


@dataclass(frozen=True)
class _Format:
    write_list: Callable[..., None]
    write_one: Callable[..., None]


def _format(options: OutputOptions) -> _Format:
    from importlib import import_module

    module = import_module(f"blockctl.output.format_{options.format}")
    return _Format(module.write_list, module.write_one)
