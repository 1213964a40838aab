"""Limits: what a project may have, and how often the API may be asked."""

from typing import Any

from blockctl.api.client import Cloud


def show(cloud: Cloud, project_id: str | None = None) -> dict[str, Any]:
    """The ``absolute`` limits of this project, or of another (3.39, admins only), and ``rate``.

    Who is no admin is shown the limits of the own project, whatever was asked for
    (cinder/api/v3/limits.py).
    """
    if project_id is not None:
        cloud.require("3.39", "Showing the limits of another project")
    params = {"project_id": project_id}
    return cloud.fetch("limits", "GET", "/limits", "Showing limits", params=params)
