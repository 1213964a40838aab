"""Encryption of volume types: requests and answers of ``/types/{id}/encryption``.

Its fields are ``provider``, ``cipher``, ``key_size`` in bits, and ``control_location``, which is
``front-end`` (the host that attaches encrypts) or ``back-end`` (the storage does).
"""

from collections.abc import Mapping
from typing import Any

from blockctl.api.client import Cloud
from blockctl.errors import NotFound


def show(cloud: Cloud, type_id: str) -> dict[str, Any]:
    """The encryption of a volume type, with its ``encryption_id``; empty when it has none."""
    return cloud.get(_path(type_id), f"Showing the encryption of volume type {type_id}")


def create(cloud: Cloud, type_id: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Encrypt the volumes of a type from now on; ``provider`` is needed."""
    doing = f"Setting the encryption of volume type {type_id}"
    body = {"encryption": {"control_location": "front-end", **fields}}
    created: dict[str, Any] = cloud.request("POST", _path(type_id), doing, body=body)["encryption"]
    return created


def update(cloud: Cloud, type_id: str, encryption_id: str, fields: Mapping[str, Any]) -> None:
    """Change the fields given; raises BlockctlError while volumes of the type exist."""
    doing = f"Changing the encryption of volume type {type_id}"
    path = f"{_path(type_id)}/{encryption_id}"
    cloud.request("PUT", path, doing, body={"encryption": dict(fields)})


def delete(cloud: Cloud, type_id: str) -> None:
    """Let later volumes of a type be plain; raises NotFound when they are already."""
    existing = show(cloud, type_id)
    if not existing:
        raise NotFound(f"Volume type {type_id} has no encryption.")
    doing = f"Removing the encryption of volume type {type_id}"
    cloud.request("DELETE", f"{_path(type_id)}/{existing['encryption_id']}", doing)


def _path(type_id: str) -> str:
    return f"/types/{type_id}/encryption"
