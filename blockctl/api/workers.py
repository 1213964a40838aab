"""Clean-up of what services that went down had in hand (microversion 3.24)."""

from typing import Any

from blockctl.api.client import Cloud


def cleanup(cloud: Cloud, **filters: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Ask for a clean-up; it goes on after this returns.

    Returns the services that do it and those that could not be reached, each with its ``id``,
    ``host``, ``binary`` and ``cluster_name``. ``filters`` have the API's names
    (https://docs.openstack.org/api-ref/block-storage/v3/#cleanup-services); without any, what all
    services that are down had in hand is cleaned up.
    """
    cloud.require("3.24", "A clean-up")
    body = {name: value for name, value in filters.items() if value is not None}
    answer = cloud.request("POST", "/workers/cleanup", "Cleaning up", body=body)
    return answer["cleaning"], answer["unavailable"]
