"""``volume group type create|list|show|delete``, and a group type's fields."""

from collections.abc import Iterable, Mapping
from typing import Any

import click

from blockctl.api import group_types
from blockctl.api.group_types import GROUP_TYPE
from blockctl.commands import base
from blockctl.commands.base.filtering import filter_option
from blockctl.context import Context
from blockctl.output.columns import Column, properties_text
from blockctl.output.render import Humanized

FIELDS = ("ID", "Name", "Description", "Is Public", "Properties")
COLUMNS = (
    Column("ID", "id"),
    Column("Name", "name"),
    Column("Is Public", "is_public"),
    Column("Group Specs", lambda item: _properties(item), human=properties_text),
)


def fields_of(group_type: Mapping[str, Any]) -> dict[str, Any]:
    """A group type's fields as OSC names and orders them."""
    values = (
        group_type["id"],
        group_type["name"],
        group_type.get("description"),
        group_type.get("is_public"),
        Humanized(_properties(group_type), properties_text),
    )
    return dict(zip(FIELDS, values, strict=True))


def _properties(group_type: Mapping[str, Any]) -> Mapping[str, Any]:
    """A group type's properties, which Cinder tells to admins only."""
    return group_type.get("group_specs") or {}


@click.command()
@click.argument("name", type=base.NAME)
@click.option("--description", metavar="TEXT", help="What it is for.")
@base.on_off("--public", "--private", "Let every project use it (the default), or only admins.")
@base.key_values("--property", "properties", help="Set a property; repeat it for more.")
@base.shows(fields=FIELDS)
@click.pass_obj
def create(
    context: Context,
    name: str,
    description: str | None,
    public: bool | None,
    properties: dict[str, str],
) -> dict[str, Any]:
    """Create a volume group type."""
    made = group_types.create(
        context.cloud,
        name,
        description=description,
        is_public=public is not False,
        properties=properties,
    )
    return fields_of(made)


@click.command()
@click.option("--default", is_flag=True, help="Only the type that the cloud names as default.")
@base.on_off("--public", "--private", "Only public types, or only private ones (admins only).")
@filter_option("group_type")
@base.lists(COLUMNS)
@click.pass_obj
def list_(
    context: Context, default: bool, public: bool | None, filters: dict[str, str]
) -> Iterable[dict[str, Any]]:
    """List volume group types."""
    if default and (public is not None or filters):
        raise click.UsageError("--default excludes --public, --private and --filter.")
    if default:
        return [group_types.default(context.cloud)]
    return group_types.listing(context.cloud, is_public=public, filters=filters)


show = base.show_verb(GROUP_TYPE, "Show a volume group type.", fields_of, FIELDS, group_types.find)

delete = base.delete_verb(GROUP_TYPE, "Delete volume group types.", group_types.find)
