"""``volume backup set`` and ``volume backup unset``."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import click

from blockctl.api import backups, resources
from blockctl.api.client import Cloud
from blockctl.api.resources import BACKUP
from blockctl.commands import base
from blockctl.commands.base.overwriting import warn_of_status
from blockctl.commands.base.polling import until
from blockctl.context import Context
from blockctl.output.terminal import note


@click.command()
@base.targets(BACKUP)
@click.option("--name", metavar="NAME", help="A new name (3.9).")
@click.option("--description", metavar="TEXT", help="A new description (3.9).")
@click.option(
    "--state", type=click.Choice(("available", "error")), help="Overwrite its status (admins only)."
)
@click.option("--no-property", is_flag=True, help="Remove all properties first (3.43).")
@base.key_values("--property", "properties", help="Set a property (3.43); repeat it for more.")
@base.wait_options
@click.pass_obj
def set_(
    context: Context,
    targets: tuple[str, ...],
    name: str | None,
    description: str | None,
    state: str | None,
    no_property: bool,
    properties: dict[str, str],
    wait: bool,
    timeout: float,
) -> None:
    """Change backups."""
    cloud = context.cloud
    if name is not None and len(targets) > 1:
        raise click.UsageError("--name is for one backup.")
    given = {"name": name, "description": description}
    texts = {key: text for key, text in given.items() if text is not None}
    if texts:
        cloud.require("3.9", "Changing a backup")
    if no_property or properties:
        cloud.require("3.43", "A backup with properties")

    def change(target: str) -> None:
        backup = resources.find(cloud, BACKUP, target)
        fields: dict[str, Any] = dict(texts)
        if no_property or properties:
            # The API replaces all of them.
            kept = {} if no_property else _properties(backup)
            fields["metadata"] = {**kept, **properties}
        parts: list[base.Part] = []
        if state:
            warn_of_status(cloud, BACKUP, backup, state)
            parts.append(("state", partial(backups.reset_status, cloud, backup["id"], state)))
        if fields:
            update = partial(backups.update, cloud, backup["id"], fields)
            parts.append((" and ".join(fields).replace("metadata", "property"), update))
        base.run_parts(parts)
        if state and wait:
            _until_set(cloud, backup, state, timeout)

    base.run_all(targets, change, "changed")


def _until_set(cloud: Cloud, backup: Mapping[str, Any], state: str, timeout: float) -> None:
    """Wait for the backup service, which writes the status: an error may be what is wanted."""
    until(
        resources.called(BACKUP, backup),
        lambda: str(resources.show(cloud, BACKUP, backup["id"])["status"]),
        lambda status: status == state,
        timeout,
        f"Look again with: blockctl volume backup show {backup['id']}",
    )


@click.command()
@base.target(BACKUP, "backup")
@click.option(
    "--property", "properties", metavar="KEY", multiple=True, help="Remove a property (3.43)."
)
@click.pass_obj
def unset(context: Context, backup: str, properties: tuple[str, ...]) -> None:
    """Remove properties from a backup."""
    cloud = context.cloud
    cloud.require("3.43", "A backup with properties")
    found = resources.find(cloud, BACKUP, backup)
    before = _properties(found)
    for key in sorted(set(properties) - set(before)):
        note(f"Backup {backup} has no property '{key}'.")
    left = {key: value for key, value in before.items() if key not in properties}
    if left != before:
        backups.update(cloud, found["id"], {"metadata": left})


def _properties(backup: Mapping[str, Any]) -> dict[str, str]:
    return backup.get("metadata") or {}
