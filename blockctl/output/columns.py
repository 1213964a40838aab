"""Columns: declared once, they give the headings, the keys, the formats and the check of ``-c``."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from blockctl.errors import BadUsage


@dataclass(frozen=True)
class Column:
    """One column of a list.

    ``key`` names the value in the API's object, or is a function that makes it. ``human``
    turns it into text for tables; scripts (json, value) get the value itself.
    """

    header: str
    key: str | Callable[[Mapping[str, Any]], Any]
    human: Callable[[Any], str] | None = None

    def value(self, item: Mapping[str, Any]) -> Any:
        """This column's value in ``item``; None where the server did not send it."""
        return self.key(item) if callable(self.key) else item.get(self.key)


def chosen(headers: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """The positions of the wanted columns, in the order in which they are declared.

    None wanted means all. Raises BadUsage for a name that is not among ``headers``.
    """
    for name in wanted:
        if position(headers, name) is None:
            raise BadUsage(f"There is no column '{name}'.", _suggestion(name, headers))
    asked = {_folded(name) for name in wanted}
    return [at for at, header in enumerate(headers) if not wanted or _folded(header) in asked]


def position(headers: Sequence[str], name: str) -> int | None:
    """Where the column of this name is; case and underscores for spaces do not matter."""
    folded = [_folded(header) for header in headers]
    return folded.index(_folded(name)) if _folded(name) in folded else None


def _folded(name: str) -> str:
    return name.lower().strip().replace(" ", "_")


def _suggestion(name: str, headers: Sequence[str]) -> str:
    by_folded = {_folded(header): header for header in headers}
    close = get_close_matches(_folded(name), by_folded, n=1)
    if close:
        return f"Did you mean '{by_folded[close[0]]}'?"
    return f"The columns are: {', '.join(headers)}."


def properties_text(properties: Mapping[str, Any] | None) -> str:
    """``a='1', b.c='2', d=``, sorted, as OSC prints metadata for people (osc_lib format_dict)."""
    return ", ".join(_pairs(properties or {}, ""))


def _pairs(properties: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for key, value in sorted(properties.items()):
        if isinstance(value, dict):
            # An empty one leaves an empty place between two commas there too.
            yield ", ".join(_pairs(value, f"{prefix}{key}."))
        else:
            yield f"{prefix}{key}=" + ("" if value is None else f"'{value}'")
