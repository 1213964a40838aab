"""CSV as cliff prints it: a header line, then a row a line."""

import csv
import os
from collections.abc import Iterable, Sequence
from typing import Any, Literal, TextIO

from blockctl.output.render import Humanized, OutputOptions

QUOTE_MODES: dict[str, Literal[0, 1, 2, 3]] = {
    "all": csv.QUOTE_ALL,
    "minimal": csv.QUOTE_MINIMAL,
    "none": csv.QUOTE_NONE,
    "nonnumeric": csv.QUOTE_NONNUMERIC,
}


def write_list(
    headers: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO, options: OutputOptions
) -> None:
    """Print each row as soon as it is there."""
    writer = csv.writer(
        out,
        quoting=QUOTE_MODES[options.quote],
        lineterminator=os.linesep,
        escapechar="\\",
    )
    writer.writerow(headers)
    for row in rows:
        writer.writerow(
            [str(value.value) if isinstance(value, Humanized) else value for value in row]
        )
