"""Cinder's own services: requests and answers of ``/os-services``.

A service is known by its host, such as ``web-7@lvm``, and its binary, such as ``cinder-volume``.
"""

from typing import Any

from blockctl.api.client import Cloud
from blockctl.api.microversion import Microversion
from blockctl.errors import NotFound

_NO_BACKENDS = Microversion(3, 48)


def listing(
    cloud: Cloud,
    *,
    host: str | None = None,
    binary: str | None = None,
    without_backends: bool = False,
) -> list[dict[str, Any]]:
    """Every service, or those of a host (with all of its backends), of a binary, or of both.

    From 3.49 on Cinder asks a scheduler for the states of the backends, and where none is up it
    answers 500 after a minute; ``without_backends`` does without them.
    """
    params = {"host": host, "binary": binary}
    services: list[dict[str, Any]] = cloud.get(
        "/os-services", "Listing services", params, _NO_BACKENDS if without_backends else None
    )["services"]
    return services


def find(cloud: Cloud, host: str, binary: str) -> dict[str, Any]:
    """The service of this binary on exactly this host; raises NotFound."""
    for service in listing(cloud, host=host, binary=binary):
        if (service["host"], service["binary"]) == (host, binary):
            return service
    raise NotFound(f"There is no service {binary} on host '{host}'.")


def enable(cloud: Cloud, host: str, binary: str) -> None:
    """Ask that a service is given work again; Cinder 28 and 29 do nothing, so look afterwards."""
    body = {"host": host, "binary": binary}
    cloud.request("PUT", "/os-services/enable", f"Enabling {binary} on {host}", body=body)


def disable(cloud: Cloud, host: str, binary: str, reason: str | None = None) -> None:
    """Ask that a service gets no new work.

    Without a ``reason`` Cinder 28 and 29 do nothing, so look afterwards.
    """
    body = {"host": host, "binary": binary}
    path = "/os-services/disable"
    if reason:
        path = "/os-services/disable-log-reason"
        body["disabled_reason"] = reason
    cloud.request("PUT", path, f"Disabling {binary} on {host}", body=body)
