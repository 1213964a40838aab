"""Warns those who overwrite a status of what speaks against it."""

from collections.abc import Mapping
from typing import Any

from blockctl.api.client import Cloud
from blockctl.api.resources import Resource
from blockctl.diagnosis import overwriting


def warn(
    cloud: Cloud, resource: Resource, item: Mapping[str, Any], statuses: Mapping[str, str]
) -> None:
    """Say on stderr what speaks against giving ``item``, as it was found, these statuses."""

    def ask(path: str, query: Mapping[str, Any]) -> dict[str, Any]:
        return cloud.get(path, f"Looking at {resource.label} {item['id']}", query)

    overwriting.warn(resource.noun, item, statuses, ask)


def warn_of_status(cloud: Cloud, resource: Resource, item: Mapping[str, Any], state: str) -> None:
    """The same for a status alone."""
    warn(cloud, resource, item, {"status": state})
