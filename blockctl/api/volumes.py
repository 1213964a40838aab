"""Volumes: requests and answers of ``/volumes``."""

from collections.abc import Mapping
from typing import Any

from blockctl.api import resources
from blockctl.api.client import Cloud
from blockctl.api.resources import VOLUME


def find(cloud: Cloud, name_or_id: str) -> dict[str, Any]:
    """The volume with this ID or exact name; raises NotFound or Conflict."""
    return resources.find(cloud, VOLUME, name_or_id)


def create(
    cloud: Cloud,
    *,
    size: int | None,
    hints: Mapping[str, Any] | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """Ask for a new volume of ``size`` GiB and return it as it is now: being created.

    ``fields`` go into the body by the API's own names; those that are None are left out.
    """
    volume = {name: value for name, value in fields.items() if value is not None}
    body: dict[str, Any] = {"volume": {"size": size, **volume}}
    if hints:
        body["OS-SCH-HNT:scheduler_hints"] = dict(hints)
    name = fields.get("name")
    doing = f"Creating volume {name}" if name else "Creating a volume"
    return cloud.fetch("volume", "POST", "/volumes", doing, body=body)


def delete(cloud: Cloud, volume_id: str, *, force: bool = False, cascade: bool = False) -> None:
    """Ask for a volume's deletion, with its snapshots when ``cascade``.

    ``force`` deletes in any state: the parameter of DELETE since 3.23, an action before.
    """
    if force and cloud.microversion < (3, 23):
        resources.action(cloud, VOLUME, volume_id, "os-force_delete", {})
        return
    params = {"cascade": "true" if cascade else None, "force": "true" if force else None}
    resources.delete(cloud, VOLUME, volume_id, params)


def update(cloud: Cloud, volume_id: str, fields: Mapping[str, Any]) -> None:
    """Change a volume's name, description or both."""
    body = {"volume": dict(fields)}
    cloud.request("PUT", f"/volumes/{volume_id}", f"Changing volume {volume_id}", body=body)


def set_properties(cloud: Cloud, volume_id: str, properties: Mapping[str, str]) -> None:
    """Add properties, or overwrite those of the same keys; others stay."""
    path = f"/volumes/{volume_id}/metadata"
    body = {"metadata": dict(properties)}
    cloud.request("POST", path, f"Setting properties of volume {volume_id}", body=body)


def clear_properties(cloud: Cloud, volume_id: str) -> None:
    """Remove all properties."""
    path = f"/volumes/{volume_id}/metadata"
    cloud.request("PUT", path, f"Clearing properties of volume {volume_id}", body={"metadata": {}})


def unset_property(cloud: Cloud, volume_id: str, key: str) -> None:
    """Remove one property; raises NotFound when there is none of this key."""
    resources.unset_property(cloud, VOLUME, volume_id, key)


def set_image_properties(cloud: Cloud, volume_id: str, properties: Mapping[str, str]) -> None:
    """Add or overwrite properties that the volume has from its image."""
    arguments = {"metadata": dict(properties)}
    resources.action(cloud, VOLUME, volume_id, "os-set_image_metadata", arguments)


def unset_image_property(cloud: Cloud, volume_id: str, key: str) -> None:
    """Remove one property that the volume has from its image."""
    resources.action(cloud, VOLUME, volume_id, "os-unset_image_metadata", {"key": key})


def reset_status(cloud: Cloud, volume_id: str, statuses: Mapping[str, str]) -> None:
    """Overwrite ``status``, ``attach_status`` or ``migration_status`` (``none`` clears it).

    Only the database is touched; ``detached`` also removes the volume's attachments from it.
    """
    resources.action(cloud, VOLUME, volume_id, "os-reset_status", statuses)


def set_bootable(cloud: Cloud, volume_id: str, bootable: bool) -> None:
    """Mark a volume as bootable, or unmark it."""
    resources.action(cloud, VOLUME, volume_id, "os-set_bootable", {"bootable": bootable})


def set_read_only(cloud: Cloud, volume_id: str, read_only: bool) -> None:
    """Let later attachments read only, or write too."""
    arguments = {"readonly": read_only}
    resources.action(cloud, VOLUME, volume_id, "os-update_readonly_flag", arguments)


def extend(cloud: Cloud, volume_id: str, size: int) -> None:
    """Ask for a larger size in GiB; an attached volume needs 3.42."""
    resources.action(cloud, VOLUME, volume_id, "os-extend", {"new_size": size})


def retype(cloud: Cloud, volume_id: str, type_id: str, policy: str) -> None:
    """Ask for another volume type; ``policy`` ``on-demand`` lets it move to another backend."""
    arguments = {"new_type": type_id, "migration_policy": policy}
    resources.action(cloud, VOLUME, volume_id, "os-retype", arguments)


def migrate(
    cloud: Cloud,
    volume_id: str,
    *,
    host: str | None,
    cluster: str | None,
    force_host_copy: bool,
    lock_volume: bool,
) -> None:
    """Ask for a move to a host (``host@backend#pool``) or a cluster (3.16)."""
    place = {"host": host} if host else {"cluster": cluster}
    arguments = {**place, "force_host_copy": force_host_copy, "lock_volume": lock_volume}
    doing = f"Moving volume {volume_id}"
    resources.action(cloud, VOLUME, volume_id, "os-migrate_volume", arguments, doing)


def revert(cloud: Cloud, volume_id: str, snapshot_id: str) -> None:
    """Ask for a return to the volume's newest snapshot (3.40)."""
    resources.action(cloud, VOLUME, volume_id, "revert", {"snapshot_id": snapshot_id})


def reimage(cloud: Cloud, volume_id: str, image_id: str, *, reserved: bool) -> None:
    """Ask for the volume's data to be overwritten with an image (3.68).

    ``reserved`` allows it for a volume that a server has reserved, not only when it is available
    or in error.
    """
    cloud.require("3.68", "Reimaging a volume")
    arguments = {"image_id": image_id, "reimage_reserved": reserved}
    doing = f"Reimaging volume {volume_id}"
    resources.action(cloud, VOLUME, volume_id, "os-reimage", arguments, doing)


def encryption(cloud: Cloud, volume_id: str) -> dict[str, Any]:
    """How a volume is encrypted: ``cipher``, ``key_size`` (bits), ``provider`` and more.

    For a volume that is not, only ``encryption_key_id``, which is None.
    """
    return cloud.get(f"/volumes/{volume_id}/encryption", f"Showing how {volume_id} is encrypted")


def unmanage(cloud: Cloud, volume_id: str) -> None:
    """Let Cinder forget a volume and leave its data on the backend."""
    resources.action(cloud, VOLUME, volume_id, "os-unmanage", {})


def manage(
    cloud: Cloud, reference: Mapping[str, str], *, host: str | None, **fields: Any
) -> dict[str, Any]:
    """Take over a volume that is on the backend already (``cluster`` instead of host: 3.16).

    Before 3.8 the service knows the same under another path.
    """
    path = "/manageable_volumes" if cloud.microversion >= (3, 8) else "/os-volume-manage"
    given = {name: value for name, value in fields.items() if value is not None}
    volume = {"ref": dict(reference), **({"host": host} if host else {}), **given}
    return cloud.fetch("volume", "POST", path, "Taking over a volume", body={"volume": volume})


def summary(cloud: Cloud, *, all_projects: bool) -> dict[str, Any]:
    """Count, total size in GiB, and properties (3.36) of the volumes (3.12)."""
    params = {"all_tenants": all_projects or None}
    doing = "Counting the volumes"
    counted: dict[str, Any] = cloud.get("/volumes/summary", doing, params)["volume-summary"]
    return counted
