"""The regions of a cloud: which there are, which is meant, and what is special in it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from blockctl.cloud import merge
from blockctl.errors import BadUsage


class Region(NamedTuple):
    """A region's name (None for any) and the configuration that holds only there."""

    name: str | None
    values: Mapping[str, Any]


def choose(
    source: str, wanted: str | None, cloud: Mapping[str, Any], profile: Mapping[str, Any]
) -> Region:
    """The region ``wanted``, or the first that the cloud's entry or else its profile lists.

    Raises BadUsage for one that is not listed (openstack/config/loader.py, _get_region).
    """
    known = _listed(source, cloud) or _listed(source, profile)
    if not known:
        return Region(wanted, {})
    if not wanted:
        return known[0]
    for region in known:
        if region.name == wanted:
            return region
    names = ", ".join(str(region.name) for region in known)
    raise BadUsage(f"There is no region '{wanted}' in {source}.", f"It has: {names}.")


def _listed(source: str, config: Mapping[str, Any]) -> list[Region]:
    entries = config.get("regions") or config.get("region_name") or []
    if isinstance(entries, str):
        entries = entries.split(",")
    if not isinstance(entries, list):
        raise BadUsage(f"The regions of {source} are no list.")
    return [_region(source, entry) for entry in entries]


def _region(source: str, entry: Any) -> Region:
    if not isinstance(entry, dict):
        return Region(str(entry), {})
    values = entry.get("values") or {}
    if "name" not in entry or not isinstance(values, dict):
        raise BadUsage(f"A region of {source} is not a name, or a 'name' with 'values'.")
    return Region(str(entry["name"]), merge.alike(values))
