"""Consistency groups and their snapshots: ``/consistencygroups`` and ``/cgsnapshots``.

Volume groups took their place in 3.13; Cinder keeps both in the same tables
(cinder/api/contrib/consistencygroups.py, cgsnapshots.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from blockctl.api import resources
from blockctl.api.client import Cloud
from blockctl.api.resources import CONSISTENCY_GROUP, Resource

CONSISTENCY_GROUP_SNAPSHOT = Resource(
    "consistency group snapshot",
    "consistency group snapshot",
    "/cgsnapshots",
    "cgsnapshot",
    "cgsnapshots",
)


def list_groups(cloud: Cloud, *, all_projects: bool) -> Iterator[dict[str, Any]]:
    """The project's consistency groups, or for an admin those of all projects.

    Of others Cinder takes ``all_tenants`` for a filter that nothing passes: they get their own.
    """
    listed = False
    if all_projects:
        for group in resources.listing(cloud, CONSISTENCY_GROUP, {"all_tenants": True}):
            listed = True
            yield group
    if not listed:
        yield from resources.listing(cloud, CONSISTENCY_GROUP)


def create(cloud: Cloud, volume_type_ids: Sequence[str], **fields: str | None) -> dict[str, Any]:
    """Ask for a group of these volume types and return the ID and name that it has."""
    group = {"volume_types": ",".join(volume_type_ids), **fields}
    doing = _creating(fields)
    body = {CONSISTENCY_GROUP.one: group}
    return cloud.fetch(CONSISTENCY_GROUP.one, "POST", CONSISTENCY_GROUP.path, doing, body=body)


def create_from_source(
    cloud: Cloud, source: Mapping[str, str], **fields: str | None
) -> dict[str, Any]:
    """Ask for a group with copies of another's volumes; return its ID and name.

    ``source`` is either ``cgsnapshot_id`` or ``source_cgid``: Cinder takes no null for the other.
    """
    path = f"{CONSISTENCY_GROUP.path}/create_from_src"
    body = {"consistencygroup-from-src": {**fields, **source}}
    return cloud.fetch(CONSISTENCY_GROUP.one, "POST", path, _creating(fields), body=body)


def delete(cloud: Cloud, group_id: str, *, force: bool) -> None:
    """Ask for a group's deletion; ``force`` takes its volumes along, and goes in any status."""
    path = f"{CONSISTENCY_GROUP.path}/{group_id}/delete"
    body = {CONSISTENCY_GROUP.one: {"force": force}}
    cloud.request("POST", path, f"Deleting consistency group {group_id}", body=body)


def create_snapshot(cloud: Cloud, group_id: str, **fields: str | None) -> dict[str, Any]:
    """Ask for a snapshot of every volume of a group; return the ID and name that it has."""
    resource = CONSISTENCY_GROUP_SNAPSHOT
    # Unlike elsewhere Cinder refuses nulls here.
    given = {name: text for name, text in fields.items() if text is not None}
    doing = f"Creating a snapshot of consistency group {group_id}"
    body = {resource.one: {"consistencygroup_id": group_id, **given}}
    return cloud.fetch(resource.one, "POST", resource.path, doing, body=body)


def list_snapshots(cloud: Cloud) -> Iterator[dict[str, Any]]:
    """Every snapshot of the project's consistency groups.

    Cinder reads of this list's query only how much to skip and how many to send, and names no
    next page.
    """
    resource = CONSISTENCY_GROUP_SNAPSHOT
    doing = f"Listing {resource.label}s"
    path = resource.path + resource.detail
    skipped = 0
    before: list[dict[str, Any]] = []
    # A service that skips nothing sends the same page for ever.
    while page := list(cloud.pages(path, resource.many, doing, {"offset": skipped})):
        if page == before:
            return
        yield from page
        skipped, before = skipped + len(page), page


def _creating(fields: Mapping[str, str | None]) -> str:
    name = fields.get("name")
    return f"Creating consistency group {name}" if name else "Creating a consistency group"
