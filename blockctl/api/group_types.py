"""Volume group types: requests and answers of ``/group_types`` (3.11).

The API's group specs are the properties of a type in commands.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from blockctl.api import resources
from blockctl.api.client import Cloud
from blockctl.api.resources import Resource
from blockctl.errors import NotFound

GROUP_TYPE = Resource(
    "volume group type",
    "volume group type",
    "/group_types",
    "group_type",
    "group_types",
    "",
    since="3.11",
)


def listing(
    cloud: Cloud, *, is_public: bool | None = None, filters: Mapping[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    """Every group type, or only the public or private ones; private ones are for admins."""
    # The word None asks for both kinds; without it Cinder leaves the private types out.
    return resources.listing(cloud, GROUP_TYPE, {"is_public": str(is_public), **(filters or {})})


def default(cloud: Cloud) -> dict[str, Any]:
    """The type that the cloud's settings name as default; raises NotFound if they name none."""
    return resources.show(cloud, GROUP_TYPE, "default")


def find(cloud: Cloud, name_or_id: str) -> dict[str, Any]:
    """The group type with this ID, or with exactly this name; names are unique.

    ``default`` means the default type, unless a type bears that name. Raises NotFound.
    """
    if resources.is_id(name_or_id):
        try:
            return resources.show(cloud, GROUP_TYPE, name_or_id)
        except NotFound:
            pass  # a name may look like an ID
    for group_type in listing(cloud):
        if group_type["name"] == name_or_id:
            return group_type
    if name_or_id == "default":
        return default(cloud)
    raise NotFound(f"No volume group type has the name or ID '{name_or_id}'.")


def create(
    cloud: Cloud,
    name: str,
    *,
    description: str | None,
    is_public: bool,
    properties: Mapping[str, str],
) -> dict[str, Any]:
    """Create a group type and return it."""
    cloud.require(GROUP_TYPE.since, "A volume group type")
    group_type = {
        "name": name,
        "description": description,
        "is_public": is_public,
        **({"group_specs": dict(properties)} if properties else {}),
    }
    doing = f"Creating volume group type {name}"
    body = {"group_type": group_type}
    return cloud.fetch("group_type", "POST", "/group_types", doing, body=body)


def update(cloud: Cloud, type_id: str, fields: Mapping[str, Any]) -> None:
    """Change ``name``, ``description`` or ``is_public``."""
    doing = f"Changing volume group type {type_id}"
    body = {"group_type": dict(fields)}
    cloud.request("PUT", f"/group_types/{type_id}", doing, body=body)


def set_properties(cloud: Cloud, type_id: str, properties: Mapping[str, str]) -> None:
    """Add properties, or overwrite those of the same keys; others stay."""
    doing = f"Setting properties of volume group type {type_id}"
    body = {"group_specs": dict(properties)}
    cloud.request("POST", f"/group_types/{type_id}/group_specs", doing, body=body)


def unset_property(cloud: Cloud, type_id: str, key: str) -> None:
    """Remove one property; raises NotFound when there is none of this key."""
    path = f"/group_types/{type_id}/group_specs/{resources.segment(key)}"
    cloud.request("DELETE", path, f"Removing property {key} of volume group type {type_id}")
