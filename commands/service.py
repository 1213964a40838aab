"""``volume service list|set``: Cinder's own services."""

from typing import Any

import click

from blockctl.api import services
from blockctl.commands import base
from blockctl.context import Context
from blockctl.errors import BlockctlError
from blockctl.output.columns import Column


def _columns(context: Context, long: bool, replication: bool, **_: Any) -> tuple[Column, ...]:
    columns = [
        Column("Binary", "binary"),
        Column("Host", "host"),
        Column("Zone", "zone"),
        Column("Status", "status"),
        Column("State", "state"),
        Column("Updated At", "updated_at"),
    ]
    if context.cloud.microversion >= (3, 7):
        columns.append(Column("Cluster", "cluster"))
    if context.cloud.microversion >= (3, 49):
        columns.append(Column("Backend State", "backend_state"))
    if long:
        columns.append(Column("Disabled Reason", "disabled_reason"))
    if replication:
        columns.append(Column("Replication Status", "replication_status"))
        columns.append(Column("Active Backend ID", "active_backend_id"))
        columns.append(Column("Frozen", "frozen"))
    return tuple(columns)


@click.command()
@click.option("--host", metavar="HOST", help="Only services on this host, with its backends.")
@click.option("--service", metavar="BINARY", help="Only services of this kind, as cinder-volume.")
@click.option("--long", is_flag=True, help="Show why they are disabled too.")
@click.option("--replication", is_flag=True, help="Show replication and freezing too.")
@base.lists(_columns)
@click.pass_obj
def list_(
    context: Context, host: str | None, service: str | None, long: bool, replication: bool
) -> list[dict[str, Any]]:
    """List Cinder's services."""
    return services.listing(context.cloud, host=host, binary=service)


@click.command()
@click.argument("host")
@click.argument("service")
@base.on_off("--enable", "--disable", "Give it work again, or no new work.")
@click.option("--disable-reason", metavar="TEXT", help="Why it is disabled; needs --disable.")
@click.pass_obj
def set_(
    context: Context, host: str, service: str, enable: bool | None, disable_reason: str | None
) -> None:
    """Enable or disable one of Cinder's services."""
    if disable_reason and enable is not False:
        raise click.UsageError("--disable-reason is only for a service that you --disable.")
    cloud = context.cloud
    services.find(cloud, host, service)
    if enable is None:
        return
    if enable:
        services.enable(cloud, host, service)
    else:
        services.disable(cloud, host, service, disable_reason)
    wanted = "enabled" if enable else "disabled"
    status = services.find(cloud, host, service)["status"]
    if status != wanted:
        raise BlockctlError(
            f"{service} on {host} is still {status}: the volume service accepted the request "
            "and did nothing, as Cinder 28 and 29 do.",
            _what_works(host, service, enable),
        )


def _what_works(host: str, service: str, enable: bool) -> str | None:
    if not enable:
        return (
            "Give a reason, then it works: "
            f"blockctl volume service set --disable --disable-reason TEXT {host} {service}"
        )
    if service == "cinder-volume":
        return (
            "Freeze and thaw its host, which enables it: "
            f"blockctl volume host set --disable {host}, then the same with --enable"
        )
    return None
