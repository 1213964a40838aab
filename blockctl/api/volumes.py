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
    created: dict[str, Any] = cloud.request("POST", "/volumes", doing, body=body)["volume"]
    return created


def delete(cloud: Cloud, volume_id: str, *, force: bool = False, cascade: bool = False) -> None:
    """Ask for a volume's deletion, with its snapshots when ``cascade``.

    ``force`` deletes in any state: the parameter of DELETE since 3.23, an action before.
    """
    if force and cloud.microversion < (3, 23):
        resources.action(cloud, VOLUME, volume_id, "os-force_delete", {})
        return
    params = {"cascade": "true" if cascade else None, "force": "true" if force else None}
    resources.delete(cloud, VOLUME, volume_id, params)
