"""``volume group set``."""

from functools import partial
from typing import Any

import click

from blockctl.api import groups, resources
from blockctl.api.groups import GROUP
from blockctl.commands import base
from blockctl.commands.base.overwriting import warn_of_status
from blockctl.commands.group import FIELDS, fields_of
from blockctl.commands.group_replication import until_replication
from blockctl.context import Context

# What Cinder lets an admin set (GroupSnapshotStatus in cinder/objects/fields.py, for groups too).
STATUSES = (
    "available", "error", "creating", "deleting", "deleted", "updating", "error_deleting",
)  # fmt: skip


@click.command()
@base.target(GROUP, "group")
@click.option("--name", metavar="NAME", help="A new name.")
@click.option("--description", metavar="TEXT", help="A new description.")
@base.on_off(
    "--enable-replication", "--disable-replication", "Begin or end its replication (3.38)."
)
@click.option(
    "--state", type=click.Choice(STATUSES), help="Overwrite its status (admins only; 3.20)."
)
@base.wait_options
@base.shows(fields=tuple(FIELDS))
@click.pass_obj
def set_(
    context: Context,
    group: str,
    name: str | None,
    description: str | None,
    enable_replication: bool | None,
    state: str | None,
    wait: bool,
    timeout: float,
) -> dict[str, Any]:
    """Change a volume group."""
    cloud = context.cloud
    if enable_replication is not None:
        cloud.require("3.38", "Replication of a volume group")
    if state:
        cloud.require("3.20", "--state")
    found = resources.find(cloud, GROUP, group)
    group_id = found["id"]
    parts: list[base.Part] = []
    if enable_replication is not None:
        replicate = partial(groups.set_replication, cloud, group_id, enabled=enable_replication)
        parts.append(("replication", replicate))
    if state:
        warn_of_status(cloud, GROUP, found, state)
        parts.append(("state", partial(groups.reset_status, cloud, group_id, state)))
    given = {"name": name, "description": description}
    texts = {key: text for key, text in given.items() if text is not None}
    if texts:
        parts.append((" and ".join(texts), partial(groups.update, cloud, GROUP, found, texts)))
    if not parts:
        return fields_of(found)
    base.run_parts(parts)
    if wait and enable_replication is not None:
        until_replication(cloud, found, "enabled" if enable_replication else "disabled", timeout)
    return fields_of(resources.show(cloud, GROUP, group_id))
