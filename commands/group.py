"""``volume group list|show|delete``, and a volume group's fields."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

import click

from blockctl.api import groups, resources
from blockctl.api.client import Cloud
from blockctl.api.groups import GROUP
from blockctl.commands import base
from blockctl.commands.base.filtering import filter_option
from blockctl.commands.base.sorting import sort_option
from blockctl.commands.group_replication import REPLICATION_FIELDS, replication_of
from blockctl.context import Context
from blockctl.errors import BlockctlError
from blockctl.output.columns import Column

FIELDS = {
    "ID": "id",
    "Status": "status",
    "Name": "name",
    "Description": "description",
    "Group Type": "group_type",
    "Volume Types": "volume_types",
    "Availability Zone": "availability_zone",
    "Created At": "created_at",
    "Volumes": "volumes",
    "Group Snapshot ID": "group_snapshot_id",
    "Source Group ID": "source_group_id",
}
SHORT = ("ID", "Status", "Name")
LONG = (
    "Description", "Group Type", "Volume Types", "Availability Zone", "Created At",
    "Group Snapshot ID", "Source Group ID",
)  # fmt: skip

FORCE = "Delete their volumes too, and in whatever state."

all_projects_option = click.option(
    "--all-projects",
    is_flag=True,
    envvar="ALL_PROJECTS",
    help="Those of every project (admins only; ALL_PROJECTS).",
)


def fields_of(group: Mapping[str, Any]) -> dict[str, Any]:
    """A volume group's fields as OSC names and orders them."""
    return {header: group.get(key) for header, key in FIELDS.items()}


def _columns(context: Context, long: bool, volumes: bool, **_: Any) -> tuple[Column, ...]:
    headers = [*SHORT, *(LONG if long else ()), *(["Volumes"] if volumes else [])]
    return tuple(Column(header, FIELDS[header]) for header in headers)


@click.command()
@all_projects_option
@click.option("--long", is_flag=True, help="Show types, zone, creation time and source too.")
@click.option("--volumes", is_flag=True, help="Show the IDs of their volumes too (3.25).")
@base.paged(GROUP)
@filter_option("group")
@sort_option(columns={}, more=("availability_zone", "host", "project_id"))
@base.lists(_columns)
@click.pass_obj
def list_(
    context: Context,
    all_projects: bool,
    long: bool,
    volumes: bool,
    marker: str | None,
    most: int | None,
    filters: dict[str, str],
    sort: str | None,
) -> Iterator[dict[str, Any]]:
    """List volume groups."""
    cloud = context.cloud
    if volumes:
        cloud.require("3.25", "--volumes")
    query = {
        # Cinder takes even the value False for a yes, so it is sent only to say yes.
        "all_tenants": True if all_projects else None,
        "list_volume": True if volumes else None,
        "marker": marker,
        "sort": sort,
        **filters,
    }
    # Cinder takes consistency groups out of a page after it has cut it, so that a page of the
    # wanted size may be short, or empty, and still not the last.
    return islice(resources.listing(cloud, GROUP, query), most)


@click.command()
@base.target(GROUP, "group")
@click.option(
    "--volumes/--no-volumes", default=None, help="Show the IDs of its volumes, or not (3.25)."
)
@click.option(
    "--replication-targets/--no-replication-targets",
    help="Show whether and where it can be replicated (3.38), or not.",
)
@base.shows(fields=(*FIELDS, *REPLICATION_FIELDS), watch=True)
@click.pass_obj
def show(
    context: Context, group: str, volumes: bool | None, replication_targets: bool
) -> dict[str, Any]:
    """Show a volume group."""
    cloud = context.cloud
    if volumes is not None:
        cloud.require("3.25", "--volumes")
    if replication_targets:
        cloud.require("3.38", "--replication-targets")
    found = resources.find(cloud, GROUP, group)
    if volumes is not None:
        found = groups.show(cloud, found["id"], volumes=volumes)
    more = replication_of(cloud, found) if replication_targets else {}
    return {**fields_of(found), **more}


@contextmanager
def force_advised() -> Iterator[None]:
    """Where a group is not deleted because of its volumes, say which option deletes them too."""
    try:
        yield
    except BlockctlError as refused:
        # cinder/group/api.py names the API's own word for it, which is none of ours.
        if "delete-volumes" in refused.message:
            advice = "Take them out first, or use --force to delete them too."
            raise type(refused)(refused.message, advice) from refused
        raise


def _delete(cloud: Cloud, group_id: str, force: bool) -> None:
    with force_advised():
        groups.delete(cloud, group_id, with_volumes=force)


delete = base.forced_delete_verb(GROUP, "Delete volume groups.", FORCE, _delete)
