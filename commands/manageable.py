"""``block storage volume|snapshot manageable list``: what backends hold that Cinder could take."""

from collections.abc import Iterator, Sequence
from typing import Any

import click

from blockctl.api import manageable
from blockctl.commands import base
from blockctl.commands.base import ranges
from blockctl.context import Context
from blockctl.output.columns import Column
from blockctl.output.terminal import note

VOLUME_COLUMNS = ("reference", "size", "safe_to_manage")
SNAPSHOT_COLUMNS = (*VOLUME_COLUMNS, "source_reference")
LONG = ("reason_not_safe", "cinder_id", "extra_info")

_TRUE = {"1", "t", "true", "on", "y", "yes"}
_COUNT = ranges.Whole(min=0)


def _list_verb(what: str, short: Sequence[str]) -> click.Command:
    def columns(context: Context, long: bool, **_: Any) -> list[Column]:
        return [Column(name, name) for name in (*short, *(LONG if long else ()))]

    @click.command(help=f"List {what}s on a backend that Cinder could take over (3.8).")
    @click.argument("host", required=False)
    @click.option("--cluster", metavar="CLUSTER", help="On this cluster instead of a host (3.17).")
    @click.option("--long", is_flag=True, help="Show why not, the ID in Cinder, and more too.")
    @click.option("--detailed", hidden=True, expose_value=False, callback=_detailed)
    @click.option(
        "--marker", metavar="JSON", help=f"Begin after the {what} of this reference, as JSON."
    )
    @click.option("--limit", type=_COUNT, metavar="COUNT", help="Stop after so many.")
    @click.option("--offset", type=_COUNT, metavar="COUNT", help="Pass over so many first.")
    @click.option(
        "--sort", metavar="KEY[:asc|desc]", help="Sort by size or reference; commas separate keys."
    )
    @base.lists(columns)
    @click.pass_obj
    def list_(
        context: Context,
        /,
        host: str | None,
        cluster: str | None,
        long: bool,
        limit: int | None,
        offset: int | None,
        **filters: str | None,
    ) -> Iterator[dict[str, Any]]:
        if bool(host) == bool(cluster):
            raise click.UsageError("One of a host and --cluster is needed.")
        place = {"host": host, "cluster": cluster}
        return manageable.listing(
            context.cloud, what, {**place, **filters}, detail=long, limit=limit, offset=offset or 0
        )

    return list_


def _detailed(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    """The older form of ``--long``, which OSC still takes."""
    if value is not None:
        note("--detailed is deprecated: use --long.")
        context.params["long"] = value.strip().lower() in _TRUE


volume_list = _list_verb("volume", VOLUME_COLUMNS)
snapshot_list = _list_verb("snapshot", SNAPSHOT_COLUMNS)
