"""Attachments: the promises that a volume is in use by some host (microversions 3.27 and 3.44)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from blockctl.api import resources
from blockctl.api.client import PAGE, Cloud
from blockctl.api.resources import VOLUME, Resource
from blockctl.errors import BlockctlError, Conflict

ATTACHMENT = Resource(
    "attachment", "volume attachment", "/attachments", "attachment", "attachments", since="3.27"
)

# ConflictNovaUsingAttachment in cinder/exception.py.
_GUARD = re.compile(r"from instance (?P<server>\S+) using the Compute API")


def create(
    cloud: Cloud,
    volume_id: str,
    mode: str | None = None,
    *,
    server_id: str | None = None,
    connector: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Reserve a volume for an attachment, export it to ``connector`` if one is given, return it.

    ``mode`` is ``rw`` or ``ro`` (3.54). ``server_id`` names a Nova server; this host is none.
    Raises Conflict when the volume is attached already or in a state that forbids it.
    """
    cloud.require("3.27", "Attaching a volume")
    attachment: dict[str, Any] = {"volume_uuid": volume_id}
    if server_id is not None:
        attachment["instance_uuid"] = server_id
    if connector:
        attachment["connector"] = dict(connector)
    if mode is not None and cloud.microversion >= (3, 54):
        attachment["mode"] = mode
    doing = f"Reserving volume {volume_id}"
    return _attachment(
        cloud.request("POST", "/attachments", doing, body={"attachment": attachment})
    )


def update(cloud: Cloud, attachment_id: str, connector: Mapping[str, Any]) -> dict[str, Any]:
    """Tell Cinder who connects, and return the attachment with its ``connection_info``.

    ``connection_info`` may carry secrets (CHAP passwords, keyrings).
    """
    doing = f"Exporting the volume of attachment {attachment_id}"
    body = {"attachment": {"connector": dict(connector)}}
    return _attachment(cloud.request("PUT", f"/attachments/{attachment_id}", doing, body=body))


def complete(cloud: Cloud, attachment_id: str) -> None:
    """Mark the volume as in use; before 3.44 the update did that already."""
    if cloud.microversion >= (3, 44):
        path = f"/attachments/{attachment_id}/action"
        cloud.request(
            "POST", path, f"Completing attachment {attachment_id}", body={"os-complete": {}}
        )


def show(cloud: Cloud, attachment_id: str) -> dict[str, Any]:
    """The attachment with this ID; raises NotFound."""
    path = f"/attachments/{attachment_id}"
    return _attachment(cloud.get(path, f"Showing attachment {attachment_id}"))


def list_of(cloud: Cloud, volume_id: str) -> list[dict[str, Any]]:
    """Every attachment of a volume, in full detail."""
    cloud.require("3.27", "Listing attachments")
    doing = f"Listing the attachments of volume {volume_id}"
    filters = {"volume_id": volume_id}
    return list(cloud.pages("/attachments/detail", "attachments", doing, filters))


def listing(
    cloud: Cloud, filters: Mapping[str, Any], limit: int | None = None
) -> Iterator[dict[str, Any]]:
    """Every attachment that matches ``filters``, in brief (no connections); at most ``limit``.

    Cinder names no next page of attachments and may be set up for shorter pages than are asked
    for (osapi_max_limit), so only an empty page is the end.
    """
    cloud.require("3.27", "Listing attachments")
    left = limit
    query = dict(filters)
    before: list[dict[str, Any]] = []
    while left is None or left > 0:
        size = PAGE if left is None else min(left, PAGE)
        page = list(cloud.pages("/attachments", "attachments", "Listing attachments", query, size))
        # What skips nothing sends the same one for ever.
        if not page or page == before:
            return
        yield from page
        left = None if left is None else left - len(page)
        query["marker"] = page[-1]["id"]
        before = page


def delete(cloud: Cloud, attachment_id: str) -> None:
    """Give the volume back; raises NotFound when the attachment is gone already.

    Raises Conflict when a server has the volume, with what to run instead.
    """
    doing = f"Deleting attachment {attachment_id}"
    try:
        cloud.request("DELETE", f"/attachments/{attachment_id}", doing)
    except Conflict as refused:
        if guarding := _GUARD.search(refused.message):
            raise _held_by(cloud, attachment_id, guarding["server"]) from refused
        raise


def _held_by(cloud: Cloud, attachment_id: str, server: str) -> Conflict:
    try:
        volume = show(cloud, attachment_id)["volume_id"]
    except BlockctlError:
        volume = "VOLUME"
    return Conflict(
        f"Server {server} has volume {volume} through attachment {attachment_id}, and only Nova "
        "may end that (409 ConflictNovaUsingAttachment, the guard of CVE-2023-2088).",
        f"Detach it there: openstack server remove volume {server} {volume}",
    )


def force_detach(cloud: Cloud, volume_id: str, attachment_id: str) -> None:
    """End an attachment in whatever state its volume is; admins only.

    Cinder refuses it while the volume has others, which the backend would end too.
    """
    doing = f"Detaching volume {volume_id} by force"
    arguments = {"attachment_id": attachment_id}
    resources.action(cloud, VOLUME, volume_id, "os-force_detach", arguments, doing)


def _attachment(answer: dict[str, Any]) -> dict[str, Any]:
    attachment: dict[str, Any] = answer["attachment"]
    return attachment
