"""From a name or an ID to the one thing that has it, whichever service knows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from blockctl.api.resources import is_id, is_segment
from blockctl.errors import BadUsage, Conflict, NotFound, Unreachable
from blockctl.neighbours.service import NotPermitted, Service

Item = dict[str, Any]
Query = Mapping[str, str | None]

# Users of federated and LDAP domains have IDs of 64 digits.
_LONG_ID = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Kind:
    """What has a name.

    ``label`` names one in a sentence; ``many`` is the key of a list below ``path``, ``one`` that
    of a single answer, where it has one. ``word_ids`` says that an ID may be any word, as the
    domain ``default`` has it. ``telling`` is the field that tells two of a name apart.
    """

    label: str
    path: str
    many: str
    one: str | None
    word_ids: bool = False
    telling: str | None = None


def is_any_id(text: str) -> bool:
    """Whether ``text`` looks like an ID of any service."""
    return is_id(text) or _LONG_ID.fullmatch(text) is not None


def only_id(kind: Kind, text: str) -> str:
    """``text`` if it looks like an ID, where nobody can be asked; raises BadUsage for a name."""
    if is_any_id(text):
        return text
    raise BadUsage(
        f"'{text}' is no {kind.label} ID, and there is no identity service to look up names with.",
        f"Give the ID of the {kind.label}.",
    )


def find(service: Service, kind: Kind, text: str, *queries: Query) -> Item:
    """The one with the ID ``text``, else the one of exactly this name.

    ``queries`` are lists to look for the name in, one after the other until one has it. Raises
    NotFound, Conflict for several of the name, and NotPermitted.
    """
    if (kind.word_ids or is_id(text)) and is_segment(text):
        found = _by_id(service, kind, text)
        if found is not None:
            return found
    for query in queries:
        named = [item for item in listing(service, kind, query) if item.get("name") == text]
        if named:
            return the_one(kind, text, named)
    raise NotFound(f"No {kind.label} has the name or ID '{text}'.")


def the_one(kind: Kind, text: str, named: list[Item]) -> Item:
    """The only one of ``named``; raises Conflict with the candidates when they are several."""
    if len(named) == 1:
        return named[0]
    candidates = ", ".join(
        f"{item['id']} ({kind.telling} {item.get(kind.telling)})" if kind.telling else item["id"]
        for item in named
    )
    raise Conflict(
        f"{len(named)} {kind.label}s have the name '{text}': {candidates}.",
        "Give the ID instead.",
    )


def listing(service: Service, kind: Kind, query: Query, path: str | None = None) -> list[Item]:
    """One page of a list, from ``path`` or the kind's own; raises Unreachable if it is none."""
    doing = f"Looking up {kind.label}s"
    return items_in(service.get(path or kind.path, doing, query), kind, doing)


def items_in(answer: Item, kind: Kind, doing: str) -> list[Item]:
    """The items of an answer, each of which has an ID; raises Unreachable for another answer."""
    items = answer.get(kind.many)
    if not isinstance(items, list) or not all(map(has_id, items)):
        raise Unreachable(f"{doing} failed: the answer has no list of {kind.many}.")
    return items


def _by_id(service: Service, kind: Kind, text: str) -> Item | None:
    doing = f"Looking up {kind.label} {text}"
    try:
        answer = service.get(f"{kind.path}/{quote(text, safe='')}", doing)
    except (NotFound, NotPermitted):
        return None  # a name may look like an ID, and what may not be seen by one may be by name
    found = answer.get(kind.one) if kind.one else answer
    if not has_id(found):
        raise Unreachable(f"{doing} failed: the answer has no {kind.label}.")
    return found


def has_id(item: Any) -> bool:
    """Whether ``item``, from an answer, is an object with an ID."""
    return isinstance(item, dict) and isinstance(item.get("id"), str)
