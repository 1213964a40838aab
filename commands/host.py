"""``volume host set|failover``: freezing hosts of volume services, and replication."""

from typing import Any

import click

from blockctl.api import clusters, hosts, services
from blockctl.api.client import Cloud
from blockctl.commands import base
from blockctl.commands.base.polling import until
from blockctl.context import Context
from blockctl.errors import BlockctlError, Conflict

BINARY = "cinder-volume"
# What Cinder calls replication that works (cinder/objects/fields.py), also after a failover.
_REPLICATING = ("enabled", "failed-over")

# The target that means failing back.
_BACK = "default"

_CLUSTER = click.option(
    "--cluster", "is_cluster", is_flag=True, help="HOST is an active/active cluster (3.26)."
)


def _state(cloud: Cloud, name: str, is_cluster: bool) -> dict[str, Any]:
    if is_cluster:
        return clusters.find(cloud, name)
    return services.find(cloud, name, BINARY)


def _freeze(cloud: Cloud, name: str, is_cluster: bool) -> None:
    try:
        hosts.freeze(cloud, name, is_cluster=is_cluster)
    except BlockctlError as refused:
        if _state(cloud, name, is_cluster)["frozen"]:
            raise Conflict(f"{name} is frozen already.") from refused
        raise


def _thaw(cloud: Cloud, name: str, is_cluster: bool) -> None:
    refused = None
    try:
        hosts.thaw(cloud, name, is_cluster=is_cluster)
    except BlockctlError as error:
        refused = error
    # Where its backend does not want to, the service says so in a text and answers 200.
    state = _state(cloud, name, is_cluster)
    if state["status"] == "disabled" and not state["frozen"]:
        raise BlockctlError(
            f"{name} is thawed but still disabled, because its backend refused.",
            "The log of the volume service on that host tells why.",
        ) from refused
    if refused is not None:
        if not state["frozen"]:
            raise Conflict(f"{name} is not frozen.") from refused
        raise refused


@click.command()
@click.argument("hosts", metavar="HOST...", type=base.NAME, nargs=-1, required=True)
@base.on_off("--enable", "--disable", "Thaw and enable it, or freeze and disable it.")
@_CLUSTER
@click.pass_obj
def set_(context: Context, hosts: tuple[str, ...], enable: bool | None, is_cluster: bool) -> None:
    """Freeze hosts of volume services, or thaw them."""
    if enable is None:
        return
    cloud = context.cloud
    act = _thaw if enable else _freeze
    base.run_all(hosts, lambda name: act(cloud, name, is_cluster), "thawed" if enable else "frozen")


@click.command()
@click.argument("host", type=base.NAME)
@click.option(
    "--volume-backend",
    metavar="BACKEND_ID",
    required=True,
    help="The replication target to use: its ID, 'default' to fail back, '' to let the driver "
    "choose.",
)
@_CLUSTER
@base.wait_options
@click.pass_obj
def failover(
    context: Context, host: str, volume_backend: str, is_cluster: bool, wait: bool, timeout: float
) -> None:
    """Let the volumes of a host be served by the backend they are replicated to."""
    cloud = context.cloud

    def look() -> str:
        return str(_state(cloud, host, is_cluster).get("replication_status"))

    try:
        hosts.failover(cloud, host, volume_backend or None, is_cluster=is_cluster)
    except BlockctlError as refused:
        if (state := look()) not in _REPLICATING:
            raise Conflict(f"{host} has nothing to fail over: replication is {state}.") from refused
        raise
    if not wait:
        return
    later = "Look again with: blockctl volume service list --replication"
    label = f"Replication of {host}"
    until(label, look, lambda state: state != "failing-over", timeout, later)
    _refuse_elsewhere(_state(cloud, host, is_cluster), host, volume_backend)


def _refuse_elsewhere(state: dict[str, Any], host: str, target: str) -> None:
    """Raise unless ``host`` is served by ``target``.

    After a target that its driver does not know, Cinder sets the status back as it was.
    """
    status, active = state.get("replication_status"), state.get("active_backend_id")
    if target == _BACK:
        is_there = status == "enabled" and not active
    else:
        is_there = status == "failed-over" and target in ("", active)
    if not is_there:
        served = f"served by '{active}'" if active else "served by its own backend"
        raise BlockctlError(
            f"{host} was not failed over: its replication is {status}, and it is {served}.",
            "The log of the volume service on that host tells why.",
        )
