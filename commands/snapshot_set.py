"""``volume snapshot set`` and ``volume snapshot unset``."""

from functools import partial

import click

from blockctl.api import snapshots
from blockctl.api.resources import SNAPSHOT
from blockctl.commands import base
from blockctl.commands.base.overwriting import warn_of_status
from blockctl.commands.snapshot import STATUSES
from blockctl.context import Context


@click.command()
@base.targets(SNAPSHOT)
@click.option("--name", metavar="NAME", help="A new name.")
@click.option("--description", metavar="TEXT", help="A new description.")
@click.option("--no-property", is_flag=True, help="Remove all properties first.")
@base.key_values("--property", "properties", help="Set a property; repeat it for more.")
@click.option("--state", type=click.Choice(STATUSES), help="Overwrite its status (admins only).")
@click.pass_obj
def set_(
    context: Context,
    targets: tuple[str, ...],
    name: str | None,
    description: str | None,
    no_property: bool,
    properties: dict[str, str],
    state: str | None,
) -> None:
    """Change snapshots."""
    if name and len(targets) > 1:
        raise click.UsageError("--name is for one snapshot.")
    cloud = context.cloud
    texts = {key: text for key, text in (("name", name), ("description", description)) if text}

    def change(target: str) -> None:
        found = snapshots.find(cloud, target)
        snapshot_id = found["id"]
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
            warn_of_status(cloud, SNAPSHOT, found, state)
            parts.append(("state", partial(snapshots.reset_status, cloud, snapshot_id, state)))
        if texts:
            update = partial(snapshots.update, cloud, snapshot_id, texts)
            parts.append((" and ".join(texts), update))
        base.run_parts(parts)

    base.run_all(targets, change, "changed")


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
