"""Volume types: requests and answers of ``/types``, with extra specs and access.

The API's extra specs are the properties of a type in commands.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from blockctl.api import resources
from blockctl.api.client import Cloud
from blockctl.api.resources import VOLUME_TYPE
from blockctl.errors import NotFound


def listing(cloud: Cloud, filters: Mapping[str, Any] | None = None) -> Iterator[dict[str, Any]]:
    """Every volume type that matches ``filters``: ``is_public`` True or False, and from 3.52 more.

    Private types of other projects are for admins.
    """
    given = {name: value for name, value in (filters or {}).items() if value is not None}
    # The word None asks for both kinds; without it Cinder leaves the private types out.
    query = {"is_public": "None", **given}
    return cloud.pages("/types", "volume_types", "Listing volume types", query)


def default(cloud: Cloud) -> dict[str, Any]:
    """The type of volumes that are created without one: the project's own, else the cloud's."""
    return resources.show(cloud, VOLUME_TYPE, "default")


def find(cloud: Cloud, name_or_id: str) -> dict[str, Any]:
    """The volume type with this ID, or with exactly this name; names are unique.

    ``default`` means the default type, unless a type bears that name. Raises NotFound.
    """
    if resources.is_id(name_or_id):
        try:
            return resources.show(cloud, VOLUME_TYPE, name_or_id)
        except NotFound:
            pass  # a name may look like an ID
    for volume_type in listing(cloud):
        if volume_type["name"] == name_or_id:
            return volume_type
    if name_or_id == "default":
        return default(cloud)
    raise NotFound(f"No volume type has the name or ID '{name_or_id}'.")


def create(
    cloud: Cloud, name: str, *, description: str | None, is_public: bool | None
) -> dict[str, Any]:
    """Create a volume type without properties; it is public unless ``is_public`` is False."""
    volume_type: dict[str, Any] = {"name": name}
    if description is not None:
        volume_type["description"] = description
    if is_public is not None:
        volume_type["os-volume-type-access:is_public"] = is_public
    doing = f"Creating volume type {name}"
    created: dict[str, Any] = cloud.request(
        "POST", "/types", doing, body={"volume_type": volume_type}
    )["volume_type"]
    return created


def update(cloud: Cloud, type_id: str, fields: Mapping[str, Any]) -> None:
    """Change ``name``, ``description`` or ``is_public``."""
    body = {"volume_type": dict(fields)}
    cloud.request("PUT", f"/types/{type_id}", f"Changing volume type {type_id}", body=body)


def set_properties(cloud: Cloud, type_id: str, properties: Mapping[str, str]) -> dict[str, Any]:
    """Add properties, or overwrite those of the same keys, and return them; others stay.

    Raises BlockctlError while volumes of the type exist.
    """
    path = f"/types/{type_id}/extra_specs"
    body = {"extra_specs": dict(properties)}
    doing = f"Setting properties of volume type {type_id}"
    stored: dict[str, Any] = cloud.request("POST", path, doing, body=body)["extra_specs"]
    return stored


def unset_property(cloud: Cloud, type_id: str, key: str) -> None:
    """Remove one property; raises NotFound when there is none of this key."""
    path = f"/types/{type_id}/extra_specs/{resources.segment(key)}"
    cloud.request("DELETE", path, f"Removing property {key} of volume type {type_id}")


def projects_with_access(cloud: Cloud, type_id: str) -> list[str]:
    """The IDs of the projects that may use a private type; raises NotFound for a public one."""
    path = f"/types/{type_id}/os-volume-type-access"
    answer = cloud.get(path, f"Listing who may use volume type {type_id}")
    return [access["project_id"] for access in answer["volume_type_access"]]


def add_access(cloud: Cloud, type_id: str, project_id: str) -> None:
    """Let a project use a private type; raises Conflict when it may already."""
    doing = f"Giving project {project_id} access to volume type {type_id}"
    _action(cloud, type_id, doing, {"addProjectAccess": {"project": project_id}})


def remove_access(cloud: Cloud, type_id: str, project_id: str) -> None:
    """Take a private type from a project; raises NotFound when it has no access."""
    doing = f"Taking volume type {type_id} from project {project_id}"
    _action(cloud, type_id, doing, {"removeProjectAccess": {"project": project_id}})


def _action(cloud: Cloud, type_id: str, doing: str, body: Mapping[str, Any]) -> None:
    cloud.request("POST", f"/types/{type_id}/action", doing, body=body)
