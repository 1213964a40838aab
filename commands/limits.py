"""``limits show``: what a project may have of block storage, and how often it may ask."""

from collections.abc import Iterator
from typing import Any

import click

from blockctl.api import limits
from blockctl.commands.base import lists
from blockctl.commands.base.owners import LookUp, project_id_option
from blockctl.context import Context
from blockctl.output.columns import Column
from blockctl.output.terminal import note

ABSOLUTE = (Column("Name", "name"), Column("Value", "value"))
RATE = (
    Column("Verb", "verb"),
    Column("URI", "uri"),
    Column("Value", "value"),
    Column("Remain", "remaining"),
    Column("Unit", "unit"),
    Column("Next Available", "next-available"),
)
# The API's names as OSC prints them (openstack/block_storage/v3/limits.py).
NAMES = {
    "maxTotalBackupGigabytes": "max_total_backup_gigabytes",
    "maxTotalBackups": "max_total_backups",
    "maxTotalSnapshots": "max_total_snapshots",
    "maxTotalVolumeGigabytes": "max_total_volume_gigabytes",
    "maxTotalVolumes": "max_total_volumes",
    "totalBackupGigabytesUsed": "total_backup_gigabytes_used",
    "totalBackupsUsed": "total_backups_used",
    "totalGigabytesUsed": "total_gigabytes_used",
    "totalSnapshotsUsed": "total_snapshots_used",
    "totalVolumesUsed": "total_volumes_used",
}


def _columns(context: Context, rate: bool, **_: Any) -> tuple[Column, ...]:
    return RATE if rate else ABSOLUTE


@click.command()
@click.option("--absolute", is_flag=True, help="Show how much there may be, and how much there is.")
@click.option("--rate", is_flag=True, help="Show how often requests may be sent, if it is limited.")
@click.option("--reserved", is_flag=True, help="Taken as OSC takes it: it is about compute.")
@project_id_option("Show the limits of this project (name or ID; admins only, 3.39).")
@click.option("--domain", "project_domain", hidden=True)
@lists(_columns)
@click.pass_obj
def show(
    context: Context, absolute: bool, rate: bool, reserved: bool, project: LookUp | None
) -> Iterator[dict[str, Any]]:
    """Show the limits of block storage; for other services there is OpenStackClient."""
    if absolute == rate:
        raise click.UsageError("One of --absolute and --rate is needed.")
    note("Only for block storage; for other services: openstack limits show")
    found = limits.show(context.cloud, project() if project else None)
    if rate:
        for each in found["rate"]:
            yield from ({**limit, "uri": each["uri"]} for limit in each["limit"])
        return
    named = {name: found["absolute"].get(key) for key, name in NAMES.items()}
    yield from ({"name": name, "value": named[name]} for name in sorted(named))
