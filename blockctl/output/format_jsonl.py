"""One JSON object a line, printed as it comes: for lists that do not fit into memory."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from blockctl.output.render import OutputOptions, machine


def write_list(
    headers: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO, options: OutputOptions
) -> None:
    """Print each row as soon as it is there."""
    for row in rows:
        write_one(headers, row, out, options)


def write_one(
    names: Sequence[str], values: Sequence[Any], out: TextIO, options: OutputOptions
) -> None:
    """Print the fields as one object on one line."""
    one = {name: machine(value) for name, value in zip(names, values, strict=True)}
    out.write(json.dumps(one) + "\n")
