"""``volume migrate`` and ``volume revert``."""

from collections.abc import Mapping
from typing import Any

import click

from blockctl.api import resources, snapshots, volumes
from blockctl.api.client import Cloud
from blockctl.api.resources import SNAPSHOT, VOLUME
from blockctl.commands import base
from blockctl.commands.base.failures import failure
from blockctl.commands.base.polling import until
from blockctl.context import Context
from blockctl.errors import BlockctlError, NotFound

# Only admins, who alone may migrate, are told it.
_MIGRATION = "os-vol-mig-status-attr:migstat"
# Cinder answers 400 (migrate_volume in cinder/volume/api.py).
_NOBODY = "No available service named"
_MIGRATING = ("starting", "migrating", "completing")


@click.command()
@base.target(VOLUME, "volume")
@click.option("--host", metavar="HOST", help="Move it to this host: host@backend#pool.")
@click.option("--cluster", metavar="CLUSTER", help="Move it to this cluster (3.16).")
@click.option("--force-host-copy", is_flag=True, help="Copy its data through the host.")
@click.option("--lock-volume", is_flag=True, help="Let nothing interrupt it.")
@base.wait_options
@click.pass_obj
def migrate(
    context: Context,
    volume: str,
    host: str | None,
    cluster: str | None,
    force_host_copy: bool,
    lock_volume: bool,
    wait: bool,
    timeout: float,
) -> None:
    """Move a volume to another host."""
    base.at_most_one(host=host, cluster=cluster)
    if not host and not cluster:
        raise click.UsageError("One of --host and --cluster is needed.")
    cloud = context.cloud
    if cluster:
        cloud.require("3.16", "--cluster")
    found = volumes.find(cloud, volume)
    try:
        volumes.migrate(
            cloud,
            found["id"],
            host=host,
            cluster=cluster,
            force_host_copy=force_host_copy,
            lock_volume=lock_volume,
        )
    except BlockctlError as refused:
        if _NOBODY not in refused.message:
            raise
        listed = "block storage cluster list" if cluster else "volume backend pool list"
        raise NotFound(
            f"No volume service that is up and enabled serves '{cluster or host}'.",
            f"See where it can go: blockctl {listed}",
        ) from refused
    if wait:
        _until_moved(cloud, found, timeout)


def _until_moved(cloud: Cloud, volume: Mapping[str, Any], timeout: float) -> None:
    """Wait for the migration status, which tells how it went: the volume's own stays as it is."""
    label = volume.get("name") or volume["id"]
    state = until(
        f"migration of volume {label}",
        lambda: str(resources.show(cloud, VOLUME, volume["id"]).get(_MIGRATION)),
        lambda state: state not in _MIGRATING,
        timeout,
        f"Look again with: blockctl volume show {volume['id']} -c {_MIGRATION}",
    )
    if state != "success":
        what = f"Volume {label} was not moved and has the migration status {state}"
        raise failure(cloud, VOLUME, volume, what)


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
