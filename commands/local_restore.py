"""``local restore``."""

from collections.abc import Iterator
from typing import Any

import click

from blockctl.commands import base
from blockctl.commands.base.clouds import lazily
from blockctl.commands.base.rows import fail_for
from blockctl.context import Context
from blockctl.output.columns import Column

COLUMNS = (
    Column("Volume", "name"),
    Column("ID", "key"),
    Column("Device", "path"),
    Column("Result", "result"),
)


@click.command()
@click.argument("targets", metavar="[VOLUME|FILE...]", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Those that are not persistent, too.")
@base.timeout_option(300, "Begin no further step after so long.")
@base.lists(COLUMNS, fail_for("attached again"), watch=False)
@click.pass_obj
def restore(
    context: Context, targets: tuple[str, ...], every: bool, timeout: float
) -> Iterator[dict[str, Any]]:
    """Attach again what this host had before it was started.

    Without arguments only what was attached with --persistent; what is attached is left alone.
    'local enable' has this done at each boot.
    """
    from blockctl.connectors.restore import restore as restore_claims
    from blockctl.connectors.stop import stoppable

    with stoppable("Restoring", timeout) as stop:
        yield from restore_claims(lazily(context), lambda: context.neighbours, targets, every, stop)
