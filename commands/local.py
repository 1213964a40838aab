"""``local detach|list|show``: volumes attached to this host."""

from typing import Any

import click

from blockctl.commands import base
from blockctl.commands.base.clouds import lazily
from blockctl.context import Context
from blockctl.output.columns import Column, properties_text
from blockctl.output.render import Humanized

SHOW_FIELDS = (
    "device", "path", "volume", "volume_id", "size", "transport", "mode", "state", "persistent",
    "mountpoint", "mount", "attachment_id", "host", "cloud", "identity", "created_at", "updated_at",
)  # fmt: skip
SHORT = (
    Column("Device", "device"),
    Column("Volume", "volume"),
    Column("Size", "size"),
    Column("Transport", "transport"),
    Column("State", "state"),
)
LONG = (
    *SHORT,
    Column("Mode", "mode"),
    Column("Volume ID", "volume_id"),
    Column("Attachment ID", "attachment_id"),
    Column("Cloud", "cloud"),
    Column("Created At", "created_at"),
)


def _columns(context: Context, long: bool, **_: Any) -> tuple[Column, ...]:
    return LONG if long else SHORT


_timeout_option = base.timeout_option(300, "Begin no further step after so long.")


@click.command()
@click.argument("targets", metavar="VOLUME|DEVICE|FILE|URI...", nargs=-1, required=True)
@click.option(
    "--force",
    is_flag=True,
    help="Detach what is in use too, and lose what is not written yet.",
)
@_timeout_option
@click.pass_obj
def detach(context: Context, targets: tuple[str, ...], force: bool, timeout: float) -> None:
    """Detach volumes from this host.

    Each is named by its name, its ID, its device, its connection's file or URI. A device that is
    mounted or held is refused; what 'local attach --mount' mounted is unmounted. What was killed
    half way is carried on when it is run again.
    """
    from blockctl.connectors import brick, uri
    from blockctl.connectors.detach import detach as detach_volume
    from blockctl.connectors.stop import stoppable

    for target in targets:
        uri.refuse_malformed(target)  # each is repeated with what became of it

    cloud = lazily(context)
    if len(targets) > 1:
        brick.load()
    with stoppable("Detaching", timeout) as stop:
        base.run_all(targets, lambda each: detach_volume(cloud, each, force, stop), "detached")


@click.command()
@click.option("--long", is_flag=True, help="Show mode, IDs, cloud and time too.")
@base.lists(_columns, watch=False)
@click.pass_obj
def list_(context: Context, long: bool) -> list[dict[str, Any]]:
    """List what is attached to this host."""
    from blockctl.connectors import view

    return view.rows()


@click.command()
@click.argument("target", metavar="VOLUME|DEVICE|FILE|URI")
@base.shows(fields=SHOW_FIELDS)
@click.pass_obj
def show(context: Context, target: str) -> dict[str, Any]:
    """Show one attachment of this host."""
    from blockctl.connectors import view

    shown = view.one(target)
    return {**shown, "identity": Humanized(shown["identity"], properties_text)}
