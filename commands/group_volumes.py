"""``volume group add|remove volume``, and ``consistency group add|remove volume``."""

import click

from blockctl.api import groups, resources, volumes
from blockctl.api.groups import GROUP
from blockctl.api.resources import CONSISTENCY_GROUP, VOLUME, Resource
from blockctl.commands import base
from blockctl.context import Context


def _verb(resource: Resource, field: str, text: str) -> click.Command:
    """A verb that changes which volumes are in a group; ``field`` is the API's, for their IDs."""

    @click.command(help=text)
    @base.target(resource, "group")
    @base.targets(VOLUME)
    @base.wait_options
    @click.pass_obj
    def change(
        context: Context, group: str, targets: tuple[str, ...], wait: bool, timeout: float
    ) -> None:
        cloud = context.cloud
        found = resources.find(cloud, resource, group)
        ids = [volumes.find(cloud, each)["id"] for each in dict.fromkeys(targets)]
        groups.update(cloud, resource, found, {field: ",".join(ids)})
        if wait:
            base.until_ready(cloud, resource, found, timeout)

    return change


add = _verb(GROUP, "add_volumes", "Put volumes into a volume group.")
remove = _verb(GROUP, "remove_volumes", "Take volumes out of a volume group.")
consistency_add = _verb(CONSISTENCY_GROUP, "add_volumes", "Put volumes into a consistency group.")
consistency_remove = _verb(
    CONSISTENCY_GROUP, "remove_volumes", "Take volumes out of a consistency group."
)
