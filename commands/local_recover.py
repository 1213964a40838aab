"""``local recover``."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from blockctl.commands import base
from blockctl.commands.base.clouds import lazily
from blockctl.context import Context
from blockctl.errors import SomeFailed
from blockctl.output.columns import Column

COLUMNS = (
    Column("Volume", "name"),
    Column("ID", "key"),
    Column("Was", "was"),
    Column("Result", "result"),
)


def _tell_failures(rows: Sequence[Mapping[str, Any]]) -> None:
    failed = [row for row in rows if "error" in row]
    if len(failed) == 1 == len(rows):
        raise failed[0]["error"]
    if failed:
        raise SomeFailed(f"{len(rows) - len(failed)} of {len(rows)} recovered")


@click.command()
@click.argument("targets", metavar="[VOLUME|FILE|URI...]", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Only tell what would be done.")
@base.timeout_option(300, "Begin no further step after so long.")
@base.lists(COLUMNS, _tell_failures)
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
