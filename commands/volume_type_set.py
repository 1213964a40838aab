"""``volume type create|set|unset``."""

from functools import partial
from typing import Any

import click

from blockctl.api import type_encryption, types
from blockctl.api.resources import VOLUME_TYPE
from blockctl.commands import base
from blockctl.commands.base.encryption import encryption_options, encryption_part
from blockctl.commands.base.owners import LookUp, project_id_option
from blockctl.commands.volume_type import FIELDS, encryption_of, fields_of, property_options
from blockctl.context import Context
from blockctl.errors import BlockctlError
from blockctl.output.columns import properties_text
from blockctl.output.render import Humanized


@click.command()
@click.argument("name")
@click.option("--description", metavar="TEXT", help="What it is for.")
@base.on_off("--public", "--private", "Let every project use it (the default), or only some.")
@project_id_option("Let this project (name or ID) use it; needs --private.")
@property_options("Set")
@encryption_options
@base.shows(fields=FIELDS)
@click.pass_obj
def create(
    context: Context,
    name: str,
    description: str | None,
    public: bool | None,
    project: LookUp | None,
    properties: dict[str, str],
    encryption: dict[str, Any],
) -> dict[str, Any]:
    """Create a volume type."""
    if project and public is not False:
        raise click.UsageError("--project is only for a type that is --private.")
    if encryption and "provider" not in encryption:
        raise click.UsageError("Encryption needs --encryption-provider.")
    cloud = context.cloud
    project_id = project() if project else None
    made = types.create(cloud, name, description=description, is_public=public)
    type_id = made["id"]
    more = {}
    try:
        if project_id:
            types.add_access(cloud, type_id, project_id)
        if properties:
            made["extra_specs"] = types.set_properties(cloud, type_id, properties)
        if encryption:
            answer = type_encryption.create(cloud, type_id, encryption)
            more["encryption"] = Humanized(encryption_of(answer), properties_text)
    except BlockctlError as error:
        raise type(error)(
            f"Volume type {name} ({type_id}) is created, but unfinished. {error.message}",
            f"Give it the rest with: blockctl volume type set {type_id}; "
            f"or remove it with: blockctl volume type delete {type_id}",
        ) from error
    return fields_of(made, **more)


@click.command()
@base.target(VOLUME_TYPE, "volume_type")
@click.option("--name", metavar="NAME", help="A new name.")
@click.option("--description", metavar="TEXT", help="A new description.")
@property_options("Set")
@project_id_option("Let this project (name or ID) use it, which is private (admins only).")
@base.on_off("--public", "--private", "Let every project use it, or only some.")
@encryption_options
@click.pass_obj
def set_(
    context: Context,
    volume_type: str,
    name: str | None,
    description: str | None,
    properties: dict[str, str],
    project: LookUp | None,
    public: bool | None,
    encryption: dict[str, Any],
) -> None:
    """Change a volume type."""
    cloud = context.cloud
    type_id = types.find(cloud, volume_type)["id"]
    parts: list[base.Part] = []
    given = {"name": name, "description": description, "is_public": public}
    fields = {key: value for key, value in given.items() if value is not None}
    if fields:
        parts.append((" and ".join(fields), partial(types.update, cloud, type_id, fields)))
    if properties:
        parts.append(("property", partial(types.set_properties, cloud, type_id, properties)))
    if project:
        parts.append(("project", partial(types.add_access, cloud, type_id, project())))
    if encryption:
        parts.append(("encryption", encryption_part(cloud, type_id, encryption)))
    base.run_parts(parts)


@click.command()
@base.target(VOLUME_TYPE, "volume_type")
@click.option("--property", "properties", metavar="KEY", multiple=True, help="Remove a property.")
@project_id_option("Take it from this project (name or ID; admins only).")
@click.option("--encryption-type", is_flag=True, help="Remove its encryption (admins only).")
@click.pass_obj
def unset(
    context: Context,
    volume_type: str,
    properties: tuple[str, ...],
    project: LookUp | None,
    encryption_type: bool,
) -> None:
    """Remove properties, access or encryption from a volume type."""
    cloud = context.cloud
    type_id = types.find(cloud, volume_type)["id"]
    parts: list[base.Part] = [
        (f"property {key}", partial(types.unset_property, cloud, type_id, key))
        for key in properties
    ]
    if project:
        parts.append(("project", partial(types.remove_access, cloud, type_id, project())))
    if encryption_type:
        parts.append(("encryption-type", partial(type_encryption.delete, cloud, type_id)))
    base.run_parts(parts)
