"""``volume list``."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import click

from blockctl.api import resources
from blockctl.api.groups import GROUP
from blockctl.api.resources import VOLUME
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
from blockctl.commands.volume import OPTIONAL_FIELDS, is_bootable
from blockctl.context import Context
from blockctl.neighbours.servers import server_names
from blockctl.output.columns import Column, properties_text

SHORT = (
    Column("ID", "id"),
    Column("Name", "name"),
    Column("Status", "status"),
    Column("Size", "size"),
)


def _columns(context: Context, long: bool, fields: Sequence[str], **_: Any) -> list[Column]:
    # Tables name the servers, scripts get their IDs, so only tables cost more requests.
    attached = Column("Attached to", "attachments", human=_attached_text(context))
    if not long:
        return [*SHORT, attached, *field_columns(fields)]
    return [
        *SHORT,
        Column("Type", "volume_type"),
        Column("Bootable", is_bootable),
        attached,
        Column("Properties", "metadata", human=properties_text),
        *field_columns(fields),
    ]


def _attached_text(context: Context) -> Callable[[list[Mapping[str, Any]] | None], str]:
    names = cache(lambda: server_names(context.neighbours))

    def place(attachment: Mapping[str, Any]) -> str:
        server = attachment.get("server_id")
        # A host that is no server has no ID.
        shown = names().get(server, server) if server else server
        return f"Attached to {shown} on {attachment.get('device')} "

    return lambda attachments: "".join(place(each) for each in attachments or ())


@click.command()
@click.option("--name", metavar="NAME", help="Only volumes of this name.")
@click.option("--status", metavar="STATUS", help="Only volumes in this status.")
@base.key_values("--property", "properties", help="Only volumes with this property.")
@base.key_values(
    "--image-property", "image_properties", help="Only volumes with this property of an image."
)
@base.on_off("--bootable", "--no-bootable", "Only those marked as bootable, or only the others.")
@base.option_of(GROUP, "--group", help="Only volumes in this volume group (name or ID; 3.13).")
@click.option(
    "--migration-status", metavar="STATUS", help="Only those with this one (admins only)."
)
@all_projects_option("ALL_TENANTS")
@base.owner_options
@click.option("--long", is_flag=True, help="Show type, bootable and properties too.")
@field_option
@base.paged(VOLUME)
@filter_option("volume", times=("created_at", "updated_at"))
@sort_option(
    more=("availability_zone", "bootable", "host", "migration_status", "project_id", "size")
)
@count_option
@base.lists(_columns)
@click.pass_obj
def list_(
    context: Context,
    name: str | None,
    status: str | None,
    properties: dict[str, str],
    image_properties: dict[str, str],
    bootable: bool | None,
    group: str | None,
    migration_status: str | None,
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
    """List volumes."""
    cloud = context.cloud
    if image_properties:
        cloud.require("3.4", "--image-property")
    own = {
        "name": name,
        "status": status,
        # Cinder reads these two as a Python dictionary's text (cinder/api/common.py).
        "metadata": str(properties) if properties else None,
        "glance_metadata": str(image_properties) if image_properties else None,
        "bootable": bootable,
        "group_id": resources.find(cloud, GROUP, group)["id"] if group else None,
        "migration_status": migration_status,
        "all_tenants": True if all_projects or "project_id" in owner else None,
        "marker": marker,
        "sort": sort,
        **owner,
    }
    listed = listing(cloud, VOLUME, with_filters(own, filters), most, with_count)
    return having_fields(listed, fields, VOLUME, OPTIONAL_FIELDS)
