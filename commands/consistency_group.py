"""``consistency group create|list|show|set|delete``."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from blockctl.api import consistency_groups, groups, resources, types
from blockctl.api.client import Cloud
from blockctl.api.consistency_groups import CONSISTENCY_GROUP_SNAPSHOT
from blockctl.api.resources import CONSISTENCY_GROUP, VOLUME_TYPE
from blockctl.commands import base
from blockctl.commands.group import FORCE, force_advised
from blockctl.context import Context
from blockctl.output.columns import Column
from blockctl.output.terminal import note

FIELDS = (
    "availability_zone", "created_at", "description", "id", "name", "status", "volume_types",
)  # fmt: skip
SHORT = (Column("ID", "id"), Column("Status", "status"), Column("Name", "name"))
LONG = (
    Column("ID", "id"),
    Column("Status", "status"),
    Column("Availability Zone", "availability_zone"),
    Column("Name", "name"),
    Column("Description", "description"),
    Column("Volume Types", "volume_types", human=", ".join),
)


def fields_of(group: Mapping[str, Any]) -> dict[str, Any]:
    """A consistency group's fields as OSC names and orders them."""
    return {name: group.get(name) for name in FIELDS}


def _columns(context: Context, long: bool, **_: Any) -> tuple[Column, ...]:
    return LONG if long else SHORT


@click.command()
@click.argument("name", required=False)
@base.option_of(
    VOLUME_TYPE,
    "--volume-type",
    "volume_types",
    multiple=True,
    help="A type that its volumes may have (name or ID); repeat it for more.",
)
@base.option_of(
    CONSISTENCY_GROUP,
    "--source",
    "--consistency-group-source",
    help="Copy the volumes of this group (name or ID).",
)
@base.option_of(
    CONSISTENCY_GROUP_SNAPSHOT,
    "--snapshot",
    "--consistency-group-snapshot",
    help="Start with the volumes of this consistency group snapshot (name or ID).",
)
@click.option("--description", metavar="TEXT", help="What it is for.")
@click.option("--availability-zone", metavar="ZONE", help="Create it in this zone.")
@base.wait_options
@base.shows(fields=FIELDS)
@click.pass_obj
def create(
    context: Context,
    name: str | None,
    volume_types: tuple[str, ...],
    source: str | None,
    snapshot: str | None,
    description: str | None,
    availability_zone: str | None,
    wait: bool,
    timeout: float,
) -> dict[str, Any]:
    """Create a consistency group.

    Only some storage drivers have them; all have volume groups, which replace them.
    """
    base.at_most_one(volume_type=volume_types, source=source, snapshot=snapshot)
    cloud = context.cloud
    texts = {"name": name, "description": description}
    if volume_types:
        type_ids = [types.find(cloud, each)["id"] for each in volume_types]
        made = consistency_groups.create(
            cloud, type_ids, availability_zone=availability_zone, **texts
        )
    else:
        if source:
            origin = {"source_cgid": resources.find(cloud, CONSISTENCY_GROUP, source)["id"]}
        elif snapshot:
            found = resources.find(cloud, CONSISTENCY_GROUP_SNAPSHOT, snapshot)
            origin = {"cgsnapshot_id": found["id"]}
        else:
            raise click.UsageError("One of --volume-type, --source and --snapshot is needed.")
        if availability_zone:
            note("The group will be in the zone of its source: --availability-zone is ignored.")
        made = consistency_groups.create_from_source(cloud, origin, **texts)
    if wait:
        return fields_of(base.until_ready(cloud, CONSISTENCY_GROUP, made, timeout))
    return fields_of(resources.show(cloud, CONSISTENCY_GROUP, made["id"]))


@click.command()
@click.option("--all-projects", is_flag=True, help="Those of every project (admins only).")
@click.option("--long", is_flag=True, help="Show zone, description and volume types too.")
@base.lists(_columns)
@click.pass_obj
def list_(context: Context, all_projects: bool, long: bool) -> Iterator[dict[str, Any]]:
    """List consistency groups."""
    return consistency_groups.list_groups(context.cloud, all_projects=all_projects)


show = base.show_verb(CONSISTENCY_GROUP, "Show a consistency group.", fields_of, FIELDS)


@click.command()
@base.target(CONSISTENCY_GROUP, "group")
@click.option("--name", metavar="NAME", help="A new name.")
@click.option("--description", metavar="TEXT", help="A new description.")
@click.pass_obj
def set_(context: Context, group: str, name: str | None, description: str | None) -> None:
    """Change a consistency group."""
    given = {"name": name, "description": description}
    texts = {key: text for key, text in given.items() if text is not None}
    if texts:
        found = resources.find(context.cloud, CONSISTENCY_GROUP, group)
        groups.update(context.cloud, CONSISTENCY_GROUP, found, texts)


def _delete(cloud: Cloud, group_id: str, force: bool) -> None:
    with force_advised():
        consistency_groups.delete(cloud, group_id, force=force)


delete = base.forced_delete_verb(CONSISTENCY_GROUP, "Delete consistency groups.", FORCE, _delete)
