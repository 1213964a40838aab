"""JSON as cliff prints it: a list of objects, or one object; ``[]`` for nothing."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from blockctl.output.render import OutputOptions, machine


def write_list(
    headers: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO, options: OutputOptions
) -> None:
    """Print every row as an object with the headers as keys."""
    _dump([_object(headers, row) for row in rows], out, options)


def write_one(
    names: Sequence[str], values: Sequence[Any], out: TextIO, options: OutputOptions
) -> None:
    """Print the fields as one object."""
    _dump(_object(names, values), out, options)


def _object(names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    return {name: machine(value) for name, value in zip(names, values, strict=True)}


def _dump(document: Any, out: TextIO, options: OutputOptions) -> None:
    json.dump(document, out, indent=None if options.noindent else 2)
    out.write("\n")
