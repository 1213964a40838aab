"""``local path list``: where this host sees volumes."""

from collections.abc import Iterator

import click

from blockctl.commands import base
from blockctl.commands.base.host_options import MULTIPATH
from blockctl.context import Context
from blockctl.output.columns import Column


@click.command()
@click.argument("target", metavar="[VOLUME|DEVICE]", required=False)
@MULTIPATH
@click.option(
    "--protocol",
    metavar="TRANSPORT",
    default="iscsi",
    show_default=True,
    help="Without a volume: the transport to look for.",
)
@base.lists((Column("Path", "path"),), watch=False)
@click.pass_obj
def list_(
    context: Context, target: str | None, multipath: bool, protocol: str
) -> Iterator[dict[str, str]]:
    """List where a volume that is attached here may be found, or all volumes of a transport."""
    from blockctl.connectors import paths

    found = paths.of_claim(target) if target else paths.of_transport(protocol, multipath)
    return ({"path": path} for path in found)
