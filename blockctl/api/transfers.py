"""Volume transfers: requests and answers of ``/volume-transfers`` (3.55), which had another path.

A transfer offers a volume to whoever has its ID and its key, and is gone once it is accepted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from blockctl.api import resources
from blockctl.api.client import Cloud
from blockctl.api.resources import Resource
from blockctl.errors import NotFound

TRANSFER = Resource(
    "volume transfer request",
    "volume transfer request",
    "/volume-transfers",
    "transfer",
    "transfers",
)
_BEFORE_3_55 = replace(TRANSFER, path="/os-volume-transfer")


def find(cloud: Cloud, name_or_id: str) -> dict[str, Any]:
    """The transfer with this ID or exact name; raises NotFound or Conflict."""
    if resources.is_id(name_or_id):
        try:
            return resources.show(cloud, _resource(cloud), name_or_id)
        except NotFound:
            pass  # a name may look like an ID
    return resources.one_named(TRANSFER, listing(cloud, {"name": name_or_id}), name_or_id)


def listing(cloud: Cloud, filters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every transfer that matches ``filters``."""
    resource = _resource(cloud)
    if cloud.microversion >= (3, 59):
        yield from resources.listing(cloud, resource, filters)
    else:
        # There are no pages yet: Cinder takes a limit for a filter, and finds nothing.
        path = resource.path + resource.detail
        yield from cloud.get(path, "Listing volume transfer requests", filters)[resource.many]


def create(
    cloud: Cloud, volume_id: str, *, name: str | None, with_snapshots: bool | None
) -> dict[str, Any]:
    """Offer a volume; the answer has ``auth_key``, the key that nobody can ask for again.

    The volume's snapshots go with it unless ``with_snapshots`` is False (3.55).
    """
    transfer: dict[str, Any] = {"volume_id": volume_id}
    if name is not None:
        transfer["name"] = name
    if with_snapshots is not None:
        cloud.require("3.55", "Choosing whether snapshots are transferred")
        transfer["no_snapshots"] = not with_snapshots
    doing = f"Offering volume {volume_id}"
    path = _resource(cloud).path
    return cloud.fetch("transfer", "POST", path, doing, body={"transfer": transfer})


def accept(cloud: Cloud, transfer_id: str, auth_key: str) -> dict[str, Any]:
    """Take over the volume of a transfer; returns ``id``, ``name`` and ``volume_id``."""
    path = f"{_resource(cloud).path}/{transfer_id}/accept"
    doing = f"Accepting transfer {transfer_id}"
    return cloud.fetch("transfer", "POST", path, doing, body={"accept": {"auth_key": auth_key}})


def delete(cloud: Cloud, transfer_id: str) -> None:
    """Take an offer back."""
    resources.delete(cloud, _resource(cloud), transfer_id)


def _resource(cloud: Cloud) -> Resource:
    return TRANSFER if cloud.microversion >= (3, 55) else _BEFORE_3_55
