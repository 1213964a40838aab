"""``volume delete``."""

from collections.abc import Mapping
from typing import Any

import click

from blockctl.api import resources, volumes
from blockctl.api.resources import SNAPSHOT, VOLUME
from blockctl.commands import base
from blockctl.context import Context
from blockctl.errors import BlockctlError, Conflict


@click.command()
@base.targets(VOLUME)
@click.option("--force", is_flag=True, help="Delete in whatever state it is.")
@click.option("--cascade", is_flag=True, help="Delete its snapshots with it.")
@click.option("--purge", is_flag=True, hidden=True)
@click.option("--remote", is_flag=True, help="Forget it, and leave its data on the backend.")
@base.wait_options
@click.pass_obj
def delete(
    context: Context,
    targets: tuple[str, ...],
    force: bool,
    cascade: bool,
    purge: bool,
    remote: bool,
    wait: bool,
    timeout: float,
) -> None:
    """Delete volumes."""
    base.at_most_one(force=force, cascade=cascade, purge=purge)
    base.at_most_one(remote=remote, force=force, cascade=cascade or purge)
    cloud = context.cloud

    def delete_one(volume: dict[str, Any]) -> None:
        try:
            if remote:
                volumes.unmanage(cloud, volume["id"])
            else:
                volumes.delete(cloud, volume["id"], force=force, cascade=cascade or purge)
        except Conflict as refused:
            raise _why_not_deleted(context, volume, refused, remote) from None

    base.delete_all(cloud, VOLUME, targets, delete=delete_one, timeout=timeout if wait else None)


def _why_not_deleted(
    context: Context, volume: Mapping[str, Any], refused: Conflict, remote: bool
) -> Conflict:
    """Cinder only lists the statuses that would do; say which of them is in the way, and why."""
    label = f"Volume {volume.get('name') or ''} ({volume['id']})".replace("  ", " ")
    if volume.get("attachments"):
        from blockctl.connectors.ledger import device_of

        device = device_of(volume["id"])
        if device:
            return Conflict(
                f"{label} is attached to this host as {device}, so it cannot be deleted.",
                f"Detach it first: blockctl local detach {volume.get('name') or volume['id']}",
            )
        holder = volume["attachments"][0]
        where = holder.get("host_name") or holder.get("server_id") or "another host"
        return Conflict(f"{label} is attached to {where}, so it cannot be deleted.")
    filters = {"volume_id": volume["id"]}
    try:
        held = len(list(resources.listing(context.cloud, SNAPSHOT, filters)))
    except BlockctlError:
        return refused  # the better reason cannot be had; the first one must not be lost
    if held:
        # Whoever wants to keep the data on the backend must not be told to destroy it.
        remedy = (
            "Let the service forget them first: blockctl volume snapshot delete --remote"
            if remote
            else f"Delete {'them' if held > 1 else 'it'} first, or use --cascade."
        )
        return Conflict(
            f"{label} has {held} snapshot{'s' if held > 1 else ''}, so it cannot be deleted.",
            remedy,
        )
    return refused
