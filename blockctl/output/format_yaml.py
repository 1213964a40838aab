"""YAML as cliff prints it: a list of mappings, or one document a field."""

from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from blockctl.output.render import OutputOptions, machine


def write_list(
    headers: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO, options: OutputOptions
) -> None:
    """Print every row as a mapping with the headers as keys."""
    _dump(
        [{name: machine(value) for name, value in zip(headers, row, strict=True)} for row in rows],
        out,
    )


def write_one(
    names: Sequence[str], values: Sequence[Any], out: TextIO, options: OutputOptions
) -> None:
    """Print the fields one after the other, in their own order rather than the alphabet's."""
    for name, value in zip(names, values, strict=True):
        _dump({name: machine(value)}, out)


def _dump(document: Any, out: TextIO) -> None:
    import yaml

    yaml.safe_dump(document, stream=out, default_flow_style=False)
