"""Hosts of volume services and their replication: freeze, thaw and failover.

A host is one such as ``web-7@lvm``; an active/active cluster, such as ``east@lvm``, is known by
its name in the same way (microversion 3.26).
"""

from typing import Any

from blockctl.api.client import Cloud
from blockctl.errors import NotFound


def freeze(cloud: Cloud, name: str, *, is_cluster: bool = False) -> None:
    """Disable a host and let nothing on its backend be created or deleted."""
    body = _place(cloud, name, is_cluster)
    cloud.request("PUT", "/os-services/freeze", f"Freezing {name}", body=body)


def thaw(cloud: Cloud, name: str, *, is_cluster: bool = False) -> None:
    """End what ``freeze`` began, and enable the host; where the backend refuses, only the first."""
    body = _place(cloud, name, is_cluster)
    cloud.request("PUT", "/os-services/thaw", f"Thawing {name}", body=body)


def failover(cloud: Cloud, name: str, backend_id: str | None, *, is_cluster: bool = False) -> None:
    """Ask for a move to the replication target ``backend_id``; it goes on after this returns.

    ``default`` moves back; without an ID the driver chooses. Raises BlockctlError for a host that
    does not replicate.
    """
    body = _place(cloud, name, is_cluster)
    if backend_id:
        body["backend_id"] = backend_id
    doing = f"Failing over {name}"
    if is_cluster:
        try:
            # Up to Cinder 27 only this knows clusters; since 28 it is gone, and the other does.
            cloud.request("PUT", "/os-services/failover", doing, body=body)
            return
        except NotFound:
            pass
    cloud.request("PUT", "/os-services/failover_host", doing, body=body)


def _place(cloud: Cloud, name: str, is_cluster: bool) -> dict[str, Any]:
    if is_cluster:
        cloud.require("3.26", "--cluster")
    return {"cluster" if is_cluster else "host": name}
