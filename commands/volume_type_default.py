"""``volume type default list|show|set|unset``: the type that a project's volumes have by default.

It stands before the one of the whole cloud (Cinder's ``default_volume_type``).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from blockctl.api import default_types, types
from blockctl.api.resources import VOLUME_TYPE
from blockctl.commands import base
from blockctl.commands.base.project_argument import (
    project_argument,
    project_arguments,
    project_id,
)
from blockctl.context import Context
from blockctl.errors import Unreachable
from blockctl.output.columns import Column

COLUMNS = (Column("Project ID", "project_id"), Column("Volume Type ID", "volume_type_id"))
FIELDS = ("project_id", "volume_type_id")


@contextmanager
def _identity_needed(context: Context) -> Iterator[None]:
    """Say what may be missing where the volume service fails: it asks for the project itself."""
    try:
        yield
    except Unreachable as failure:
        if context.neighbours is not None:
            raise
        why = "The volume service asks an identity service about the project; it may have none."
        raise Unreachable(failure.message, why) from failure


@click.command()
@base.lists(COLUMNS)
@click.pass_obj
def list_(context: Context) -> list[dict[str, Any]]:
    """List the projects that have a default volume type of their own (3.62)."""
    return default_types.listing(context.cloud)


@click.command()
@project_argument
@base.shows(fields=FIELDS, watch=True)
@click.pass_obj
def show(context: Context, project: str | None, project_domain: str | None) -> Mapping[str, Any]:
    """Show the default volume type of a project, if it has one of its own (3.62)."""
    with _identity_needed(context):
        found = default_types.show(context.cloud, project_id(context, project, project_domain))
    return {name: found[name] for name in FIELDS}


@click.command()
@base.target(VOLUME_TYPE, "volume_type")
@project_arguments
@click.pass_obj
def set_(
    context: Context, volume_type: str, projects: tuple[str, ...], project_domain: str | None
) -> None:
    """Give projects a default volume type of their own (3.62)."""
    cloud = context.cloud
    type_id = types.find(cloud, volume_type)["id"]

    def set_one(project: str) -> None:
        with _identity_needed(context):
            default_types.change(cloud, project_id(context, project, project_domain), type_id)

    base.run_all(projects, set_one, "set")


@click.command()
@project_arguments
@click.pass_obj
def unset(context: Context, projects: tuple[str, ...], project_domain: str | None) -> None:
    """Let projects have the default volume type of the cloud again (3.62)."""
    cloud = context.cloud

    def unset_one(project: str) -> None:
        with _identity_needed(context):
            default_types.unset(cloud, project_id(context, project, project_domain))

    base.run_all(projects, unset_one, "unset")
