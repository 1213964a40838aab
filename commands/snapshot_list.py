"""``volume snapshot list``."""

from collections.abc import Iterator, Sequence
from typing import Any

import click

from blockctl.api.resources import SNAPSHOT, VOLUME
from blockctl.commands import base
from blockctl.commands.base.all_projects import all_projects_option
from blockctl.commands.base.fields import field_columns, field_option, having_fields
from blockctl.commands.base.filtering import (
    count_option,
    filter_option,
    listing,
    with_filters,
)
from blockctl.commands.base.sorting import sort_option
from blockctl.commands.base.volume_names import volume_column, volume_id
from blockctl.commands.snapshot import STATUSES
from blockctl.context import Context
from blockctl.output.columns import Column, properties_text

SHORT = (
    Column("ID", "id"),
    Column("Name", "name"),
    Column("Description", "description"),
    Column("Status", "status"),
    Column("Size", "size"),
)


def _columns(context: Context, long: bool, fields: Sequence[str], **_: Any) -> list[Column]:
    if not long:
        return [*SHORT, *field_columns(fields)]
    return [
        *SHORT,
        Column("Created At", "created_at"),
        volume_column(context.cloud),
        Column("Properties", "metadata", human=properties_text),
        *field_columns(fields),
    ]


@click.command()
@click.option("--name", metavar="NAME", help="Only snapshots of this name.")
@click.option("--status", type=click.Choice(STATUSES), help="Only snapshots in this status.")
@base.option_of(
    VOLUME, "--volume", help="Only snapshots of this volume (name or ID, or the ID it had)."
)
@base.key_values("--property", "properties", help="Only snapshots with this property (3.22).")
@all_projects_option("ALL_TENANTS")
@base.project_option
@click.option("--long", is_flag=True, help="Show creation time, volume and properties too.")
@field_option
@base.paged(SNAPSHOT, max_items=True)
@filter_option("snapshot")
@sort_option(more=("project_id", "volume_id", "volume_size"))
@count_option
@base.lists(_columns)
@click.pass_obj
def list_(
    context: Context,
    name: str | None,
    status: str | None,
    volume: str | None,
    properties: dict[str, str],
    all_projects: bool,
    owner: dict[str, str],
    long: bool,
    fields: tuple[str, ...],
    marker: str | None,
    most: int | None,
    filters: dict[str, str],
    sort: str | None,
    with_count: bool,
) -> Iterator[dict[str, Any]]:
    """List snapshots."""
    cloud = context.cloud
    if properties:
        cloud.require("3.22", "Listing snapshots by their properties")
    own = {
        "name": name,
        "status": status,
        "volume_id": volume_id(cloud, volume) if volume else None,
        # Cinder reads this filter as a Python dictionary's text (cinder/api/v3/snapshots.py).
        "metadata": str(properties) if properties else None,
        "all_tenants": True if all_projects or owner else None,
        "marker": marker,
        "sort": sort,
        **owner,
    }
    listed = listing(cloud, SNAPSHOT, with_filters(own, filters), most, with_count)
    return having_fields(listed, fields, SNAPSHOT)
