"""``quota set``: limits of a project, or those that all projects start from."""

from typing import Any

import click

from blockctl.api import quotas
from blockctl.commands import base
from blockctl.commands.base import ranges
from blockctl.commands.base.other_services import refused_options
from blockctl.commands.base.project_argument import project_argument, project_id
from blockctl.context import Context

WORDS = "quota set"
# Our quotas, in the API's words.
QUOTAS = {
    "backups": "So many backups.",
    "backup_gigabytes": "So many GiB in backups.",
    "gigabytes": "So many GiB in volumes and snapshots.",
    "groups": "So many groups.",
    "per_volume_gigabytes": "So many GiB in one volume.",
    "snapshots": "So many snapshots.",
    "volumes": "So many volumes.",
}
# Those that each volume type has too.
OF_TYPES = ("gigabytes", "snapshots", "volumes")
# OSC's for compute and network.
OTHERS = tuple(
    f"--{name}"
    for name in (
        "cores", "injected-file-size", "injected-path-size", "injected-files", "instances",
        "key-pairs", "properties", "ram", "server-group-members", "server-groups",
        "floating-ips", "secgroup-rules", "secgroups", "networks", "subnets", "ports", "routers",
        "router-routes", "rbac-policies", "subnetpools",
    )
)  # fmt: skip


def _quota_options(verb: Any) -> Any:
    for key, text in reversed(QUOTAS.items()):
        option = f"--{key.replace('_', '-')}"
        verb = click.option(option, type=ranges.Whole(min=-1), metavar="LIMIT", help=text)(verb)
    return verb


@click.command()
@project_argument
@click.option("--class", "is_class", is_flag=True, help="PROJECT is a quota class, or 'default'.")
@click.option("--default", is_flag=True, help="What projects have where nothing is set for them.")
@_quota_options
@click.option(
    "--volume-type",
    metavar="TYPE",
    help="Only for volumes of this type (name): gigabytes, snapshots and volumes.",
)
@base.on_off("--force", "--no-force", "Taken as OSC takes it: block storage knows no force.")
@click.option("--check-limit", is_flag=True, hidden=True, expose_value=False)
@refused_options(WORDS, OTHERS)
@click.pass_obj
def set_(
    context: Context,
    /,
    project: str | None,
    project_domain: str | None,
    is_class: bool,
    default: bool,
    volume_type: str | None,
    force: bool | None,
    **given: int | None,
) -> None:
    """Set quotas of a project; -1 means no limit."""
    base.at_most_one(default=default, **{"class": is_class})
    if force and (is_class or default):
        raise click.UsageError("--force excludes --class and --default.")
    limits = {
        f"{key}_{volume_type}" if volume_type and key in OF_TYPES else key: limit
        for key, limit in given.items()
        if limit is not None
    }
    cloud = context.cloud
    if is_class or default:
        if limits:
            quotas.update_class(cloud, project or "default", limits)
        return
    own_id = project_id(context, project, project_domain)
    if limits:
        quotas.update(cloud, own_id, limits)
