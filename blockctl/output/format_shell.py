"""``name="value"`` lines for ``eval`` in a shell."""

import re
from collections.abc import Sequence
from typing import Any, TextIO

from blockctl.output.render import OutputOptions, machine

# Inside double quotes a shell still acts on these.
_SPECIAL = re.compile(r'(["$`\\])')


def write_one(
    names: Sequence[str], values: Sequence[Any], out: TextIO, options: OutputOptions
) -> None:
    """Print each field as an assignment; ``--prefix`` goes before every name."""
    for name, value in zip(names, values, strict=True):
        plain = name.lower().replace(" ", "_")
        if options.variables and plain not in options.variables:
            continue
        variable = plain.replace(":", "_").replace("-", "_")
        text = _SPECIAL.sub(r"\\\1", str(machine(value)))
        out.write(f'{options.prefix}{variable}="{text}"\n')
