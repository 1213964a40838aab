"""``volume migrate`` and ``volume revert``."""

import click

from blockctl.api import resources, snapshots, volumes
from blockctl.api.resources import SNAPSHOT, VOLUME
from blockctl.commands import base
from blockctl.context import Context


@click.command()
@base.target(VOLUME, "volume")
@click.option("--host", metavar="HOST", help="Move it to this host: host@backend#pool.")
@click.option("--cluster", metavar="CLUSTER", help="Move it to this cluster (3.16).")
@click.option("--force-host-copy", is_flag=True, help="Copy its data through the host.")
@click.option("--lock-volume", is_flag=True, help="Let nothing interrupt it.")
@click.pass_obj
def migrate(
    context: Context,
    volume: str,
    host: str | None,
    cluster: str | None,
    force_host_copy: bool,
    lock_volume: bool,
) -> None:
    """Move a volume to another host."""
    base.at_most_one(host=host, cluster=cluster)
    if not host and not cluster:
        raise click.UsageError("One of --host and --cluster is needed.")
    cloud = context.cloud
    if cluster:
        cloud.require("3.16", "--cluster")
    volumes.migrate(
        cloud,
        volumes.find(cloud, volume)["id"],
        host=host,
        cluster=cluster,
        force_host_copy=force_host_copy,
        lock_volume=lock_volume,
    )


@click.command()
@base.target(SNAPSHOT, "snapshot")
@base.wait_options
@click.pass_obj
def revert(context: Context, snapshot: str, wait: bool, timeout: float) -> None:
    """Set a volume back to its newest snapshot."""
    cloud = context.cloud
    cloud.require("3.40", "Reverting to a snapshot")
    found = snapshots.find(cloud, snapshot)
    volumes.revert(cloud, found["volume_id"], found["id"])
    if wait:
        volume = resources.show(cloud, VOLUME, found["volume_id"])
        base.until_ready(cloud, VOLUME, volume, timeout)
