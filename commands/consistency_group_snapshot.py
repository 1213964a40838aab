"""``consistency group snapshot create|list|show|delete``."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from blockctl.api import consistency_groups, resources
from blockctl.api.consistency_groups import CONSISTENCY_GROUP_SNAPSHOT
from blockctl.api.resources import CONSISTENCY_GROUP
from blockctl.commands import base
from blockctl.context import Context
from blockctl.output.columns import Column
from blockctl.output.terminal import note

FIELDS = ("consistencygroup_id", "created_at", "description", "id", "name", "status")
STATUSES = ("available", "error", "creating", "deleting", "error_deleting")
SHORT = (Column("ID", "id"), Column("Status", "status"), Column("Name", "name"))
LONG = (
    Column("ID", "id"),
    Column("Status", "status"),
    Column("ConsistencyGroup ID", "consistencygroup_id"),
    Column("Name", "name"),
    Column("Description", "description"),
    Column("Created At", "created_at"),
)


def fields_of(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """A consistency group snapshot's fields as OSC names and orders them."""
    return {name: snapshot.get(name) for name in FIELDS}


def _columns(context: Context, long: bool, **_: Any) -> tuple[Column, ...]:
    return LONG if long else SHORT


@click.command()
@click.argument("snapshot_name", required=False)
@base.option_of(
    CONSISTENCY_GROUP,
    "--consistency-group",
    help="The group (name or ID) if named otherwise than its snapshot.",
)
@click.option("--description", metavar="TEXT", help="What it is for.")
@base.wait_options
@base.shows(fields=FIELDS)
@click.pass_obj
def create(
    context: Context,
    snapshot_name: str | None,
    consistency_group: str | None,
    description: str | None,
    wait: bool,
    timeout: float,
) -> dict[str, Any]:
    """Create a snapshot of each volume of a consistency group."""
    group = consistency_group or snapshot_name
    if not group:
        raise click.UsageError("Name the snapshot, or give --consistency-group.")
    cloud = context.cloud
    group_id = resources.find(cloud, CONSISTENCY_GROUP, group)["id"]
    made = consistency_groups.create_snapshot(
        cloud, group_id, name=snapshot_name, description=description
    )
    if wait:
        return fields_of(base.until_ready(cloud, CONSISTENCY_GROUP_SNAPSHOT, made, timeout))
    return fields_of(resources.show(cloud, CONSISTENCY_GROUP_SNAPSHOT, made["id"]))


@click.command()
@click.option("--all-projects", is_flag=True, help="Accepted; Cinder lists only the project's own.")
@click.option("--long", is_flag=True, help="Show group, description and creation time too.")
@click.option("--status", type=click.Choice(STATUSES), help="Only those in this status.")
@base.option_of(
    CONSISTENCY_GROUP, "--consistency-group", help="Only those of this group (name or ID)."
)
@base.lists(_columns)
@click.pass_obj
def list_(
    context: Context,
    all_projects: bool,
    long: bool,
    status: str | None,
    consistency_group: str | None,
) -> Iterator[dict[str, Any]]:
    """List consistency group snapshots."""
    cloud = context.cloud
    if all_projects:
        note("Cinder lists the consistency group snapshots of the project only.")
    wanted = {"status": status}
    if consistency_group:
        found = resources.find(cloud, CONSISTENCY_GROUP, consistency_group)
        wanted["consistencygroup_id"] = found["id"]
    # Cinder reads no filters here, so they are applied to what it sends.
    return (
        snapshot
        for snapshot in consistency_groups.list_snapshots(cloud)
        if all(value in (None, snapshot.get(key)) for key, value in wanted.items())
    )


show = base.show_verb(
    CONSISTENCY_GROUP_SNAPSHOT, "Show a consistency group snapshot.", fields_of, FIELDS
)

delete = base.waiting_delete_verb(CONSISTENCY_GROUP_SNAPSHOT, "Delete consistency group snapshots.")
