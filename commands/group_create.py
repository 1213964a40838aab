"""``volume group create``."""

from typing import Any

import click

from blockctl.api import group_types, groups, resources, types
from blockctl.api.group_snapshots import GROUP_SNAPSHOT
from blockctl.api.group_types import GROUP_TYPE
from blockctl.api.groups import GROUP
from blockctl.api.resources import VOLUME_TYPE
from blockctl.commands import base
from blockctl.commands.group import FIELDS, fields_of
from blockctl.context import Context
from blockctl.output.terminal import note


@click.command()
@click.argument("older", type=base.NAME, nargs=-1, metavar="[GROUP_TYPE VOLUME_TYPE...]")
@base.option_of(GROUP_TYPE, "--volume-group-type", help="Its group type (name or ID).")
@base.option_of(
    VOLUME_TYPE,
    "--volume-type",
    "volume_types",
    multiple=True,
    help="A type that its volumes may have (name or ID); repeat it for more.",
)
@base.option_of(GROUP, "--source-group", help="Copy the volumes of this group (name or ID; 3.14).")
@base.option_of(
    GROUP_SNAPSHOT,
    "--group-snapshot",
    help="Start with the volumes of this group snapshot (name or ID; 3.14).",
)
@click.option("--name", metavar="NAME", help="Its name.")
@click.option("--description", metavar="TEXT", help="What it is for.")
@click.option("--availability-zone", metavar="ZONE", help="Create it in this zone.")
@base.wait_options
@base.shows(fields=tuple(FIELDS))
@click.pass_obj
def create(
    context: Context,
    older: tuple[str, ...],
    volume_group_type: str | None,
    volume_types: tuple[str, ...],
    source_group: str | None,
    group_snapshot: str | None,
    name: str | None,
    description: str | None,
    availability_zone: str | None,
    wait: bool,
    timeout: float,
) -> dict[str, Any]:
    """Create a volume group."""
    if older:
        if volume_group_type or (len(older) > 1 and volume_types):
            raise click.UsageError("Give types either by options or without.")
        volume_group_type, volume_types = older[0], (*volume_types, *older[1:])
        note("Types without options are deprecated; use --volume-group-type and --volume-type.")
    base.at_most_one(
        volume_group_type=volume_group_type,
        source_group=source_group,
        group_snapshot=group_snapshot,
    )
    if bool(volume_group_type) != bool(volume_types):
        raise click.UsageError("--volume-group-type and --volume-type need each other.")
    cloud = context.cloud
    if volume_group_type:
        made = groups.create(
            cloud,
            group_types.find(cloud, volume_group_type)["id"],
            [types.find(cloud, each)["id"] for each in volume_types],
            name=name,
            description=description,
            availability_zone=availability_zone,
        )
    else:
        if source_group:
            source = {"source_group_id": resources.find(cloud, GROUP, source_group)["id"]}
        elif group_snapshot:
            found = resources.find(cloud, GROUP_SNAPSHOT, group_snapshot)
            source = {"group_snapshot_id": found["id"]}
        else:
            raise click.UsageError(
                "One of --volume-group-type, --source-group and --group-snapshot is needed."
            )
        if availability_zone:
            note("The group will be in the zone of its source: --availability-zone is ignored.")
        made = groups.create_from_source(cloud, source, name=name, description=description)
    if wait:
        return fields_of(base.until_ready(cloud, GROUP, made, timeout))
    return fields_of(resources.show(cloud, GROUP, made["id"]))
