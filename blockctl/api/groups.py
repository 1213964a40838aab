"""Volume groups: requests and answers of ``/groups`` (3.13, replication 3.38).

Facts from cinder/api/v3/groups.py and cinder/api/schemas/groups.py.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from blockctl.api import resources
from blockctl.api.client import Cloud
from blockctl.api.resources import Resource

GROUP = Resource("volume group", "volume group", "/groups", "group", "groups", since="3.13")


def show(cloud: Cloud, group_id: str, *, volumes: bool) -> dict[str, Any]:
    """A group with the IDs of its volumes, or expressly without (3.25); raises NotFound."""
    doing = f"Showing volume group {group_id}"
    params = {"list_volume": volumes}
    return cloud.fetch("group", "GET", f"/groups/{group_id}", doing, params=params)


def create(
    cloud: Cloud,
    group_type_id: str,
    volume_type_ids: Sequence[str],
    *,
    name: str | None,
    description: str | None,
    availability_zone: str | None,
) -> dict[str, Any]:
    """Ask for a group and return the ID and name that it has; it is being created then."""
    cloud.require(GROUP.since, "A volume group")
    group = {
        "group_type": group_type_id,
        "volume_types": list(volume_type_ids),
        "name": name,
        "description": description,
        "availability_zone": availability_zone,
    }
    doing = _creating(name)
    return cloud.fetch("group", "POST", "/groups", doing, body={"group": group})


def create_from_source(
    cloud: Cloud, source: Mapping[str, str], *, name: str | None, description: str | None
) -> dict[str, Any]:
    """Ask for a group with copies of another's volumes (3.14); return its ID and name.

    ``source`` is either ``group_snapshot_id`` or ``source_group_id``: Cinder refuses both, even
    if one is null.
    """
    cloud.require("3.14", "Creating a volume group from another")
    body = {"create-from-src": {"name": name, "description": description, **source}}
    return cloud.fetch("group", "POST", "/groups/action", _creating(name), body=body)


def delete(cloud: Cloud, group_id: str, *, with_volumes: bool) -> None:
    """Ask for a group's deletion; one with volumes goes only ``with_volumes``."""
    resources.action(cloud, GROUP, group_id, "delete", {"delete-volumes": with_volumes})


def update(
    cloud: Cloud, resource: Resource, group: Mapping[str, Any], fields: Mapping[str, Any]
) -> None:
    """Change ``name`` or ``description`` of a volume group or a consistency group, as it was found.

    ``add_volumes`` and ``remove_volumes`` are texts of IDs with commas between.
    """
    doing = f"Changing {resources.called(resource, group)}"
    body = {resource.one: dict(fields)}
    cloud.request("PUT", f"{resource.path}/{group['id']}", doing, body=body)


def reset_status(cloud: Cloud, group_id: str, status: str) -> None:
    """Overwrite the status in the database (3.20); nothing else is touched."""
    resources.action(cloud, GROUP, group_id, "reset_status", {"status": status})


def set_replication(cloud: Cloud, group_id: str, *, enabled: bool) -> None:
    """Ask for the replication of all volumes of a group to begin or to end (3.38)."""
    word = "enable_replication" if enabled else "disable_replication"
    resources.action(cloud, GROUP, group_id, word, {})


def failover(cloud: Cloud, group_id: str, *, allow_attached: bool, backend_id: str | None) -> None:
    """Ask for a switch to the replicas (3.38) on ``backend_id``, or on one the driver chooses.

    ``default`` as ``backend_id`` switches back.
    """
    arguments = {"allow_attached_volume": allow_attached, "secondary_backend_id": backend_id}
    resources.action(cloud, GROUP, group_id, "failover_replication", arguments)


def replication_targets(cloud: Cloud, group_id: str) -> list[dict[str, Any]]:
    """The backends that a group can be replicated to (3.38), each with its ``backend_id``.

    Admins get the rest of the backend's settings too, which may hold secrets.
    """
    answer = resources.action(cloud, GROUP, group_id, "list_replication_targets", {})
    return list(answer.get("replication_targets") or [])


def _creating(name: str | None) -> str:
    return f"Creating volume group {name}" if name else "Creating a volume group"
