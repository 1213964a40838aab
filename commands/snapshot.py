"""``volume snapshot create|list|show|delete``."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import click

from blockctl.api import resources, snapshots, volumes
from blockctl.api.resources import SNAPSHOT, VOLUME
from blockctl.commands import base
from blockctl.context import Context
from blockctl.output.columns import Column, properties_text
from blockctl.output.render import Humanized

FIELDS = (
    "created_at", "description", "id", "name", "properties", "size", "status", "volume_id",
)  # fmt: skip
STATUSES = ("available", "error", "creating", "deleting", "error_deleting")

SHORT = (
    Column("ID", "id"),
    Column("Name", "name"),
    Column("Description", "description"),
    Column("Status", "status"),
    Column("Size", "size"),
)


def _columns(context: Context, long: bool, **_: Any) -> tuple[Column, ...]:
    if not long:
        return SHORT

    @cache
    def names() -> dict[str, str]:
        return {each["id"]: each["name"] for each in resources.listing(context.cloud, VOLUME)}

    return (
        *SHORT,
        Column("Created At", "created_at"),
        # Tables name the volume, scripts get its ID, so only tables cost a second request.
        Column("Volume", "volume_id", human=lambda volume_id: names().get(volume_id) or volume_id),
        Column("Properties", "metadata", human=properties_text),
    )


def fields_of(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """A snapshot's fields as OSC names and orders them."""
    properties = snapshot.get("metadata", {})
    known = {**snapshot, "properties": Humanized(properties, properties_text)}
    return {name: known.get(name) for name in FIELDS}


@click.command()
@click.argument("snapshot_name", type=base.NAME)
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
    snapshot_name: str,
    volume: str | None,
    description: str | None,
    force: bool,
    properties: dict[str, str],
    reference: dict[str, str],
    wait: bool,
    timeout: float,
) -> dict[str, Any]:
    """Create a snapshot of a volume."""
    cloud = context.cloud
    volume_id = volumes.find(cloud, volume or snapshot_name)["id"]
    if reference:
        snapshot = snapshots.manage(
            cloud,
            volume_id,
            reference,
            name=snapshot_name,
            description=description,
            metadata=properties or None,
        )
    else:
        snapshot = snapshots.create(
            cloud,
            volume_id,
            name=snapshot_name,
            description=description,
            force=force,
            properties=properties,
        )
    if wait:
        snapshot = base.until_ready(cloud, SNAPSHOT, snapshot, timeout)
    return fields_of(snapshot)


@click.command()
@click.option("--name", metavar="NAME", help="Only snapshots of this name.")
@click.option("--status", type=click.Choice(STATUSES), help="Only snapshots in this status.")
@base.option_of(VOLUME, "--volume", help="Only snapshots of this volume (name or ID).")
@click.option("--all-projects", is_flag=True, help="Those of every project (admins only).")
@base.project_option
@click.option("--long", is_flag=True, help="Show creation time, volume and properties too.")
@base.paged(SNAPSHOT, max_items=True)
@base.lists(_columns)
@click.pass_obj
def list_(
    context: Context,
    name: str | None,
    status: str | None,
    volume: str | None,
    all_projects: bool,
    owner: dict[str, str],
    long: bool,
    marker: str | None,
    most: int | None,
) -> Iterator[dict[str, Any]]:
    """List snapshots."""
    filters = {
        "name": name,
        "status": status,
        "volume_id": volumes.find(context.cloud, volume)["id"] if volume else None,
        "all_tenants": True if all_projects or owner else None,
        "marker": marker,
        **owner,
    }
    return resources.listing(context.cloud, SNAPSHOT, filters, most)


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
