"""What the service offers: zones, extensions of its API, and what its lists filter by."""

from typing import Any

from blockctl.api.client import Cloud


def availability_zones(cloud: Cloud) -> list[dict[str, Any]]:
    """The zones volumes can be in: ``zoneName``, and ``zoneState`` with ``available``."""
    answer = cloud.get("/os-availability-zone", "Listing availability zones")
    zones: list[dict[str, Any]] = answer["availabilityZoneInfo"]
    return zones


def extensions(cloud: Cloud) -> list[dict[str, Any]]:
    """The extensions of the API: ``name``, ``alias``, ``description``, ``updated``, ``links``."""
    found: list[dict[str, Any]] = cloud.get("/extensions", "Listing extensions")["extensions"]
    return found


def resource_filters(cloud: Cloud, resource: str | None = None) -> list[dict[str, Any]]:
    """Each kind of resource, or only one, with the ``filters`` that its list takes (3.33)."""
    cloud.require("3.33", "Listing filters")
    answer = cloud.get("/resource_filters", "Listing filters", {"resource": resource})
    found: list[dict[str, Any]] = answer["resource_filters"]
    return found
