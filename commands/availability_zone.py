"""``availability zone list``: the zones that volumes can be in."""

from collections.abc import Mapping
from typing import Any

import click

from blockctl.api import features
from blockctl.commands import base
from blockctl.commands.base.other_services import volume_option
from blockctl.context import Context
from blockctl.output.columns import Column


def _status(zone: Mapping[str, Any]) -> str:
    return "available" if zone["zoneState"]["available"] else "not available"


SHORT = (Column("Zone Name", "zoneName"), Column("Zone Status", _status))
# What OSC shows of other services' zones.
LONG = (
    *SHORT,
    *(
        Column(header, lambda zone: "")
        for header in ("Zone Resource", "Host Name", "Service Name", "Service Status")
    ),
)


def _columns(context: Context, long: bool) -> tuple[Column, ...]:
    return LONG if long else SHORT


@click.command()
@volume_option("availability zone list", ("--compute", "--network", "--share"))
@click.option("--long", is_flag=True, help="Show OSC's further columns, empty for volumes.")
@base.lists(_columns)
@click.pass_obj
def list_(context: Context, long: bool) -> list[dict[str, Any]]:
    """List the availability zones that volumes can be in."""
    return features.availability_zones(context.cloud)
