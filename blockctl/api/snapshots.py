"""Snapshots: requests and answers of ``/snapshots``."""

from collections.abc import Mapping
from typing import Any

from blockctl.api import resources
from blockctl.api.client import Cloud
from blockctl.api.resources import SNAPSHOT


def find(cloud: Cloud, name_or_id: str) -> dict[str, Any]:
    """The snapshot with this ID or exact name; raises NotFound or Conflict."""
    return resources.find(cloud, SNAPSHOT, name_or_id)


def create(
    cloud: Cloud,
    volume_id: str,
    *,
    name: str,
    description: str | None = None,
    force: bool = False,
    properties: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Ask for a snapshot of a volume and return it as it is now: being created.

    An attached volume needs ``force`` before 3.66; from then on it is always allowed, and
    ``force: false`` is refused, so it is not sent.
    """
    snapshot: dict[str, Any] = {"volume_id": volume_id, "name": name}
    if description is not None:
        snapshot["description"] = description
    if properties:
        snapshot["metadata"] = dict(properties)
    if force and cloud.microversion < (3, 66):
        snapshot["force"] = True
    doing = f"Creating snapshot {name}"
    body = {"snapshot": snapshot}
    created: dict[str, Any] = cloud.request("POST", "/snapshots", doing, body=body)["snapshot"]
    return created


def delete(cloud: Cloud, snapshot_id: str, *, force: bool = False) -> None:
    """Ask for a snapshot's deletion; ``force`` deletes it in any state."""
    if force:
        resources.action(cloud, SNAPSHOT, snapshot_id, "os-force_delete", {})
    else:
        resources.delete(cloud, SNAPSHOT, snapshot_id)
