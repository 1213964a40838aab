"""``volume create|list|show|delete``."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from blockctl.api import resources, snapshots, volumes
from blockctl.api.resources import SNAPSHOT, VOLUME
from blockctl.commands import base
from blockctl.context import Context
from blockctl.errors import Conflict
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


def _attached_text(attachments: list[Mapping[str, Any]] | None) -> str:
    return "".join(
        f"Attached to {attachment.get('server_id')} on {attachment.get('device')} "
        for attachment in attachments or ()
    )


def _is_bootable(volume: Mapping[str, Any]) -> bool:
    return str(volume.get("bootable")).lower() == "true"


SHORT = (
    Column("ID", "id"),
    Column("Name", "name"),
    Column("Status", "status"),
    Column("Size", "size"),
)
ATTACHED = Column("Attached to", "attachments", human=_attached_text)
LONG = (
    *SHORT,
    Column("Type", "volume_type"),
    Column("Bootable", _is_bootable),
    ATTACHED,
    Column("Properties", "metadata", human=properties_text),
)


def _columns(context: Context, long: bool, **_: Any) -> tuple[Column, ...]:
    return LONG if long else (*SHORT, ATTACHED)


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
@click.argument("name", required=False)
@click.option("--size", type=base.SIZE, metavar="GIB", help="Size in GiB.")
@click.option("--type", "volume_type", metavar="TYPE", help="Volume type.")
@click.option("--snapshot", metavar="SNAPSHOT", help="Start from this snapshot (name or ID).")
@click.option("--source", metavar="VOLUME", help="Start as a clone of this volume (name or ID).")
@click.option("--description", metavar="TEXT", help="What it is for.")
@click.option("--availability-zone", metavar="ZONE", help="Create it in this zone.")
@base.key_values("--property", "properties", help="Set a property; repeat it for more.")
@base.wait_options
@base.shows(fields=(*FIELDS, *OPTIONAL_FIELDS))
@click.pass_obj
def create(
    context: Context,
    name: str | None,
    size: int | None,
    volume_type: str | None,
    snapshot: str | None,
    source: str | None,
    description: str | None,
    availability_zone: str | None,
    properties: dict[str, str],
    wait: bool,
    timeout: float,
) -> dict[str, Any]:
    """Create a volume."""
    base.at_most_one(snapshot=snapshot, source=source)
    if size is None and not snapshot and not source:
        raise click.UsageError("--size is needed unless --snapshot or --source is given.")
    cloud = context.cloud
    origin = None
    if snapshot:
        origin = snapshots.find(cloud, snapshot)
    elif source:
        origin = volumes.find(cloud, source)
    volume = volumes.create(
        cloud,
        # Cinder wants a size at least that of what the volume starts from.
        size=max(size or 0, origin["size"]) if origin else size,
        name=name,
        description=description,
        volume_type=volume_type,
        availability_zone=availability_zone,
        metadata=properties or None,
        snapshot_id=origin["id"] if origin and snapshot else None,
        source_volid=origin["id"] if origin and source else None,
    )
    if wait:
        volume = base.until_ready(cloud, VOLUME, volume, timeout)
    return fields_of(volume)


@click.command()
@click.option("--name", metavar="NAME", help="Only volumes of this name.")
@click.option("--status", metavar="STATUS", help="Only volumes in this status.")
@click.option("--all-projects", is_flag=True, help="Those of every project (admins only).")
@click.option("--long", is_flag=True, help="Show type, bootable and properties too.")
@click.option("--limit", type=click.IntRange(min=0), metavar="COUNT", help="Stop after so many.")
@click.option("--marker", metavar="VOLUME", help="Begin after this volume (ID).")
@base.lists(_columns)
@click.pass_obj
def list_(
    context: Context,
    name: str | None,
    status: str | None,
    all_projects: bool,
    long: bool,
    limit: int | None,
    marker: str | None,
) -> Iterator[dict[str, Any]]:
    """List volumes."""
    filters = {
        "name": name,
        "status": status,
        "all_tenants": True if all_projects else None,
        "marker": marker,
    }
    return resources.listing(context.cloud, VOLUME, filters, limit)


@click.command()
@click.argument("volume")
@base.shows(fields=(*FIELDS, *OPTIONAL_FIELDS))
@click.pass_obj
def show(context: Context, volume: str) -> dict[str, Any]:
    """Show a volume."""
    return fields_of(volumes.find(context.cloud, volume))


@click.command()
@click.argument("volumes_", metavar="VOLUME...", nargs=-1, required=True)
@click.option("--force", is_flag=True, help="Delete in whatever state it is.")
@click.option("--cascade", is_flag=True, help="Delete its snapshots with it.")
@click.option("--purge", is_flag=True, hidden=True)
@base.wait_options
@click.pass_obj
def delete(
    context: Context,
    volumes_: tuple[str, ...],
    force: bool,
    cascade: bool,
    purge: bool,
    wait: bool,
    timeout: float,
) -> None:
    """Delete volumes."""
    base.at_most_one(force=force, cascade=cascade, purge=purge)
    cloud = context.cloud

    def delete_one(name_or_id: str) -> None:
        volume = volumes.find(cloud, name_or_id)
        try:
            volumes.delete(cloud, volume["id"], force=force, cascade=cascade or purge)
        except Conflict as refused:
            raise _why_not_deleted(context, volume, refused) from None
        if wait:
            base.until_gone(cloud, VOLUME, volume, timeout)

    base.run_all(volumes_, delete_one, "deleted")


def _why_not_deleted(context: Context, volume: Mapping[str, Any], refused: Conflict) -> Conflict:
    """Cinder only lists the statuses that would do; say which of them is in the way, and why."""
    label = f"Volume {volume.get('name') or ''} ({volume['id']})".replace("  ", " ")
    if volume.get("attachments"):
        from blockctl.connectors.ledger import device_of

        device = device_of(volume["id"])
        if device:
            return Conflict(
                f"{label} is attached to this host as {device}, so it cannot be deleted.",
                f"Detach it first: blockctl local detach {volume.get('name') or volume['id']}",
            )
        holder = volume["attachments"][0]
        where = holder.get("host_name") or holder.get("server_id") or "another host"
        return Conflict(f"{label} is attached to {where}, so it cannot be deleted.")
    filters = {"volume_id": volume["id"]}
    held = len(list(resources.listing(context.cloud, SNAPSHOT, filters)))
    if held:
        return Conflict(
            f"{label} has {held} snapshot{'s' if held > 1 else ''}, so it cannot be deleted.",
            "Delete them first, or use --cascade.",
        )
    return refused
