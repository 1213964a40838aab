"""How many resources there are, without listing them (microversion 3.45)."""

from collections.abc import Mapping
from typing import Any

from blockctl.api.client import Cloud
from blockctl.api.resources import Resource
from blockctl.errors import Unreachable


def count(cloud: Cloud, resource: Resource, filters: Mapping[str, Any]) -> int:
    """How many volumes, snapshots or backups match ``filters``, on whatever page.

    Cinder adds the number to a page that asks for it (cinder/api/v3/volumes.py and its kin).
    Raises BadUsage before 3.45.
    """
    doing = f"Counting {resource.label}s"
    cloud.require("3.45", doing)
    query = {**filters, "limit": 1, "with_count": "true", "marker": None, "sort": None}
    counted = cloud.get(resource.path, doing, query).get("count")
    if not isinstance(counted, int):
        raise Unreachable(f"{doing} failed: the answer has no count.")
    return counted
