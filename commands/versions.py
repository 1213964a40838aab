"""``versions show``: which versions of its API the volume service speaks, and where."""

from collections.abc import Iterator
from typing import Any

import click

from blockctl.commands import base
from blockctl.context import Context
from blockctl.errors import BadUsage
from blockctl.output.columns import Column
from blockctl.output.terminal import note

SERVICE_TYPE = "block-storage"

COLUMNS = (
    Column("Region Name", "region"),
    Column("Service Type", lambda version: SERVICE_TYPE),
    Column("Version", "version"),
    Column("Status", "status"),
    Column("Endpoint", "url"),
    Column("Min Microversion", "lowest"),
    Column("Max Microversion", "highest"),
)


@click.command()
@click.option("--all-interfaces", is_flag=True, help="Of every interface.")
@click.option("--interface", metavar="INTERFACE", help="Of this interface.  [default: public]")
@click.option("--region-name", metavar="REGION", help="Of this region; else of all.")
@click.option("--service", metavar="TYPE", help="block-storage, or one of its aliases.")
@click.option("--status", metavar="STATUS", help="Only versions in this status, such as CURRENT.")
@base.lists(COLUMNS)
@click.pass_obj
def show(
    context: Context,
    all_interfaces: bool,
    interface: str | None,
    region_name: str | None,
    service: str | None,
    status: str | None,
) -> Iterator[dict[str, Any]]:
    """Show the versions of the volume service."""
    # With it come the parts that sign in, which no --help needs.
    from blockctl.session import offered, open_session

    base.at_most_one(all_interfaces=all_interfaces, interface=interface)
    session = open_session(context)
    if service is None:
        note("Only for block storage; for other services: openstack versions show")
    elif service not in (*offered.SERVICE_TYPES, session.config.service_type):
        raise BadUsage(
            f"'{service}' is not block storage.",
            f"Use OpenStackClient for it: openstack versions show --service {service}",
        )
    of_interface = None if all_interfaces else interface or "public"
    found = offered.versions(session, interface=of_interface, region=region_name)
    return (each for each in found if status is None or each["status"] == status.upper())
