"""``volume group failover`` and ``volume group replication target list``."""

from collections.abc import Iterable, Mapping
from typing import Any

import click

from blockctl.api import groups, resources
from blockctl.api.client import Cloud
from blockctl.api.groups import GROUP
from blockctl.commands import base
from blockctl.commands.base.failures import failure
from blockctl.commands.base.polling import until
from blockctl.context import Context
from blockctl.errors import BlockctlError
from blockctl.output.columns import Column, properties_text
from blockctl.output.render import Humanized
from blockctl.output.terminal import note

# Where an operation on it ends that did not succeed (cinder/objects/fields.py).
_FAILED = ("error", "not-capable")

REPLICATION_FIELDS = ("Replication Status", "Replication Targets")


# The target that means failing back.
_BACK = "default"


def until_replication(cloud: Cloud, group: Mapping[str, Any], wanted: str, timeout: float) -> None:
    """Wait until the replication of ``group`` is ``wanted``; raises as ``until_ready`` does.

    The service says 'error' of one that its driver refused, and leaves the group's own status.
    """
    of = f"of {resources.called(GROUP, group)}"
    status = until(
        f"replication {of}",
        lambda: str(resources.show(cloud, GROUP, group["id"]).get("replication_status")),
        lambda status: status in (wanted, *_FAILED),
        timeout,
        f"Look again with: blockctl volume group show --replication-targets {group['id']}",
    )
    if status != wanted:
        raise failure(cloud, GROUP, group, f"Replication {of} is in status {status}")


def replication_of(cloud: Cloud, group: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that tell of a group's replication (3.38).

    Cinder tells no targets of a group that is not made to be replicated: a note says so.
    """
    targets: list[dict[str, Any]] = []
    try:
        targets = _targets(cloud, group["id"])
    except BlockctlError as refused:
        note(refused.message)
    values = (group.get("replication_status"), Humanized(targets, _targets_text))
    return dict(zip(REPLICATION_FIELDS, values, strict=True))


def _targets(cloud: Cloud, group_id: str) -> list[dict[str, Any]]:
    """Where a group can be replicated to, the secrets of those backends masked."""
    from blockctl.output.trace import masked

    targets: list[dict[str, Any]] = masked(groups.replication_targets(cloud, group_id))
    return targets


def _targets_text(targets: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(str(target.get("backend_id")) for target in targets)


def _settings(target: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in target.items() if key != "backend_id"}


@click.command()
@base.target(GROUP, "group")
@click.option(
    "--allow-attached-volume/--disallow-attached-volume",
    "allow_attached",
    help="Go on even if volumes of it are attached, or refuse (the default).",
)
@click.option(
    "--secondary-backend-id",
    "backend_id",
    metavar="BACKEND",
    help="Switch to this replication target; 'default' switches back.",
)
@base.wait_options
@click.pass_obj
def failover(
    context: Context,
    group: str,
    allow_attached: bool,
    backend_id: str | None,
    wait: bool,
    timeout: float,
) -> None:
    """Switch a volume group to its replicas (3.38)."""
    cloud = context.cloud
    cloud.require("3.38", "Failing over a volume group")
    found = resources.find(cloud, GROUP, group)
    groups.failover(cloud, found["id"], allow_attached=allow_attached, backend_id=backend_id)
    if wait:
        until_replication(
            cloud, found, "enabled" if backend_id == _BACK else "failed-over", timeout
        )


@click.command()
@base.target(GROUP, "group")
@base.lists(
    (Column("Backend ID", "backend_id"), Column("Properties", _settings, human=properties_text))
)
@click.pass_obj
def target_list(context: Context, group: str) -> list[dict[str, Any]]:
    """List the backends that a volume group can be replicated to (3.38)."""
    cloud = context.cloud
    cloud.require("3.38", "Listing replication targets")
    return _targets(cloud, resources.find(cloud, GROUP, group)["id"])
