"""What all families of resources share: their place in the API, and finding one by name or ID."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from blockctl.api.client import Cloud
from blockctl.errors import BadUsage, Conflict, NotFound

_UUID = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class Resource:
    """A family of resources.

    ``label`` names one in a sentence, ``noun`` are the words that its commands begin with,
    ``one`` and ``many`` its keys in the JSON below ``path``. ``detail`` ends the path of its list,
    and ``since`` is the microversion that brought it.
    """

    label: str
    noun: str
    path: str
    one: str
    many: str
    detail: str = "/detail"
    since: str = "3.0"


VOLUME = Resource("volume", "volume", "/volumes", "volume", "volumes")
SNAPSHOT = Resource("snapshot", "volume snapshot", "/snapshots", "snapshot", "snapshots")
BACKUP = Resource("backup", "volume backup", "/backups", "backup", "backups")
VOLUME_TYPE = Resource("volume type", "volume type", "/types", "volume_type", "volume_types", "")
CONSISTENCY_GROUP = Resource(
    "consistency group",
    "consistency group",
    "/consistencygroups",
    "consistencygroup",
    "consistencygroups",
)


def is_id(text: str) -> bool:
    """Whether ``text`` looks like an ID: a UUID, or its 32 digits as Keystone writes them."""
    return _UUID.fullmatch(text) is not None


def is_segment(text: str) -> bool:
    """Whether a text can be one segment of a path."""
    return "/" not in text and text not in ("", ".", "..")


def segment(text: str) -> str:
    """``text``, from outside, as one segment of a path.

    Web servers unquote a path and then resolve its dots (paste/httpserver.py), so that ``..`` or
    a slash leads a request to another resource, however quoted. Raises BadUsage for such a text.
    """
    if not is_segment(text):
        raise BadUsage(f"The volume service cannot be asked about the name '{text}'.")
    return quote(text, safe="@")


def called(resource: Resource, item: Mapping[str, Any]) -> str:
    """What to call one in a sentence: ``volume db-01 (7f3c…)``, or by its ID if it has no name."""
    name = item.get("name")
    return f"{resource.label} {name} ({item['id']})" if name else f"{resource.label} {item['id']}"


def show(cloud: Cloud, resource: Resource, resource_id: str) -> dict[str, Any]:
    """The resource with this ID; raises NotFound."""
    _require(cloud, resource)
    doing = f"Showing {resource.label} {resource_id}"
    return cloud.fetch(resource.one, "GET", f"{resource.path}/{resource_id}", doing)


def listing(
    cloud: Cloud,
    resource: Resource,
    filters: Mapping[str, Any] | None = None,
    limit: int | None = None,
) -> Iterator[dict[str, Any]]:
    """Every resource that matches ``filters``, in full detail; at most ``limit``."""
    _require(cloud, resource)
    doing = f"Listing {resource.label}s"
    path = resource.path + resource.detail
    return cloud.pages(path, resource.many, doing, filters or {}, limit)


def find(cloud: Cloud, resource: Resource, name_or_id: str) -> dict[str, Any]:
    """The one resource with this ID, or with exactly this name.

    Raises NotFound, or Conflict when several bear the name.
    """
    if is_id(name_or_id):
        try:
            return show(cloud, resource, name_or_id)
        except NotFound:
            pass  # a name may look like an ID
    # A server may be set up to ignore the filter, or to match it loosely.
    return one_named(resource, listing(cloud, resource, {"name": name_or_id}), name_or_id)


def one_named(
    resource: Resource, items: Iterable[dict[str, Any]], name_or_id: str
) -> dict[str, Any]:
    """The one of ``items`` that has exactly this name; raises as ``find`` does."""
    named = [item for item in items if item.get("name") == name_or_id]
    if not named:
        raise NotFound(f"No {resource.label} has the name or ID '{name_or_id}'.")
    if len(named) > 1:
        candidates = ", ".join(f"{item['id']} ({item.get('status', 'unknown')})" for item in named)
        raise Conflict(
            f"{len(named)} {resource.label}s have the name '{name_or_id}': {candidates}.",
            "Give the ID instead.",
        )
    return named[0]


def delete(
    cloud: Cloud, resource: Resource, resource_id: str, params: Mapping[str, Any] | None = None
) -> None:
    """Ask for a deletion; it goes on after this returns."""
    _require(cloud, resource)
    doing = f"Deleting {resource.label} {resource_id}"
    cloud.request("DELETE", f"{resource.path}/{resource_id}", doing, params=params)


def action(
    cloud: Cloud,
    resource: Resource,
    resource_id: str,
    name: str,
    arguments: Mapping[str, Any],
    doing: str | None = None,
) -> dict[str, Any]:
    """Run one of the API's actions on a resource, such as ``os-force_delete``.

    ``doing`` names it for error messages where its own words would not.
    """
    _require(cloud, resource)
    deed = name.removeprefix("os-").replace("_", " ").capitalize()
    path = f"{resource.path}/{resource_id}/action"
    told = doing or f"{deed} of {resource.label} {resource_id}"
    return cloud.request("POST", path, told, body={name: dict(arguments)})


def unset_property(cloud: Cloud, resource: Resource, resource_id: str, key: str) -> None:
    """Remove one property; raises NotFound when there is none of this key.

    A key that cannot be a segment of a path is removed by writing back all the others.
    """
    path = f"{resource.path}/{resource_id}/metadata"
    doing = f"Removing property {key} of {resource.label} {resource_id}"
    if is_segment(key):
        cloud.request("DELETE", f"{path}/{segment(key)}", doing)
        return
    properties = cloud.get(path, doing).get("metadata") or {}
    if key not in properties:
        raise NotFound(f"{resource.label.capitalize()} {resource_id} has no property '{key}'.")
    left = {name: value for name, value in properties.items() if name != key}
    cloud.request("PUT", path, doing, body={"metadata": left})


def _require(cloud: Cloud, resource: Resource) -> None:
    if resource.since != "3.0":
        cloud.require(resource.since, f"A {resource.label}")
