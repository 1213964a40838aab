"""``volume group snapshot create|list|show|set|delete``."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from blockctl.api import group_snapshots, resources
from blockctl.api.group_snapshots import GROUP_SNAPSHOT, QUERIES_SINCE
from blockctl.api.groups import GROUP
from blockctl.commands import base
from blockctl.commands.base.filtering import filter_option
from blockctl.commands.base.overwriting import warn_of_status
from blockctl.commands.base.sorting import sort_option
from blockctl.commands.group import all_projects_option
from blockctl.commands.group_set import STATUSES
from blockctl.context import Context
from blockctl.output.columns import Column

FIELDS = {
    "ID": "id",
    "Status": "status",
    "Name": "name",
    "Description": "description",
    "Group": "group_id",
    "Group Type": "group_type_id",
}
SHORT = ("ID", "Status", "Name")


def fields_of(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """A group snapshot's fields as OSC names and orders them."""
    return {header: snapshot.get(key) for header, key in FIELDS.items()}


def _columns(context: Context, long: bool, **_: Any) -> list[Column]:
    columns = [Column(header, FIELDS[header]) for header in (FIELDS if long else SHORT)]
    return [*columns, *([Column("Created At", "created_at")] if long else [])]


@click.command()
@base.target(GROUP, "group")
@click.option("--name", metavar="NAME", help="Its name.")
@click.option("--description", metavar="TEXT", help="What it is for.")
@base.wait_options
@base.shows(fields=tuple(FIELDS))
@click.pass_obj
def create(
    context: Context,
    group: str,
    name: str | None,
    description: str | None,
    wait: bool,
    timeout: float,
) -> dict[str, Any]:
    """Create a snapshot of each volume of a volume group."""
    cloud = context.cloud
    group_id = resources.find(cloud, GROUP, group)["id"]
    made = group_snapshots.create(cloud, group_id, name=name, description=description)
    if wait:
        return fields_of(base.until_ready(cloud, GROUP_SNAPSHOT, made, timeout))
    return fields_of(resources.show(cloud, GROUP_SNAPSHOT, made["id"]))


@click.command()
@all_projects_option
@click.option("--status", type=click.Choice(STATUSES), help="Only those in this status (3.29).")
@base.option_of(GROUP, "--group", help="Only those of this group (name or ID; 3.29).")
@click.option("--long", is_flag=True, help="Show description, group and creation time too.")
@base.paged(GROUP_SNAPSHOT)
@filter_option("group_snapshot")
@sort_option(QUERIES_SINCE, columns={}, more=("group_id",))
@base.lists(_columns)
@click.pass_obj
def list_(
    context: Context,
    all_projects: bool,
    status: str | None,
    group: str | None,
    long: bool,
    marker: str | None,
    most: int | None,
    filters: dict[str, str],
    sort: str | None,
) -> Iterator[dict[str, Any]]:
    """List volume group snapshots."""
    cloud = context.cloud
    query = {
        # Cinder takes even the value False for a yes, so it is sent only to say yes.
        "all_tenants": True if all_projects else None,
        "status": status,
        "group_id": resources.find(cloud, GROUP, group)["id"] if group else None,
        "marker": marker,
        "sort": sort,
        **filters,
    }
    if any(value is not None for value in query.values()):
        cloud.require(QUERIES_SINCE, "Choosing among volume group snapshots")
    return resources.listing(cloud, GROUP_SNAPSHOT, query, most)


show = base.show_verb(GROUP_SNAPSHOT, "Show a volume group snapshot.", fields_of, tuple(FIELDS))


@click.command()
@base.targets(GROUP_SNAPSHOT)
@click.option(
    "--state", type=click.Choice(STATUSES), help="Overwrite their status (admins only; 3.19)."
)
@click.pass_obj
def set_(context: Context, targets: tuple[str, ...], state: str | None) -> None:
    """Overwrite the status of volume group snapshots."""
    if state is None:
        raise click.UsageError("--state is needed.")
    cloud = context.cloud
    cloud.require("3.19", "--state")

    def set_one(name_or_id: str) -> None:
        found = resources.find(cloud, GROUP_SNAPSHOT, name_or_id)
        warn_of_status(cloud, GROUP_SNAPSHOT, found, state)
        group_snapshots.reset_status(cloud, found["id"], state)

    base.run_all(targets, set_one, "changed")


delete = base.waiting_delete_verb(GROUP_SNAPSHOT, "Delete volume group snapshots.")
