"""``volume list|show|summary``, and a volume's fields and columns."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import click

from blockctl.api import resources, volumes
from blockctl.api.resources import VOLUME
from blockctl.commands import base
from blockctl.context import Context
from blockctl.neighbours.servers import server_names
from blockctl.output.columns import Column, properties_text
from blockctl.output.render import Humanized

# OSC's fields in OSC's order; those at the end are shown only where the volume has them.
FIELDS = (
    "attachments", "availability_zone", "backup_id", "bootable", "cluster_name", "consumes_quota",
    "created_at", "description", "encrypted", "group_id", "id", "multiattach", "name",
    "os-vol-host-attr:host", "os-vol-mig-status-attr:migstat", "os-vol-mig-status-attr:name_id",
    "os-vol-tenant-attr:tenant_id", "properties", "provider_id", "replication_status",
    "service_uuid", "shared_targets", "size", "snapshot_id", "source_volid", "status", "type",
    "updated_at", "user_id", "volume_type_id",
)  # fmt: skip
OPTIONAL_FIELDS = ("consistencygroup_id", "encryption_key_id", "volume_image_metadata")


def _is_bootable(volume: Mapping[str, Any]) -> bool:
    return str(volume.get("bootable")).lower() == "true"


SHORT = (
    Column("ID", "id"),
    Column("Name", "name"),
    Column("Status", "status"),
    Column("Size", "size"),
)


def _columns(context: Context, long: bool, **_: Any) -> tuple[Column, ...]:
    # Tables name the servers, scripts get their IDs, so only tables cost more requests.
    attached = Column("Attached to", "attachments", human=_attached_text(context))
    if not long:
        return (*SHORT, attached)
    return (
        *SHORT,
        Column("Type", "volume_type"),
        Column("Bootable", _is_bootable),
        attached,
        Column("Properties", "metadata", human=properties_text),
    )


def _attached_text(context: Context) -> Callable[[list[Mapping[str, Any]] | None], str]:
    names = cache(lambda: server_names(context.neighbours))

    def place(attachment: Mapping[str, Any]) -> str:
        server = attachment.get("server_id")
        # A host that is no server has no ID.
        shown = names().get(server, server) if server else server
        return f"Attached to {shown} on {attachment.get('device')} "

    return lambda attachments: "".join(place(each) for each in attachments or ())


def fields_of(volume: Mapping[str, Any]) -> dict[str, Any]:
    """A volume's fields as OSC names and orders them."""
    properties = volume.get("metadata", {})
    known = {
        **volume,
        "bootable": _is_bootable(volume),
        "properties": Humanized(properties, properties_text),
        "type": volume.get("volume_type"),
    }
    present = [name for name in OPTIONAL_FIELDS if volume.get(name) is not None]
    return {name: known.get(name) for name in sorted((*FIELDS, *present))}


@click.command()
@click.option("--name", metavar="NAME", help="Only volumes of this name.")
@click.option("--status", metavar="STATUS", help="Only volumes in this status.")
@base.key_values("--property", "properties", help="Only volumes with this property.")
@click.option("--all-projects", is_flag=True, help="Those of every project (admins only).")
@base.owner_options
@click.option("--long", is_flag=True, help="Show type, bootable and properties too.")
@click.option("--limit", type=click.IntRange(min=0), metavar="COUNT", help="Stop after so many.")
@click.option("--marker", metavar="VOLUME", help="Begin after this volume (ID).")
@base.lists(_columns)
@click.pass_obj
def list_(
    context: Context,
    name: str | None,
    status: str | None,
    properties: dict[str, str],
    all_projects: bool,
    owner: dict[str, str],
    long: bool,
    limit: int | None,
    marker: str | None,
) -> Iterator[dict[str, Any]]:
    """List volumes."""
    filters = {
        "name": name,
        "status": status,
        # Cinder reads this filter as a Python dictionary's text (cinder/api/common.py).
        "metadata": str(properties) if properties else None,
        "all_tenants": True if all_projects or "project_id" in owner else None,
        "marker": marker,
        **owner,
    }
    return resources.listing(context.cloud, VOLUME, filters, limit)


@click.command()
@base.target(VOLUME, "volume")
@base.shows(fields=(*FIELDS, *OPTIONAL_FIELDS))
@click.pass_obj
def show(context: Context, volume: str) -> dict[str, Any]:
    """Show a volume."""
    return fields_of(volumes.find(context.cloud, volume))


@click.command()
@click.option("--all-projects", is_flag=True, help="Count those of every project (admins only).")
@base.shows()
@click.pass_obj
def summary(context: Context, all_projects: bool) -> dict[str, Any]:
    """Count volumes and their GiB."""
    cloud = context.cloud
    cloud.require("3.12", "Counting volumes")
    counted = volumes.summary(cloud, all_projects=all_projects)
    fields = {"Total Count": counted["total_count"], "Total Size": counted["total_size"]}
    if "metadata" in counted:
        fields["Metadata"] = Humanized(counted["metadata"], properties_text)
    return fields
