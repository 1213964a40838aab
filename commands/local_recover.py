"""``local recover``."""

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
    Column("Was", "was"),
    Column("Result", "result"),
)


@click.command()
@click.argument("targets", metavar="[VOLUME|FILE|URI...]", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Only tell what would be done.")
@base.timeout_option(300, "Begin no further step after so long.")
@base.lists(COLUMNS, fail_for("recovered"), watch=False)
@click.pass_obj
def recover(
    context: Context, targets: tuple[str, ...], dry_run: bool, timeout: float
) -> Iterator[dict[str, Any]]:
    """End what was cut short on this host.

    An attach that was killed half way is undone, a detach is finished; what is attached is left
    alone. Without arguments everything that is half done is ended.
    """
    from blockctl.connectors.recover import recover as recover_claims
    from blockctl.connectors.stop import stoppable

    with stoppable("Recovering", timeout) as stop:
        yield from recover_claims(lazily(context), targets, dry_run, stop)
