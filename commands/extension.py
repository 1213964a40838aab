"""``extension list``: the extensions of the Block Storage API."""

from typing import Any

import click

from blockctl.api import features
from blockctl.commands import base
from blockctl.commands.base.other_services import volume_option
from blockctl.context import Context
from blockctl.output.columns import Column

SHORT = (Column("Name", "name"), Column("Alias", "alias"), Column("Description", "description"))
LONG = (
    *SHORT,
    # The API has none; OSC has the column for other services.
    Column("Namespace", lambda extension: ""),
    Column("Updated At", "updated"),
    Column("Links", "links"),
)


def _columns(context: Context, long: bool) -> tuple[Column, ...]:
    return LONG if long else SHORT


@click.command()
@volume_option("extension list", ("--compute", "--identity", "--network"))
@click.option("--long", is_flag=True, help="Show when each was changed, and links, too.")
@base.lists(_columns)
@click.pass_obj
def list_(context: Context, long: bool) -> list[dict[str, Any]]:
    """List the extensions of the Block Storage API."""
    return features.extensions(context.cloud)
