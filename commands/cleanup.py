"""``block storage cleanup``: what services that went down had in hand."""

from typing import Any

import click

from blockctl.api import workers
from blockctl.commands import base
from blockctl.context import Context
from blockctl.output.columns import Column
from blockctl.output.terminal import note

COLUMNS = (
    Column("ID", "id"),
    Column("Cluster Name", "cluster_name"),
    Column("Host", "host"),
    Column("Binary", "binary"),
    Column("Status", "status"),
)


@click.command()
@click.option("--cluster", "cluster_name", metavar="CLUSTER", help="Only services of this cluster.")
@click.option("--host", metavar="HOST", help="Only services on this host.")
@click.option("--binary", metavar="BINARY", help="Only these: cinder-volume or cinder-scheduler.")
@base.on_off("--up", "--down", "Only services that are up, or down (the default).")
@base.on_off("--disabled", "--enabled", "Only services that are disabled, or enabled.")
@click.option("--resource-id", metavar="ID", help="Only this resource (UUID).")
@click.option(
    "--resource-type",
    type=click.Choice(("Volume", "Snapshot")),
    help="Only resources of this type.",
)
@click.option(
    "--service-id", type=int, metavar="NUMBER", help="Only the service of this row in the database."
)
@base.lists(COLUMNS, watch=False)
@click.pass_obj
def cleanup(context: Context, /, up: bool | None, **filters: Any) -> list[dict[str, Any]]:
    """Clean up what services that went down had in hand (3.24)."""
    cleaning, unavailable = workers.cleanup(context.cloud, is_up=up, **filters)
    if not cleaning and not unavailable:
        note("No service has anything to clean up.")
        if filters["service_id"] or (filters["resource_id"] and not _says_whose(filters)):
            # The scheduler looks for services by a column that they do not have
            # (cinder/db/api.py _service_query).
            note(
                "Cinder 29 passes on nothing by --service-id, nor by --resource-id alone: say whose"
                " work it is with --host or --cluster."
            )
    return [
        *({**service, "status": "Cleaning"} for service in cleaning),
        *({**service, "status": "Unavailable"} for service in unavailable),
    ]


def _says_whose(filters: dict[str, Any]) -> bool:
    return bool(filters["host"] or filters["cluster_name"])
