"""``volume create``."""

from collections.abc import Mapping
from typing import Any

import click

from blockctl.api import resources, volumes
from blockctl.api.client import Cloud
from blockctl.api.groups import GROUP
from blockctl.api.resources import BACKUP, CONSISTENCY_GROUP, SNAPSHOT, VOLUME, Resource
from blockctl.commands import base
from blockctl.commands.volume import FIELDS, OPTIONAL_FIELDS, fields_of
from blockctl.context import Context
from blockctl.neighbours.images import image_id

# What a volume can start from: option -> the resource to look up, and the API's field for its ID.
ORIGINS: Mapping[str, tuple[Resource, str]] = {
    "snapshot": (SNAPSHOT, "snapshot_id"),
    "source": (VOLUME, "source_volid"),
    "backup": (BACKUP, "backup_id"),
}


@click.command()
@click.argument("name", required=False)
@click.option("--size", type=base.SIZE, metavar="GIB", help="Size in GiB.")
@click.option("--type", "volume_type", metavar="TYPE", help="Volume type.")
@click.option(
    "--image", type=base.NAME, metavar="IMAGE", help="Start from this image (name or ID)."
)
@click.option(
    "--snapshot", type=base.NAME, metavar="SNAPSHOT", help="Start from this snapshot (name or ID)."
)
@click.option(
    "--source",
    type=base.NAME,
    metavar="VOLUME",
    help="Start as a clone of this volume (name or ID).",
)
@click.option("--source-replicated", metavar="VOLUME", hidden=True)
@click.option("--backup", metavar="BACKUP", help="Start from this backup (name or ID; 3.47).")
@base.key_values("--remote-source", "reference", help="Take over what the backend knows as this.")
@click.option("--host", metavar="HOST", help="Where the remote source is: host@backend#pool.")
@click.option("--cluster", metavar="CLUSTER", help="Where it is, on a cluster (3.16).")
@click.option("--description", metavar="TEXT", help="What it is for.")
@click.option("--availability-zone", metavar="ZONE", help="Create it in this zone.")
@click.option("--consistency-group", metavar="GROUP", help="Put it into this group (name or ID).")
@base.option_of(GROUP, "--group", help="Put it into this volume group (name or ID; 3.13).")
@base.key_values("--property", "properties", help="Set a property; repeat it for more.")
@base.scheduler_hints
@base.on_off("--bootable", "--non-bootable", "Mark it as bootable, or not.")
@base.on_off("--read-only", "--read-write", "Allow reading only, or writing too.")
@base.wait_options
@base.shows(fields=(*FIELDS, *OPTIONAL_FIELDS))
@click.pass_obj
def create(
    context: Context, /, *, name: str | None, wait: bool, timeout: float, **given: Any
) -> dict[str, Any]:
    """Create a volume."""
    base.at_most_one(
        remote_source=given["reference"],
        **{key: given[key] for key in ("image", "source_replicated", *ORIGINS)},
    )
    base.at_most_one(consistency_group=given["consistency_group"], group=given["group"])
    cloud = context.cloud
    if given["reference"]:
        volume = _take_over(cloud, name, given)
        if wait:
            volume = base.until_ready(cloud, VOLUME, volume, timeout)
    else:
        volume = _create(context, name, given)
        settings = {key: given[key] for key in ("bootable", "read_only") if given[key] is not None}
        if wait or settings:
            volume = base.until_ready(cloud, VOLUME, volume, timeout)
        if "bootable" in settings:
            volumes.set_bootable(cloud, volume["id"], settings["bootable"])
        if "read_only" in settings:
            volumes.set_read_only(cloud, volume["id"], settings["read_only"])
        if settings:
            volume = resources.show(cloud, VOLUME, volume["id"])
    return fields_of(volume)


def _create(context: Context, name: str | None, given: Mapping[str, Any]) -> dict[str, Any]:
    if given["host"] or given["cluster"]:
        raise click.UsageError("--host and --cluster need --remote-source.")
    started_from = [key for key in ORIGINS if given[key]]
    if given["size"] is None and not started_from:
        raise click.UsageError(
            "--size is needed unless --snapshot, --source, --backup or --remote-source is given."
        )
    cloud = context.cloud
    if given["backup"]:
        cloud.require("3.47", "--backup")
    image, older_group, group = given["image"], given["consistency_group"], given["group"]
    fields = {
        "name": name,
        "description": given["description"],
        "volume_type": given["volume_type"],
        "availability_zone": given["availability_zone"],
        "metadata": given["properties"] or None,
        "imageRef": image_id(context.neighbours, image) if image else None,
        "consistencygroup_id": resources.find(cloud, CONSISTENCY_GROUP, older_group)["id"]
        if older_group
        else None,
        "group_id": resources.find(cloud, GROUP, group)["id"] if group else None,
    }
    size = given["size"]
    for key in started_from:
        resource, field = ORIGINS[key]
        origin = resources.find(cloud, resource, given[key])
        fields[field] = origin["id"]
        # Cinder wants a size, and at least that of what the volume starts from.
        size = max(size or 0, origin["size"])
    volume = volumes.create(cloud, size=size, hints=given["hints"], **fields)
    # Cinder tells it from the next look on.
    return {**volume, "backup_id": fields.get("backup_id")}


def _take_over(cloud: Cloud, name: str | None, given: Mapping[str, Any]) -> dict[str, Any]:
    others = {
        "--size": given["size"],
        "--consistency-group": given["consistency_group"],
        "--group": given["group"],
        "--hint": given["hints"] or None,
        "--read-only and --read-write": given["read_only"],
    }
    refused = [option for option, value in others.items() if value is not None]
    if refused:
        raise click.UsageError(f"--remote-source excludes {' and '.join(refused)}.")
    if bool(given["host"]) == bool(given["cluster"]):
        raise click.UsageError("--remote-source needs either --host or --cluster.")
    if given["cluster"]:
        cloud.require("3.16", "--cluster")
    return volumes.manage(
        cloud,
        given["reference"],
        host=given["host"],
        cluster=given["cluster"],
        name=name,
        description=given["description"],
        volume_type=given["volume_type"],
        availability_zone=given["availability_zone"],
        metadata=given["properties"] or None,
        bootable=given["bootable"],
    )
