"""``volume snapshot create|show|delete``, and a snapshot's fields."""

from collections.abc import Mapping
from typing import Any

import click

from blockctl.api import snapshots, volumes
from blockctl.api.resources import SNAPSHOT, VOLUME
from blockctl.commands import base
from blockctl.context import Context
from blockctl.output.columns import properties_text
from blockctl.output.render import Humanized

FIELDS = (
    "created_at", "description", "id", "name", "properties", "size", "status", "volume_id",
)  # fmt: skip
# What Cinder knows and lets an admin set (SnapshotStatus in cinder/objects/fields.py), OSC's first.
STATUSES = (
    "available", "error", "creating", "deleting", "error_deleting", "deleted", "updating",
    "unmanaging", "backing-up", "restoring",
)  # fmt: skip


def fields_of(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """A snapshot's fields as OSC names and orders them."""
    properties = snapshot.get("metadata", {})
    known = {**snapshot, "properties": Humanized(properties, properties_text)}
    return {name: known.get(name) for name in FIELDS}


@click.command()
@click.argument("snapshot_name", required=False)
@base.option_of(VOLUME, "--volume", help="The volume (name or ID) if named otherwise.")
@click.option("--description", metavar="TEXT", help="What it is for.")
@click.option("--force", is_flag=True, help="Allow an attached volume (needed before 3.66).")
@base.key_values("--property", "properties", help="Set a property; repeat it for more.")
@base.key_values("--remote-source", "reference", help="Take over what the backend knows as this.")
@base.wait_options
@base.shows(fields=FIELDS)
@click.pass_obj
def create(
    context: Context,
    snapshot_name: str | None,
    volume: str | None,
    description: str | None,
    force: bool,
    properties: dict[str, str],
    reference: dict[str, str],
    wait: bool,
    timeout: float,
) -> dict[str, Any]:
    """Create a snapshot of a volume.

    With --volume it needs no name.
    """
    # The service itself tells an empty name from none, which is of no use to anybody.
    name = snapshot_name or None
    of = volume or name
    if of is None:
        raise click.UsageError("A name or --volume is needed.")
    cloud = context.cloud
    volume_id = volumes.find(cloud, of)["id"]
    if reference:
        snapshot = snapshots.manage(
            cloud,
            volume_id,
            reference,
            name=name,
            description=description,
            metadata=properties or None,
        )
    else:
        snapshot = snapshots.create(
            cloud,
            volume_id,
            name=name,
            description=description,
            force=force,
            properties=properties,
        )
    if wait:
        snapshot = base.until_ready(cloud, SNAPSHOT, snapshot, timeout)
    return fields_of(snapshot)


show = base.show_verb(SNAPSHOT, "Show a snapshot.", fields_of, FIELDS)


@click.command()
@base.targets(SNAPSHOT)
@click.option("--force", is_flag=True, help="Delete in whatever state it is.")
@click.option("--remote", is_flag=True, help="Forget it, and leave its data on the backend.")
@base.wait_options
@click.pass_obj
def delete(
    context: Context,
    targets: tuple[str, ...],
    force: bool,
    remote: bool,
    wait: bool,
    timeout: float,
) -> None:
    """Delete snapshots."""
    base.at_most_one(force=force, remote=remote)
    cloud = context.cloud

    def delete_one(snapshot: dict[str, Any]) -> None:
        if remote:
            snapshots.unmanage(cloud, snapshot["id"])
        else:
            snapshots.delete(cloud, snapshot["id"], force=force)

    base.delete_all(cloud, SNAPSHOT, targets, delete=delete_one, timeout=timeout if wait else None)
