"""``volume backup list|show|delete``, and a backup's fields."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from blockctl.api import backups, resources
from blockctl.api.resources import BACKUP, VOLUME
from blockctl.commands import base
from blockctl.commands.base.filtering import count_option, filter_option, listing
from blockctl.commands.base.sorting import sort_option
from blockctl.commands.base.volume_names import volume_column, volume_id
from blockctl.context import Context
from blockctl.output.columns import Column

FIELDS = (
    "availability_zone", "container", "created_at", "data_timestamp", "description",
    "encryption_key_id", "fail_reason", "has_dependent_backups", "id", "is_incremental",
    "metadata", "name", "object_count", "project_id", "size", "snapshot_id", "status",
    "updated_at", "user_id", "volume_id",
)  # fmt: skip
STATUSES = (
    "creating", "available", "deleting", "error", "restoring", "error_restoring", "error_deleting",
)  # fmt: skip

SHORT = (
    Column("ID", "id"),
    Column("Name", "name"),
    Column("Description", "description"),
    Column("Status", "status"),
    Column("Size", "size"),
    Column("Incremental", "is_incremental"),
    Column("Created At", "created_at"),
)


def _columns(context: Context, long: bool, **_: Any) -> tuple[Column, ...]:
    if not long:
        return SHORT
    return (
        *SHORT,
        Column("Availability Zone", "availability_zone"),
        volume_column(context.cloud),
        Column("Container", "container"),
    )


def fields_of(backup: Mapping[str, Any]) -> dict[str, Any]:
    """A backup's fields as OSC names and orders them."""
    known = {**backup, "project_id": backup.get("os-backup-project-attr:project_id")}
    return {name: known.get(name) for name in FIELDS}


@click.command()
@base.project_option
@click.option("--long", is_flag=True, help="Show zone, volume and container too.")
@click.option("--name", metavar="NAME", help="Only backups of this name.")
@click.option("--status", type=click.Choice(STATUSES), help="Only backups in this status.")
@base.option_of(
    VOLUME, "--volume", help="Only backups of this volume (name or ID, or the ID it had)."
)
@base.paged(BACKUP, max_items=True, marker_by_name=True)
@click.option("--all-projects", is_flag=True, help="Those of every project (admins only).")
@filter_option("backup")
@sort_option(more=("availability_zone", "host", "size", "volume_id"))
@count_option
@base.lists(_columns)
@click.pass_obj
def list_(
    context: Context,
    owner: dict[str, str],
    long: bool,
    name: str | None,
    status: str | None,
    volume: str | None,
    all_projects: bool,
    filters: dict[str, str],
    sort: str | None,
    with_count: bool,
    marker: str | None,
    most: int | None,
) -> Iterator[dict[str, Any]]:
    """List backups."""
    cloud = context.cloud
    query = {
        "name": name,
        "status": status,
        "volume_id": volume_id(cloud, volume) if volume else None,
        "all_tenants": True if all_projects or owner else None,
        "marker": resources.find(cloud, BACKUP, marker)["id"] if marker else None,
        "sort": sort,
        **owner,
        **filters,
    }
    return listing(cloud, BACKUP, query, most, with_count)


show = base.show_verb(BACKUP, "Show a backup.", fields_of, FIELDS)


delete = base.forced_delete_verb(
    BACKUP,
    "Delete backups.",
    "Delete in whatever state it is.",
    lambda cloud, backup_id, force: backups.delete(cloud, backup_id, force=force),
)
