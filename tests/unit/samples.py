"""Volumes and snapshots as Cinder 29 answers them at 3.71, with a few of their fields changed."""

from typing import Any

ID = "4e1c7c0e-5b0a-4c3e-9d1f-0a1b2c3d4e5f"


def uuid(number: int) -> str:
    """A distinct UUID."""
    return f"00000000-0000-4000-8000-{number:012d}"


def volume(volume_id: str = ID, **changed: Any) -> dict[str, Any]:
    """A volume."""
    return {
        "id": volume_id,
        "status": "available",
        "size": 1,
        "availability_zone": "nova",
        "created_at": "2026-11-22T10:00:00.000000",
        "updated_at": "2026-11-22T10:00:01.000000",
        "name": "demo",
        "description": None,
        "volume_type": "__DEFAULT__",
        "snapshot_id": None,
        "source_volid": None,
        "metadata": {},
        "user_id": "user",
        "bootable": "false",
        "encrypted": False,
        "replication_status": None,
        "consistencygroup_id": None,
        "multiattach": False,
        "attachments": [],
        **changed,
    }


def snapshot(snapshot_id: str = ID, **changed: Any) -> dict[str, Any]:
    """A snapshot."""
    return {
        "id": snapshot_id,
        "name": "nightly",
        "description": None,
        "volume_id": uuid(1),
        "status": "available",
        "size": 1,
        "created_at": "2026-11-22T10:00:00.000000",
        "updated_at": None,
        "metadata": {},
        **changed,
    }


def page(*volumes: dict[str, Any], marker: str | None = None, host: str = "") -> dict[str, Any]:
    """One page of a list of volumes, with a link to the next when there is a ``marker``."""
    body: dict[str, Any] = {"volumes": list(volumes)}
    if marker:
        href = f"{host}/v3/project/volumes/detail?limit=1000&marker={marker}"
        body["volumes_links"] = [{"rel": "next", "href": href}]
    return body
