"""``block storage cluster list|show|set``: active/active clusters of volume services."""

from collections.abc import Mapping
from typing import Any

import click

from blockctl.api import clusters
from blockctl.commands import base
from blockctl.context import Context
from blockctl.errors import BlockctlError
from blockctl.output.columns import Column

SHORT = tuple(Column(name, name.lower()) for name in ("Name", "Binary", "State", "Status"))
LONG = (
    *SHORT,
    Column("Num Hosts", "num_hosts"),
    Column("Num Down Hosts", "num_down_hosts"),
    Column("Last Heartbeat", "last_heartbeat"),
    Column("Disabled Reason", "disabled_reason"),
    Column("Created At", "created_at"),
    Column("Updated At", "updated_at"),
)
FIELDS = {
    "Name": "name",
    "Binary": "binary",
    "State": "state",
    "Status": "status",
    "Disabled Reason": "disabled_reason",
    "Hosts": "num_hosts",
    "Down Hosts": "num_down_hosts",
    "Last Heartbeat": "last_heartbeat",
    "Created At": "created_at",
    "Updated At": "updated_at",
    "Replication Status": "replication_status",
    "Frozen": "frozen",
    "Active Backend ID": "active_backend_id",
}


def _columns(context: Context, long: bool, **_: Any) -> tuple[Column, ...]:
    return LONG if long else SHORT


@click.command()
@click.option(
    "--cluster",
    metavar="NAME",
    help="Only this, or without @BACKEND all of its backends.",
)
@click.option("--binary", metavar="BINARY", help="Only clusters of this kind, as cinder-volume.")
@click.option("--up/--down", "is_up", default=None, help="Only those that are up, or down.")
@click.option("--disabled/--enabled", default=None, help="Only those disabled, or enabled.")
@click.option("--num-hosts", type=int, metavar="COUNT", help="Only those of so many hosts.")
@click.option(
    "--num-down-hosts", type=int, metavar="COUNT", help="Only those with so many hosts down."
)
@click.option("--replication-status", metavar="STATUS", help="Only in this replication (3.26).")
@click.option("--active-backend", metavar="ID", help="Only those served by this backend (3.26).")
@click.option("--long", is_flag=True, help="Show hosts, heartbeats and reasons too.")
@base.lists(_columns)
@click.pass_obj
def list_(
    context: Context,
    /,
    cluster: str | None,
    replication_status: str | None,
    active_backend: str | None,
    long: bool,
    **filters: Any,
) -> list[dict[str, Any]]:
    """List active/active clusters of services."""
    cloud = context.cloud
    replication = {"replication_status": replication_status, "active_backend_id": active_backend}
    if any(replication.values()):
        cloud.require("3.26", "Filtering clusters by their replication")
    return clusters.listing(cloud, detail=long, name=cluster, **filters, **replication)


@click.command()
@click.argument("cluster", type=base.NAME)
@click.option("--binary", metavar="BINARY", help="The kind of its services; not cinder-volume.")
@base.shows(fields=tuple(FIELDS), watch=True)
@click.pass_obj
def show(context: Context, cluster: str, binary: str | None) -> Mapping[str, Any]:
    """Show an active/active cluster."""
    found = clusters.find(context.cloud, cluster, binary)
    return {name: found.get(key) for name, key in FIELDS.items()}


@click.command()
@click.argument("targets", metavar="CLUSTER...", type=base.NAME, nargs=-1, required=True)
@click.option(
    "--binary",
    metavar="BINARY",
    default="cinder-volume",
    show_default=True,
    help="The kind of its services.",
)
@base.on_off("--enable", "--disable", "Give it work again, which is the default, or no new work.")
@click.option("--disable-reason", metavar="TEXT", help="Why it is disabled; needs --disable.")
@click.pass_obj
def set_(
    context: Context,
    targets: tuple[str, ...],
    binary: str,
    enable: bool | None,
    disable_reason: str | None,
) -> None:
    """Enable or disable active/active clusters."""
    if disable_reason and enable is not False:
        raise click.UsageError("--disable-reason is only for a cluster that you --disable.")
    cloud = context.cloud
    wanted = "disabled" if enable is False else "enabled"

    def change(name: str) -> None:
        if wanted == "disabled":
            clusters.disable(cloud, name, binary, disable_reason)
        else:
            clusters.enable(cloud, name, binary)
        status = clusters.find(cloud, name, binary)["status"]
        if status != wanted:
            raise BlockctlError(
                f"Cluster {name} is still {status}: the volume service accepted the request and "
                "did nothing."
            )

    base.run_all(targets, change, wanted)
