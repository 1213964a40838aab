"""``volume backend pool list`` and ``volume backend capability show``."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from blockctl.api import pools
from blockctl.commands import base
from blockctl.commands.base.filtering import filter_option
from blockctl.context import Context
from blockctl.output.columns import Column, properties_text

NAME = Column("Name", "name")


def _told(key: str) -> Callable[[Mapping[str, Any]], Any]:
    """What a driver tells under ``key``; nothing, as OSC prints it, where it tells nothing."""
    return lambda capability: capability.get(key, "")


CAPABILITY_COLUMNS = tuple(
    Column(header, _told(header.lower())) for header in ("Title", "Key", "Type", "Description")
)


def _columns(context: Context, long: bool, **_: Any) -> tuple[Column, ...]:
    return (
        (NAME, Column("Capabilities", "capabilities", human=properties_text)) if long else (NAME,)
    )


@click.command()
@click.option("--long", is_flag=True, help="Show what each pool has and can, sizes in GiB.")
@filter_option("pool", "3.28")
@base.lists(_columns)
@click.pass_obj
def pool_list(context: Context, long: bool, filters: dict[str, str]) -> list[dict[str, Any]]:
    """List the pools of the storage backends."""
    return pools.listing(context.cloud, detail=long, filters=filters)


@click.command()
@click.argument("host")
@base.lists(CAPABILITY_COLUMNS)
@click.pass_obj
def capability_show(context: Context, host: str) -> list[dict[str, Any]]:
    """Show what volume types can ask of a backend (host@backend)."""
    return pools.capabilities(context.cloud, host)
