"""``volume backup create`` and ``volume backup restore``."""

import time
from typing import Any

import click

from blockctl.api import backups, resources, volumes
from blockctl.api.client import Cloud
from blockctl.api.resources import BACKUP, SNAPSHOT, VOLUME
from blockctl.commands import base
from blockctl.context import Context
from blockctl.errors import Conflict, NotFound

CREATED = ("id", "name", "volume_id")
RESTORED = ("id", "volume_id", "volume_name")


@click.command()
@base.target(VOLUME, "volume")
@click.option("--name", metavar="NAME", help="Name of the backup.")
@click.option("--description", metavar="TEXT", help="What it is for.")
@click.option("--container", metavar="CONTAINER", help="Where the backup storage shall put it.")
@base.option_of(SNAPSHOT, "--snapshot", help="Back up this snapshot of it (name or ID).")
@click.option("--force", is_flag=True, help="Allow an attached volume.")
@click.option(
    "--incremental/--no-incremental",
    default=False,
    help="Store only what changed since the last backup, or all (the default).",
)
@base.key_values("--property", "properties", help="Set a property (3.43); repeat it for more.")
@click.option("--availability-zone", metavar="ZONE", help="Store it in this zone (3.51).")
@base.wait_options
@base.shows(fields=CREATED)
@click.pass_obj
def create(
    context: Context,
    volume: str,
    name: str | None,
    description: str | None,
    container: str | None,
    snapshot: str | None,
    force: bool,
    incremental: bool,
    properties: dict[str, str],
    availability_zone: str | None,
    wait: bool,
    timeout: float,
) -> dict[str, Any]:
    """Create a backup of a volume."""
    cloud = context.cloud
    if properties:
        cloud.require("3.43", "--property")
    if availability_zone:
        cloud.require("3.51", "--availability-zone")
    volume_id = volumes.find(cloud, volume)["id"]
    backup = backups.create(
        cloud,
        volume_id,
        force=force,
        incremental=incremental,
        name=name,
        description=description,
        container=container,
        snapshot_id=resources.find(cloud, SNAPSHOT, snapshot)["id"] if snapshot else None,
        metadata=properties or None,
        availability_zone=availability_zone,
    )
    if wait:
        backup = base.until_ready(cloud, BACKUP, backup, timeout)
    return {"id": backup["id"], "name": backup["name"], "volume_id": volume_id}


@click.command()
@base.target(BACKUP, "backup")
@click.argument("volume", type=base.NAME, required=False)
@click.option("--force", is_flag=True, help="Overwrite VOLUME, which exists.")
@click.option("--name", metavar="NAME", help="Name of a new volume, even if another bears it.")
@click.option("--type", "volume_type", metavar="TYPE", help="Type of a new volume (3.47).")
@click.option("--availability-zone", metavar="ZONE", help="Zone of a new volume (3.47).")
@base.wait_options
@base.shows(fields=RESTORED)
@click.pass_obj
def restore(
    context: Context,
    backup: str,
    volume: str | None,
    force: bool,
    name: str | None,
    volume_type: str | None,
    availability_zone: str | None,
    wait: bool,
    timeout: float,
) -> dict[str, Any]:
    """Restore a backup into a new volume, or with --force over one that exists.

    VOLUME is the name of the new volume, or the name or ID of one that exists. The service
    chooses a name if there is none.
    """
    if volume and name:
        raise click.UsageError("VOLUME and --name exclude each other.")
    cloud = context.cloud
    place: dict[str, Any] = {"volume_type": volume_type, "availability_zone": availability_zone}
    if volume_type or availability_zone:
        cloud.require("3.47", "A new volume with --type or --availability-zone")
    found = resources.find(cloud, BACKUP, backup)
    existing = _existing(cloud, volume) if volume else None
    if existing and not force:
        raise Conflict(
            f"Volume {volume} ({existing['id']}) exists, and its data would be overwritten.",
            "Overwrite it with --force, or give a new volume this name too, with --name.",
        )
    if existing and any(place.values()):
        raise click.UsageError("--type and --availability-zone are only for a new volume.")
    if any(place.values()):
        restored = _into_a_new_volume(cloud, found, name or volume, place)
    elif existing:
        restored = backups.restore(cloud, found["id"], volume_id=existing["id"])
    else:
        restored = backups.restore(cloud, found["id"], name=name or volume)
    if wait:
        _wait_for_both(cloud, found, restored, timeout)
    return {name: {**restored, "id": found["id"]}[name] for name in RESTORED}


def _existing(cloud: Cloud, volume: str) -> dict[str, Any] | None:
    """The volume of this name or ID, or None; raises Conflict when several bear the name."""
    try:
        return volumes.find(cloud, volume)
    except NotFound:
        return None


def _into_a_new_volume(
    cloud: Cloud, backup: dict[str, Any], name: str | None, place: dict[str, Any]
) -> dict[str, Any]:
    """Restore where the API's own restore cannot: it has no type and no zone."""
    # The name that the API's own restore would give (cinder/backup/api.py).
    name = name or f"restore_backup_{backup['id']}"
    made = volumes.create(cloud, size=backup["size"], name=name, backup_id=backup["id"], **place)
    return {"volume_id": made["id"], "volume_name": name}


def _wait_for_both(
    cloud: Cloud, backup: dict[str, Any], restored: dict[str, Any], timeout: float
) -> None:
    """Wait for the volume, whose status tells how it went, and then for the backup."""
    end = time.monotonic() + timeout
    volume = {"id": restored["volume_id"], "name": restored["volume_name"]}
    base.until_ready(cloud, VOLUME, volume, timeout)
    base.until_ready(cloud, BACKUP, backup, max(end - time.monotonic(), 0))
