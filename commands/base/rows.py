"""Lists whose rows are what was done: the exit code tells whether some of it failed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from blockctl.errors import SomeFailed


def fail_for(done: str) -> Callable[[Sequence[Mapping[str, Any]]], None]:
    """What raises, for rows with an ``error``, that one where it is the only row, otherwise
    SomeFailed. ``done`` is the past tense: ``recovered``.
    """

    def raise_for(rows: Sequence[Mapping[str, Any]]) -> None:
        errors = [row["error"] for row in rows if "error" in row]
        if len(rows) == 1 and errors:
            raise errors[0]
        if errors:
            raise SomeFailed(f"{len(rows) - len(errors)} of {len(rows)} {done}")

    return raise_for
