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
    name: str | None,
    description: str | None = None,
    force: bool = False,
    properties: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Ask for a snapshot of a volume and return it as it is now: being created.

    An attached volume needs ``force`` before 3.66; from then on it is always allowed, and
    ``force: false`` is refused, so it is not sent.
    """
    snapshot: dict[str, Any] = {"volume_id": volume_id}
    if name is not None:
        snapshot["name"] = name
    if description is not None:
        snapshot["description"] = description
    if properties:
        snapshot["metadata"] = dict(properties)
    if force and cloud.microversion < (3, 66):
        snapshot["force"] = True
    doing = f"Creating snapshot {name}" if name else f"Creating a snapshot of {volume_id}"
    body = {"snapshot": snapshot}
    return cloud.fetch("snapshot", "POST", "/snapshots", doing, body=body)


def delete(cloud: Cloud, snapshot_id: str, *, force: bool = False) -> None:
    """Ask for a snapshot's deletion; ``force`` deletes it in any state."""
    if force:
        resources.action(cloud, SNAPSHOT, snapshot_id, "os-force_delete", {})
    else:
        resources.delete(cloud, SNAPSHOT, snapshot_id)


def manage(
    cloud: Cloud, volume_id: str, reference: Mapping[str, str], **fields: Any
) -> dict[str, Any]:
    """Take over a snapshot of a volume that is on the backend already.

    Before 3.8 the service knows the same under another path.
    """
    path = "/manageable_snapshots" if cloud.microversion >= (3, 8) else "/os-snapshot-manage"
    given = {name: value for name, value in fields.items() if value is not None}
    snapshot = {"volume_id": volume_id, "ref": dict(reference), **given}
    body = {"snapshot": snapshot}
    return cloud.fetch("snapshot", "POST", path, "Taking over a snapshot", body=body)


def unmanage(cloud: Cloud, snapshot_id: str) -> None:
    """Let Cinder forget a snapshot and leave its data on the backend."""
    resources.action(cloud, SNAPSHOT, snapshot_id, "os-unmanage", {})


def update(cloud: Cloud, snapshot_id: str, fields: Mapping[str, Any]) -> None:
    """Change a snapshot's name, description or both."""
    body = {"snapshot": dict(fields)}
    doing = f"Changing snapshot {snapshot_id}"
    cloud.request("PUT", f"/snapshots/{snapshot_id}", doing, body=body)


def set_properties(cloud: Cloud, snapshot_id: str, properties: Mapping[str, str]) -> None:
    """Add properties, or overwrite those of the same keys; others stay."""
    path = f"/snapshots/{snapshot_id}/metadata"
    body = {"metadata": dict(properties)}
    cloud.request("POST", path, f"Setting properties of snapshot {snapshot_id}", body=body)


def unset_property(cloud: Cloud, snapshot_id: str, key: str) -> None:
    """Remove one property; raises NotFound when there is none of this key."""
    resources.unset_property(cloud, SNAPSHOT, snapshot_id, key)


def reset_status(cloud: Cloud, snapshot_id: str, status: str) -> None:
    """Overwrite the status in the database; nothing else is touched."""
    resources.action(cloud, SNAPSHOT, snapshot_id, "os-reset_status", {"status": status})
