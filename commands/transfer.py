"""``volume transfer request create|list|show|accept|delete``: volumes handed to other projects."""

from collections.abc import Iterator, Mapping
from io import TextIOBase
from typing import Any

import click

from blockctl.api import resources, transfers, volumes
from blockctl.api.resources import VOLUME
from blockctl.api.transfers import TRANSFER
from blockctl.commands import base
from blockctl.commands.base.filtering import filter_option
from blockctl.commands.base.sorting import sort_option
from blockctl.context import Context
from blockctl.output.columns import Column

FIELDS = ("created_at", "id", "name", "volume_id")
ACCEPTED = ("id", "name", "volume_id")
COLUMNS = (Column("ID", "id"), Column("Name", "name"), Column("Volume", "volume_id"))


def fields_of(transfer: Mapping[str, Any]) -> dict[str, Any]:
    """A transfer's fields as OSC names and orders them."""
    return {name: transfer.get(name) for name in FIELDS}


@click.command()
@click.option("--name", metavar="NAME", help="Name of the transfer.")
@click.option(
    "--snapshots/--no-snapshots",
    default=None,
    help="Take its snapshots along (the default), or not (3.55).",
)
@base.target(VOLUME, "volume")
@base.shows(fields=("auth_key", *FIELDS))
@click.pass_obj
def create(
    context: Context, name: str | None, snapshots: bool | None, volume: str
) -> dict[str, Any]:
    """Offer a volume to another project.

    Whoever has the ID and the key that are printed can accept it. The key is shown only now.
    """
    cloud = context.cloud
    volume_id = volumes.find(cloud, volume)["id"]
    transfer = transfers.create(cloud, volume_id, name=name, with_snapshots=snapshots)
    return {"auth_key": transfer["auth_key"], **fields_of(transfer)}


@click.command()
@click.option("--all-projects", is_flag=True, help="Those of every project (admins only).")
@filter_option("transfer", "3.52")
@sort_option("3.59", keys=("id", "name", "created_at"), more=("volume_id",))
@base.lists(COLUMNS)
@click.pass_obj
def list_(
    context: Context, all_projects: bool, filters: dict[str, str], sort: str | None
) -> Iterator[dict[str, Any]]:
    """List volumes that are offered to other projects."""
    query = {"all_tenants": True if all_projects else None, "sort": sort, **filters}
    return transfers.listing(context.cloud, query)


show = base.show_verb(
    TRANSFER, "Show a volume transfer request.", fields_of, FIELDS, transfers.find
)


@click.command()
@base.target(TRANSFER, "transfer")
@click.option("--auth-key", metavar="KEY", help="The key that came with it.")
@click.option(
    "--auth-key-file",
    type=click.File(errors="replace"),
    metavar="FILE",
    help="Where the key stands, so that it is no argument that others see; '-' is standard input.",
)
@base.shows(fields=ACCEPTED)
@click.pass_obj
def accept(
    context: Context, transfer: str, auth_key: str | None, auth_key_file: TextIOBase | None
) -> dict[str, Any]:
    """Accept a volume that another project offers, by the ID of the transfer and its key."""
    base.at_most_one(auth_key=auth_key, auth_key_file=auth_key_file)
    if auth_key is None and auth_key_file is None:
        raise click.UsageError("The key is needed: --auth-key or --auth-key-file.")
    key = auth_key if auth_key_file is None else auth_key_file.readline().strip()
    cloud = context.cloud
    # Only the project that offers it could look it up.
    known = resources.is_id(transfer)
    transfer_id = transfer if known else transfers.find(cloud, transfer)["id"]
    accepted = transfers.accept(cloud, transfer_id, key or "")
    return {name: accepted.get(name) for name in ACCEPTED}


@click.command()
@base.targets(TRANSFER)
@click.pass_obj
def delete(context: Context, targets: tuple[str, ...]) -> None:
    """Take back offers of volumes."""
    cloud = context.cloud
    base.delete_all(
        cloud,
        TRANSFER,
        targets,
        find=transfers.find,
        delete=lambda transfer: transfers.delete(cloud, transfer["id"]),
    )
