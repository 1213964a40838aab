"""Active/active clusters of services: requests and answers of ``/clusters`` (microversion 3.7).

A cluster is known by its name, such as ``east@lvm``, and its binary, ``cinder-volume``.
"""

from typing import Any

from blockctl.api import resources
from blockctl.api.client import Cloud
from blockctl.errors import NotFound

SINCE = "3.7"


def listing(
    cloud: Cloud, *, detail: bool, name: str | None = None, **filters: Any
) -> list[dict[str, Any]]:
    """Every cluster that matches; a ``name`` without a backend means those of all its backends.

    ``filters`` have the API's names: ``binary``, ``is_up``, ``disabled``, ``num_hosts``,
    ``num_down_hosts``, and from 3.26 ``replication_status`` and ``active_backend_id``.
    """
    cloud.require(SINCE, "Listing clusters")
    path = "/clusters/detail" if detail else "/clusters"
    found: list[dict[str, Any]] = cloud.get(path, "Listing clusters", {"name": name, **filters})[
        "clusters"
    ]
    return found


def find(cloud: Cloud, name: str, binary: str | None = None) -> dict[str, Any]:
    """The cluster of exactly this name, and of this binary; raises NotFound."""
    if binary is None:
        cloud.require(SINCE, "A cluster")
        path = f"/clusters/{resources.segment(name)}"
        try:
            return cloud.fetch("cluster", "GET", path, f"Showing cluster {name}")
        except NotFound:
            raise NotFound(f"There is no cluster '{name}'.") from None
    # The service looks at no binary when one cluster is asked for (cinder/api/v3/clusters.py).
    for cluster in listing(cloud, detail=True, name=name, binary=binary):
        if (cluster["name"], cluster["binary"]) == (name, binary):
            return cluster
    raise NotFound(f"There is no cluster '{name}' of {binary}.")


def enable(cloud: Cloud, name: str, binary: str) -> None:
    """Let a cluster be given work again."""
    cloud.require(SINCE, "Enabling a cluster")
    body = {"name": name, "binary": binary}
    cloud.request("PUT", "/clusters/enable", f"Enabling cluster {name}", body=body)


def disable(cloud: Cloud, name: str, binary: str, reason: str | None = None) -> None:
    """Give a cluster no new work."""
    cloud.require(SINCE, "Disabling a cluster")
    body = {"name": name, "binary": binary}
    if reason:
        body["disabled_reason"] = reason
    cloud.request("PUT", "/clusters/disable", f"Disabling cluster {name}", body=body)
