"""What the backends have: pools as the scheduler sees them, and a backend's capabilities."""

from collections.abc import Mapping
from typing import Any

from blockctl.api import resources
from blockctl.api.client import Cloud


def listing(
    cloud: Cloud, *, detail: bool, filters: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Every pool with its ``name``, and with its ``capabilities`` if ``detail``.

    Sizes in the capabilities are in GiB, as the drivers report them. ``filters`` (3.28) are by
    ``name``, and by ``volume_type`` (name, 3.35) those where such volumes could be.
    """
    if filters and "volume_type" in filters:
        cloud.require("3.35", "Filtering pools by volume type")
    params = {**(filters or {}), "detail": detail}
    doing = "Listing the pools of the backends"
    pools: list[dict[str, Any]] = cloud.get("/scheduler-stats/get_pools", doing, params)["pools"]
    return pools


def capabilities(cloud: Cloud, host: str) -> list[dict[str, Any]]:
    """What volume types can ask of the backend ``host@backend``, each with its ``key``.

    Raises NotFound when no volume service runs on this host.
    """
    path = f"/capabilities/{resources.segment(host)}"
    answer = cloud.get(path, f"Showing the capabilities of '{host}'")
    return [{**told, "key": key} for key, told in (answer.get("properties") or {}).items()]
