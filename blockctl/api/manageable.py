"""What backends hold that Cinder could take over: volumes and snapshots (microversion 3.8)."""

from collections.abc import Iterator, Mapping
from typing import Any

from blockctl.api.client import PAGE, Cloud


def listing(
    cloud: Cloud,
    what: str,
    filters: Mapping[str, Any],
    *,
    detail: bool,
    offset: int = 0,
    limit: int | None = None,
) -> Iterator[dict[str, Any]]:
    """Every manageable ``volume`` or ``snapshot`` of a place, at most ``limit`` from ``offset``.

    ``filters`` have the API's names: ``host`` or ``cluster`` (3.17), ``marker`` (a reference),
    and ``sort``. Each item has its ``reference`` on the backend, its ``size`` in GiB, and whether
    it is ``safe_to_manage``.
    """
    cloud.require("3.8", f"Listing manageable {what}s")
    if filters.get("cluster"):
        cloud.require("3.17", "--cluster")
    path = f"/manageable_{what}s" + ("/detail" if detail else "")
    left = limit
    before: list[dict[str, Any]] = []
    while left is None or left > 0:
        page = {"limit": PAGE if left is None else min(left, PAGE), "offset": offset or None}
        answer = cloud.get(path, f"Listing manageable {what}s", {**filters, **page})
        items: list[dict[str, Any]] = answer[f"manageable-{what}s"]
        # It has no links, and a page may be shorter than asked for: the end is an empty one. What
        # skips nothing sends the same one for ever.
        if not items or items == before:
            return
        yield from items
        before = items
        offset += len(items)
        left = None if left is None else left - len(items)
