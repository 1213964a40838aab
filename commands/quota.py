"""``quota show|list|delete``: the quotas of block storage."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import click

from blockctl.api import quotas
from blockctl.commands import base
from blockctl.commands.base.other_services import volume_option
from blockctl.commands.base.project_argument import (
    project_argument,
    project_arguments,
    project_id,
)
from blockctl.context import Context
from blockctl.errors import NotAllowed, NotFound
from blockctl.neighbours import identity
from blockctl.neighbours.lookup import listing
from blockctl.output.columns import Column
from blockctl.output.terminal import note

# What OSC calls otherwise than the API; it lists them last.
RENAMED = {
    "backup_gigabytes": "backup-gigabytes",
    "per_volume_gigabytes": "per-volume-gigabytes",
}
LIST_KEYS = (
    "backups", "backup_gigabytes", "gigabytes", "groups", "per_volume_gigabytes", "snapshots",
    "volumes",
)  # fmt: skip
LIST_COLUMNS = (
    Column("Project ID", "id"),
    # OSC prints nothing for a quota that the service does not have.
    *(Column(key.replace("_", " ").title(), key) for key in LIST_KEYS),
)
OTHERS = ("--compute", "--network")
_AT_ONCE = 8


def _columns(context: Context, usage: bool, **_: Any) -> list[Column]:
    columns = [Column("Resource", "resource"), Column("Limit", "limit")]
    if usage:
        columns += [Column("In Use", "in_use"), Column("Reserved", "reserved")]
    return columns


@click.command()
@project_argument
@click.option("--default", is_flag=True, help="What projects have where nothing was set.")
@click.option("--usage", is_flag=True, help="Show what is in use and reserved too.")
@click.option("--class", "is_class", is_flag=True, help="PROJECT is a quota class, or 'default'.")
@volume_option("quota show", OTHERS, every="--all")
@base.lists(_columns)
@click.pass_obj
def show(
    context: Context,
    project: str | None,
    project_domain: str | None,
    default: bool,
    usage: bool,
    is_class: bool,
) -> Iterator[dict[str, Any]]:
    """Show the quotas of a project, sizes in GiB; -1 means no limit."""
    base.at_most_one(default=default, usage=usage, **{"class": is_class})
    cloud = context.cloud
    if is_class:
        return _rows(quotas.show_class(cloud, project or "default"))
    own_id = project_id(context, project, project_domain)
    if usage:
        return _rows(quotas.usage(cloud, own_id))
    return _rows(quotas.defaults(cloud, own_id) if default else quotas.show(cloud, own_id))


def _rows(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    names = [key for key in found if key not in RENAMED]
    names += [key for key in RENAMED if key in found]
    for key in names:
        limits = found[key] if isinstance(found[key], dict) else {"limit": found[key]}
        yield {"resource": RENAMED.get(key, key), **limits}


@click.command()
@volume_option("quota list", OTHERS)
@base.lists(LIST_COLUMNS)
@click.pass_obj
def list_(context: Context) -> Iterator[dict[str, Any]]:
    """List the projects whose quotas are not the default ones."""
    cloud = context.cloud
    neighbours = context.neighbours
    own = project_id(context, None, None)
    projects = [own]
    if neighbours is not None:
        projects = [each["id"] for each in listing(neighbours.identity, identity.PROJECT, {})]
    # The same for every project (cinder/quota.py).
    defaults = _listed(quotas.defaults(cloud, own))

    def of(project: str) -> dict[str, Any]:
        try:
            return _listed(quotas.show(cloud, project))
        except (NotAllowed, NotFound) as error:
            note(error.message)
            return defaults

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for project, found in zip(projects, pool.map(of, projects), strict=True):
            if found != defaults:
                yield {"id": project, **found}


def _listed(limits: Mapping[str, Any]) -> dict[str, Any]:
    return {key: limits.get(key, "") for key in LIST_KEYS}


@click.command()
@project_arguments
@volume_option("quota delete", OTHERS, every="--all")
@click.pass_obj
def delete(context: Context, projects: tuple[str, ...], project_domain: str | None) -> None:
    """Let projects have the default quotas again."""
    cloud = context.cloud

    def delete_one(project: str) -> None:
        quotas.reset(cloud, project_id(context, project, project_domain))

    base.run_all(projects, delete_one, "deleted")
