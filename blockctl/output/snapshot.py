"""What was seen at one look, and how it differs from the look before."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from blockctl.output.columns import Column, chosen
from blockctl.output.render import OutputOptions, list_rows, machine

NEW, CHANGED, GONE = "new", "changed", "gone"

# No header of a column.
_KEY = "\0key"


@dataclass(frozen=True)
class Row:
    """Cells, how they came about since the look before, and which of them changed."""

    cells: Sequence[Any]
    change: str = ""
    changed: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Snapshot:
    """Rows by what tells one from another. ``is_list`` is false for the fields of one thing."""

    headers: Sequence[str]
    rows: Mapping[Hashable, Sequence[Any]]
    is_list: bool

    def same_as(self, other: "Snapshot | None") -> bool:
        """Whether nothing that is shown differs."""
        return other is not None and _plain(self) == _plain(other)

    def since(self, before: "Snapshot | None") -> list[Row]:
        """The rows with what is new and changed since ``before``, and then those that are gone."""
        if before is None:
            return [Row(cells) for cells in self.rows.values()]
        rows = [_compared(cells, before.rows.get(key)) for key, cells in self.rows.items()]
        gone = [cells for key, cells in before.rows.items() if key not in self.rows]
        return [*rows, *(Row(cells, GONE) for cells in gone)]


def of_list(
    columns: Sequence[Column], items: Iterable[Mapping[str, Any]], options: OutputOptions
) -> Snapshot:
    """A list as it is to be shown; its items are known by their IDs, or else by what names them."""

    def key(item: Mapping[str, Any]) -> Hashable:
        return str(item.get("id") or [columns[0].value(item), item.get("host"), item.get("prefix")])

    if options.columns:
        options = replace(options, columns=(*options.columns, _KEY))
    headers, listed = list_rows([*columns, Column(_KEY, key)], items, options)
    rows: dict[Hashable, Sequence[Any]] = {}
    seen: Counter[Hashable] = Counter()
    for *cells, name in listed:
        # What nothing tells apart is told apart by its place.
        seen[name] += 1
        rows[name, seen[name]] = cells
    return Snapshot(headers[:-1], rows, is_list=True)


def of_one(fields: Mapping[str, Any], options: OutputOptions) -> Snapshot:
    """One thing as it is to be shown, a row for each field."""
    names = list(fields)
    kept = [names[at] for at in chosen(names, options.columns)]
    rows: dict[Hashable, Sequence[Any]] = {name: (name, fields[name]) for name in kept}
    return Snapshot(("Field", "Value"), rows, is_list=False)


def _compared(cells: Sequence[Any], before: Sequence[Any] | None) -> Row:
    if before is None:
        return Row(cells, NEW)
    pairs = enumerate(zip(cells, before, strict=False))
    changed = frozenset(at for at, (now, then) in pairs if machine(now) != machine(then))
    return Row(cells, CHANGED if changed else "", changed)


def _plain(snapshot: Snapshot) -> Any:
    rows = [(key, [machine(cell) for cell in cells]) for key, cells in snapshot.rows.items()]
    return list(snapshot.headers), rows
