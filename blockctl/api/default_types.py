"""The volume type that a project's volumes have by default: ``/default-types`` (3.62)."""

from typing import Any

from blockctl.api.client import Cloud
from blockctl.api.resources import segment

DefaultType = dict[str, Any]


def listing(cloud: Cloud) -> list[DefaultType]:
    """Every project with a default type of its own: ``project_id`` and ``volume_type_id``."""
    _require(cloud)
    found: list[DefaultType] = cloud.get("/default-types", "Listing default volume types")[
        "default_types"
    ]
    return found


def show(cloud: Cloud, project_id: str) -> DefaultType:
    """The default type of a project; raises NotFound when it has none of its own."""
    _require(cloud)
    doing = f"Showing the default volume type of project {project_id}"
    return cloud.fetch("default_type", "GET", _path(project_id), doing)


def change(cloud: Cloud, project_id: str, type_id: str) -> DefaultType:
    """Give a project a default type of its own."""
    _require(cloud)
    doing = f"Setting the default volume type of project {project_id}"
    body = {"default_type": {"volume_type": type_id}}
    return cloud.fetch("default_type", "PUT", _path(project_id), doing, body=body)


def unset(cloud: Cloud, project_id: str) -> None:
    """Let a project have the cloud's default type again."""
    _require(cloud)
    doing = f"Removing the default volume type of project {project_id}"
    cloud.request("DELETE", _path(project_id), doing)


def _require(cloud: Cloud) -> None:
    cloud.require("3.62", "A default volume type of a project")


def _path(project_id: str) -> str:
    return f"/default-types/{segment(project_id)}"
