"""Snapshots of volume groups: requests and answers of ``/group_snapshots`` (3.14)."""

from typing import Any

from blockctl.api import resources
from blockctl.api.client import Cloud
from blockctl.api.resources import Resource

GROUP_SNAPSHOT = Resource(
    "volume group snapshot",
    "volume group snapshot",
    "/group_snapshots",
    "group_snapshot",
    "group_snapshots",
    since="3.14",
)
# Before it Cinder reads nothing of a list's query (cinder/api/v3/group_snapshots.py).
QUERIES_SINCE = "3.29"


def create(
    cloud: Cloud, group_id: str, *, name: str | None, description: str | None
) -> dict[str, Any]:
    """Ask for a snapshot of every volume of a group; return the ID and name that it has."""
    cloud.require(GROUP_SNAPSHOT.since, "A volume group snapshot")
    snapshot = {"group_id": group_id, "name": name, "description": description}
    doing = f"Creating a snapshot of volume group {group_id}"
    body = {"group_snapshot": snapshot}
    return cloud.fetch("group_snapshot", "POST", "/group_snapshots", doing, body=body)


def reset_status(cloud: Cloud, snapshot_id: str, status: str) -> None:
    """Overwrite the status in the database (3.19); nothing else is touched."""
    resources.action(cloud, GROUP_SNAPSHOT, snapshot_id, "reset_status", {"status": status})
