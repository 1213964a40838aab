"""Quotas of projects, and of the class ``default`` that all projects start from.

The keys of a quota are ``volumes``, ``snapshots``, ``gigabytes``, ``backups``,
``backup_gigabytes``, ``per_volume_gigabytes`` and ``groups``, and for each volume type the first
three with ``_<type>`` behind them. Sizes are in GiB; -1 means no limit.
"""

from collections.abc import Mapping
from typing import Any

from blockctl.api.client import Cloud
from blockctl.api.resources import segment

Limits = dict[str, int]


def show(cloud: Cloud, project_id: str) -> Limits:
    """The limits of a project."""
    return _limits(cloud.fetch("quota_set", "GET", _path(project_id), _showing(project_id)))


def usage(cloud: Cloud, project_id: str) -> dict[str, dict[str, int]]:
    """The ``limit`` of each quota of a project, with what is ``in_use`` and ``reserved``."""
    doing = _showing(project_id)
    params = {"usage": True}
    found = cloud.fetch("quota_set", "GET", _path(project_id), doing, params=params)
    return {key: value for key, value in found.items() if isinstance(value, dict)}


def defaults(cloud: Cloud, project_id: str) -> Limits:
    """The limits that a project has where none were set for it."""
    path = f"{_path(project_id)}/defaults"
    return _limits(cloud.fetch("quota_set", "GET", path, "Showing the default quotas"))


def update(cloud: Cloud, project_id: str, limits: Mapping[str, int]) -> None:
    """Set some limits of a project; raises BlockctlError for one below what is in use."""
    doing = f"Setting the quotas of project {project_id}"
    cloud.request("PUT", _path(project_id), doing, body={"quota_set": dict(limits)})


def reset(cloud: Cloud, project_id: str) -> None:
    """Give a project the default limits."""
    cloud.request("DELETE", _path(project_id), f"Deleting the quotas of project {project_id}")


def show_class(cloud: Cloud, name: str) -> Limits:
    """The limits of a quota class; only that of ``default`` has an effect."""
    doing = f"Showing quota class {name}"
    return _limits(cloud.fetch("quota_class_set", "GET", _class_path(name), doing))


def update_class(cloud: Cloud, name: str, limits: Mapping[str, int]) -> None:
    """Set some limits of a quota class."""
    body = {"quota_class_set": dict(limits)}
    cloud.request("PUT", _class_path(name), f"Setting quota class {name}", body=body)


def _limits(quota_set: Mapping[str, Any]) -> Limits:
    return {key: value for key, value in quota_set.items() if key != "id"}


def _showing(project_id: str) -> str:
    return f"Showing the quotas of project {project_id}"


def _path(project_id: str) -> str:
    return f"/os-quota-sets/{segment(project_id)}"


def _class_path(name: str) -> str:
    return f"/os-quota-class-sets/{segment(name)}"
