"""``volume snapshot set`` and ``volume snapshot unset``."""

from functools import partial

import click

from blockctl.api import snapshots
from blockctl.api.resources import SNAPSHOT
from blockctl.commands import base
from blockctl.commands.snapshot import STATUSES
from blockctl.context import Context


@click.command()
@base.target(SNAPSHOT, "snapshot")
@click.option("--name", metavar="NAME", help="A new name.")
@click.option("--description", metavar="TEXT", help="A new description.")
@click.option("--no-property", is_flag=True, help="Remove all properties first.")
@base.key_values("--property", "properties", help="Set a property; repeat it for more.")
@click.option("--state", type=click.Choice(STATUSES), help="Overwrite its status (admins only).")
@click.pass_obj
def set_(
    context: Context,
    snapshot: str,
    name: str | None,
    description: str | None,
    no_property: bool,
    properties: dict[str, str],
    state: str | None,
) -> None:
    """Change a snapshot."""
    cloud = context.cloud
    found = snapshots.find(cloud, snapshot)
    snapshot_id = found["id"]
    texts = {key: text for key, text in (("name", name), ("description", description)) if text}
    parts: list[base.Part] = []
    if no_property:
        parts += [
            (f"property {key}", partial(snapshots.unset_property, cloud, snapshot_id, key))
            for key in found.get("metadata", {})
        ]
    if properties:
        parts.append(
            ("property", partial(snapshots.set_properties, cloud, snapshot_id, properties))
        )
    if state:
        parts.append(("state", partial(snapshots.reset_status, cloud, snapshot_id, state)))
    if texts:
        parts.append((" and ".join(texts), partial(snapshots.update, cloud, snapshot_id, texts)))
    base.run_parts(parts)


@click.command()
@base.target(SNAPSHOT, "snapshot")
@click.option("--property", "properties", metavar="KEY", multiple=True, help="Remove a property.")
@click.pass_obj
def unset(context: Context, snapshot: str, properties: tuple[str, ...]) -> None:
    """Remove properties from a snapshot."""
    cloud = context.cloud
    snapshot_id = snapshots.find(cloud, snapshot)["id"]
    base.run_parts(
        [
            (f"property {key}", partial(snapshots.unset_property, cloud, snapshot_id, key))
            for key in properties
        ]
    )
