"""Finding what a name or an ID means, as cinder does: in every project."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from blockctl.errors import Unreachable
from blockctl.migration.standin.api import Refused
from blockctl.migration.standin.run import Run, number
from blockctl.migration.syntax import Version

Record = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of resource: what cinder calls it in messages, and where it is in the API.

    ``newer`` is the path since a microversion, ``detail`` ends the path of the list, ``asked``
    is what its list is always asked, and ``named_by`` the field that holds its name.
    """

    called: str
    path: str
    one: str
    many: str
    detail: str = "/detail"
    named_by: str = "name"
    newer: tuple[Version, str] | None = None
    asked: Mapping[str, Any] = field(default_factory=lambda: {"all_tenants": 1})

    def place(self, run: Run) -> str:
        """The path of the collection."""
        return self.newer[1] if self.newer and run.since(self.newer[0]) else self.path


def fetched(
    run: Run, kind: Kind, resource_id: str, query: Mapping[str, Any] | None = None
) -> Record:
    """The resource with this ID; raises Refused."""
    found: Record = run.api.get(f"{kind.place(run)}/{resource_id}", query)[kind.one]
    return found


def find(run: Run, kind: Kind, name_or_id: str, query: Mapping[str, Any] | None = None) -> Record:
    """The one resource with this ID, or this name; raises Refused with cinder's words.

    ``query`` is sent along.
    """
    if name_or_id.isdigit() or _is_uuid(name_or_id):
        try:
            return fetched(run, kind, name_or_id, query)
        except Refused as refused:
            if refused.status != 404:
                raise
    asked = {**kind.asked, **(query or {})}
    if kind.named_by == "name" and "all_tenants" in asked:
        asked["name"] = name_or_id
    every = listed(run, kind.place(run) + kind.detail, kind.many, asked)
    named = [each for each in every if each.get(kind.named_by) == name_or_id]
    if not named:
        raise Refused(f"No {kind.called} with a name or ID of '{name_or_id}' exists.")
    if len(named) > 1:
        raise Refused(
            f"Multiple {kind.called} matches found for '{name_or_id}', "
            "use an ID to be more specific."
        )
    return named[0]


def listed(
    run: Run, path: str, many: str, query: Mapping[str, Any], limit: Any = None
) -> list[Record]:
    """Every item, page after page; at most ``limit`` of them."""
    return counted(run, path, many, query, limit)[0]


def counted(
    run: Run, path: str, many: str, query: Mapping[str, Any], limit: Any = None
) -> tuple[list[Record], int]:
    """As ``listed``, with how many the server says there are (``with_count``: 3.45)."""
    page = run.api.get(path, {**query, "limit": limit})
    # What is no number the service has refused.
    most = number(limit, "--limit") if limit else None
    count = page.get("count", 0)
    items: list[Record] = list(page[many])
    seen: set[str] = set()
    while (most is None or len(items) < most) and (following := _next(page, many)):
        if following in seen:
            raise Unreachable(f"Listing {many} failed: the volume service repeats the same page.")
        seen.add(following)
        page = run.api.get(f"{path}?{following}")
        items += page[many]
    return items[:most], count


def sort_query(sort: str | None, *more: str) -> str | None:
    """``--sort`` as it is sent; raises Refused for a key that cinder does not know."""
    keys = ("id", "status", "size", "availability_zone", "name", "bootable", "created_at",
            "reference", *more)  # fmt: skip
    sent = []
    for each in (sort or "").split(","):
        key, _, direction = (part.strip() for part in each.partition(":"))
        if not each:
            continue
        if key not in keys:
            raise Refused(f"sort_key must be one of the following: {', '.join(keys)}.")
        if direction not in ("", "asc", "desc"):
            raise Refused("sort_dir must be one of the following: asc, desc.")
        key = "display_name" if key == "name" else key
        sent.append(f"{key}:{direction}" if direction else key)
    return ",".join(sent) or None


def _next(page: Mapping[str, Any], many: str) -> str | None:
    """The query of the next page's link: behind a proxy its host and scheme may be wrong."""
    links = page.get(f"{many}_links") or ()
    return next((urlsplit(each["href"]).query for each in links if each.get("rel") == "next"), None)


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    # UUID also takes braces and an urn, which would be another path.
    return text.replace("-", "").isalnum()
