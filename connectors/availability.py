"""Whether a volume can be had for this host, told before anything is changed."""

import os
from collections.abc import Mapping
from typing import Any

from blockctl.api import attachments
from blockctl.api.client import Cloud
from blockctl.errors import Conflict, NotAllowed
from blockctl.paths import state_dir
from blockctl.standalone import record


def refuse_without_root(cloud: Cloud) -> None:
    """Raise NotAllowed unless this is root, or what attaches needs none: the standalone service
    of a user gives out plain files.
    """
    if os.geteuid() == 0:
        return
    service = record.read(state_dir() / "standalone")
    if service is None or service.endpoint.rstrip("/") != cloud.endpoint:
        raise NotAllowed(
            "Attaching a volume to this host needs root.",
            "Run it with sudo; it drops OS_* variables, so name the cloud with --os-cloud or "
            "keep them with sudo -E.",
        )


def refuse_without_root_for_devices() -> None:
    """Raise NotAllowed unless this is root."""
    if os.geteuid() != 0:
        raise NotAllowed("Attaching to this host needs root.", "Run it with sudo.")


def refuse_unattachable(cloud: Cloud, volume: Mapping[str, Any]) -> None:
    """Raise Conflict, which says who has it, unless the volume can be attached here now."""
    label = f"Volume {volume.get('name') or volume['id']}"
    status = volume["status"]
    if status == "available" or (status == "in-use" and volume.get("multiattach")):
        return
    holders = [_holder(each) for each in volume.get("attachments") or ()]
    if not holders:
        # Only finished attachments are shown with the volume.
        holders = [_reserver(each) for each in attachments.list_of(cloud, volume["id"])]
    by = f": {', '.join(holders)}" if holders else ""
    raise Conflict(f"{label} is {status}{by}, so it cannot be attached here.")


def _holder(attachment: Mapping[str, Any]) -> str:
    host, server = attachment.get("host_name"), attachment.get("server_id")
    where = f"host {host}" if host else "a host that the service does not name"
    return f"attached to server {server}" if server else f"attached to {where}"


def _reserver(attachment: Mapping[str, Any]) -> str:
    server = attachment.get("instance")
    whose = f"for server {server}" if server else "for a host that the service does not name"
    return f"{attachment.get('status')} {whose} by attachment {attachment['id']}"
