"""The service catalog: where the other services of a cloud are, in the region that was chosen."""

from collections.abc import Iterator
from typing import Any

from blockctl.cloud import address
from blockctl.cloud.model import CloudConfig
from blockctl.neighbours import NoSuchService


def missing(cloud: CloudConfig, service_type: str) -> NoSuchService:
    """The error for a catalog that has no endpoint of this service."""
    where = f" in region {cloud.region}" if cloud.region else ""
    return NoSuchService(
        f"The catalog of {cloud.source} has no {service_type} endpoint{where} for "
        f"interface {cloud.interface}.",
        "Is a project chosen, and are --os-region-name and --os-interface right?",
    )


def endpoint_in(document: Any, service_type: str, cloud: CloudConfig) -> str:
    """The URL of a service in a catalog, by the interface and region of ``cloud``, first match.

    ``document`` is what ``GET /v3/auth/catalog`` answers
    (https://docs.openstack.org/api-ref/identity/v3/#get-service-catalog). Raises NoSuchService,
    and BadUsage for an address that nothing can be sent to.
    """
    wanted = [cloud.interface] if isinstance(cloud.interface, str) else cloud.interface
    there = list(_endpoints(document, service_type))
    for interface in wanted:
        for endpoint in there:
            is_here = cloud.region in (None, endpoint.get("region"), endpoint.get("region_id"))
            if is_here and endpoint.get("interface") == interface.removesuffix("URL"):
                what = f"The {service_type} endpoint in the catalog of {cloud.source}"
                return address.check(endpoint.get("url"), what)
    raise missing(cloud, service_type)


def _endpoints(document: Any, service_type: str) -> Iterator[dict[str, Any]]:
    services = document.get("catalog") if isinstance(document, dict) else None
    for service in services if isinstance(services, list) else []:
        if isinstance(service, dict) and service.get("type") == service_type:
            endpoints = service.get("endpoints")
            if isinstance(endpoints, list):
                yield from (each for each in endpoints if isinstance(each, dict))
