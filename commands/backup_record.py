"""``volume backup record export|import``: backups that another volume service shall know."""

from typing import Any

import click

from blockctl.api import backups, resources
from blockctl.api.resources import BACKUP
from blockctl.commands import base
from blockctl.context import Context

FIELDS = ("id", "name")
# What tables call the fields; other formats keep the API's names, which the import takes.
HEADINGS = {"backup_service": "Backup Service", "backup_url": "Metadata"}


@click.command()
@base.target(BACKUP, "backup")
@base.shows()
@click.pass_context
def export(context: click.Context, backup: str) -> dict[str, Any]:
    """Print what another volume service needs to know a backup.

    That service must reach the same backup storage. There give the two values to
    'volume backup record import', in this order.
    """
    cloud = context.ensure_object(Context).cloud
    record = backups.export_record(cloud, resources.find(cloud, BACKUP, backup)["id"])
    if context.params["format_"] == "table":
        return {heading: record[key] for key, heading in HEADINGS.items()}
    return {key: record[key] for key in HEADINGS}


@click.command()
@click.argument("backup_service")
@click.argument("backup_metadata")
@base.wait_options
@base.shows(fields=FIELDS)
@click.pass_obj
def import_(
    context: Context, backup_service: str, backup_metadata: str, wait: bool, timeout: float
) -> dict[str, Any]:
    """Make a backup known by what 'volume backup record export' printed."""
    cloud = context.cloud
    backup = backups.import_record(cloud, backup_service, backup_metadata)
    if wait:
        backup = base.until_ready(cloud, BACKUP, backup, timeout)
    return {name: backup[name] for name in FIELDS}
