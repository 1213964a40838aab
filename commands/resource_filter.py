"""``block storage resource filter list|show``: what lists can be filtered by."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

from blockctl.api import features
from blockctl.commands import base
from blockctl.context import Context
from blockctl.errors import NotFound
from blockctl.output.columns import Column
from blockctl.output.render import Humanized


def _text(filters: Sequence[str]) -> str:
    return ", ".join(sorted(filters))


COLUMNS = (Column("Resource", "resource"), Column("Filters", "filters", human=_text))


@click.command()
@base.lists(COLUMNS)
@click.pass_obj
def list_(context: Context) -> list[dict[str, Any]]:
    """List what each list can be filtered by (3.33)."""
    return features.resource_filters(context.cloud)


@click.command()
@click.argument("resource", type=base.NAME)
@base.shows(fields=("Resource", "Filters"), watch=True)
@click.pass_obj
def show(context: Context, resource: str) -> Mapping[str, Any]:
    """Show what the list of one kind of resource can be filtered by (3.33)."""
    for found in features.resource_filters(context.cloud, resource):
        return {"Resource": found["resource"], "Filters": Humanized(found["filters"], _text)}
    raise NotFound(
        f"Nothing of the kind '{resource}' is filtered.",
        "See: blockctl block storage resource filter list",
    )
