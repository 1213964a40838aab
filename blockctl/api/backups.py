"""Backups: requests and answers of ``/backups``."""

from collections.abc import Mapping
from typing import Any

from blockctl.api import resources
from blockctl.api.client import Cloud
from blockctl.api.resources import BACKUP


def create(
    cloud: Cloud, volume_id: str, *, force: bool = False, incremental: bool = False, **fields: Any
) -> dict[str, Any]:
    """Ask for a backup of a volume and return its ID and name.

    An attached volume needs ``force``. ``fields`` go into the body by the API's own names; those
    that are None are left out.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    backup = {"volume_id": volume_id, "force": force, "incremental": incremental, **given}
    doing = f"Backing up volume {volume_id}"
    return cloud.fetch("backup", "POST", "/backups", doing, body={"backup": backup})


def delete(cloud: Cloud, backup_id: str, *, force: bool = False) -> None:
    """Ask for a backup's deletion; ``force`` deletes it in any state."""
    if force:
        resources.action(cloud, BACKUP, backup_id, "os-force_delete", {})
    else:
        resources.delete(cloud, BACKUP, backup_id)


def restore(
    cloud: Cloud, backup_id: str, *, volume_id: str | None = None, name: str | None = None
) -> dict[str, Any]:
    """Ask for the return of a backup's data; the answer has ``volume_id`` and ``volume_name``.

    It overwrites the volume of ``volume_id``. Without one a new volume is made, called ``name`` or
    after the backup; this returns when that volume is there, and before the data are.
    """
    given = {"volume_id": volume_id, "name": name}
    body = {"restore": {key: value for key, value in given.items() if value is not None}}
    path = f"/backups/{backup_id}/restore"
    return cloud.fetch("restore", "POST", path, f"Restoring backup {backup_id}", body=body)


def update(cloud: Cloud, backup_id: str, fields: Mapping[str, Any]) -> None:
    """Change the name or description (3.9), or replace all properties: ``metadata`` (3.43)."""
    body = {"backup": dict(fields)}
    cloud.request("PUT", f"/backups/{backup_id}", f"Changing backup {backup_id}", body=body)


def reset_status(cloud: Cloud, backup_id: str, status: str) -> None:
    """Overwrite the status in the database; nothing else is touched."""
    resources.action(cloud, BACKUP, backup_id, "os-reset_status", {"status": status})


def export_record(cloud: Cloud, backup_id: str) -> dict[str, Any]:
    """What another volume service needs to know a backup: ``backup_service``, ``backup_url``."""
    path = f"/backups/{backup_id}/export_record"
    return cloud.fetch("backup-record", "GET", path, f"Exporting backup {backup_id}")


def import_record(cloud: Cloud, service: str, url: str) -> dict[str, Any]:
    """Make a backup known by what ``export_record`` gave; returns its ID and name."""
    body = {"backup-record": {"backup_service": service, "backup_url": url}}
    path = "/backups/import_record"
    return cloud.fetch("backup", "POST", path, "Importing a backup", body=body)
