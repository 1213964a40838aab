"""``volume group type set`` and ``volume group type unset``."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import click

from blockctl.api import group_types, resources
from blockctl.api.group_types import GROUP_TYPE
from blockctl.commands import base
from blockctl.commands.group_type import FIELDS, fields_of
from blockctl.context import Context


@click.command()
@base.target(GROUP_TYPE, "group_type")
@click.option("--name", metavar="NAME", help="A new name.")
@click.option("--description", metavar="TEXT", help="A new description.")
@base.on_off("--public", "--private", "Let every project use it, or only admins.")
@click.option("--no-property", is_flag=True, help="Remove all properties first.")
@base.key_values("--property", "properties", help="Set a property; repeat it for more.")
@base.shows(fields=FIELDS)
@click.pass_obj
def set_(
    context: Context,
    group_type: str,
    name: str | None,
    description: str | None,
    public: bool | None,
    no_property: bool,
    properties: dict[str, str],
) -> dict[str, Any]:
    """Change a volume group type."""
    cloud = context.cloud
    found = group_types.find(cloud, group_type)
    type_id = found["id"]
    parts: list[base.Part] = []
    given = {"name": name, "description": description, "is_public": public}
    fields = {key: value for key, value in given.items() if value is not None}
    if fields:
        parts.append((" and ".join(fields), partial(group_types.update, cloud, type_id, fields)))
    if no_property:
        parts += _removals(context, type_id, found.get("group_specs") or {})
    if properties:
        deed = partial(group_types.set_properties, cloud, type_id, properties)
        parts.append(("property", deed))
    return _changed(context, type_id, parts)


@click.command()
@base.target(GROUP_TYPE, "group_type")
@click.option("--property", "properties", metavar="KEY", multiple=True, help="Remove a property.")
@base.shows(fields=FIELDS)
@click.pass_obj
def unset(context: Context, group_type: str, properties: tuple[str, ...]) -> dict[str, Any]:
    """Remove properties from a volume group type."""
    type_id = group_types.find(context.cloud, group_type)["id"]
    return _changed(context, type_id, _removals(context, type_id, properties))


def _removals(context: Context, type_id: str, keys: Iterable[str]) -> list[base.Part]:
    return [
        (f"property {key}", partial(group_types.unset_property, context.cloud, type_id, key))
        for key in keys
    ]


def _changed(context: Context, type_id: str, parts: list[base.Part]) -> dict[str, Any]:
    base.run_parts(parts)
    return fields_of(resources.show(context.cloud, GROUP_TYPE, type_id))
