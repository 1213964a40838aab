"""Bare values as cliff prints them: a row a line with single spaces between, or a field a line."""

from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from blockctl.output.render import OutputOptions, machine
from blockctl.output.terminal import printable


def write_list(
    headers: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO, options: OutputOptions
) -> None:
    """Print each row as soon as it is there."""
    for row in rows:
        out.write(" ".join(_text(value, out) for value in row) + "\n")


def write_one(
    names: Sequence[str], values: Sequence[Any], out: TextIO, options: OutputOptions
) -> None:
    """Print each field's value on a line of its own."""
    for value in values:
        out.write(_text(value, out) + "\n")


def _text(value: Any, out: TextIO) -> str:
    text = str(machine(value))
    # A script gets what the server sent; a person's terminal gets no control characters.
    return printable(text, keep="\n") if out.isatty() else text
