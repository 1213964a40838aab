"""``volume type list|show|delete``, and what all verbs about volume types share."""

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import click

from blockctl.api import type_encryption, types
from blockctl.api.client import Cloud
from blockctl.api.resources import VOLUME_TYPE
from blockctl.commands import base
from blockctl.commands.base.filtering import filter_option, with_filters
from blockctl.context import Context
from blockctl.errors import BlockctlError
from blockctl.output.columns import Column, properties_text
from blockctl.output.render import Humanized
from blockctl.output.terminal import note

Verb = TypeVar("Verb", bound=Callable[..., Any])

FIELDS = ("description", "encryption", "id", "is_public", "name", "properties")
ENCRYPTION_FIELDS = ("cipher", "control_location", "encryption_id", "key_size", "provider")
# Properties with an option of their own: the option, the property, what it stands for.
_CAPABILITIES = (
    ("multiattach", "multiattach", "several attachments at once"),
    ("cacheable", "cacheable", "caching"),
    ("replicated", "replication_enabled", "replication"),
)


def property_options(does: str) -> Callable[[Verb], Verb]:
    """``--property`` and its short forms, given to the verb as one dictionary ``properties``.

    ``does`` begins their help texts, and says what the verb does with a property.
    """

    def decorate(verb: Verb) -> Verb:
        @functools.wraps(verb)
        def wrapper(
            *args: Any, properties: dict[str, str], availability_zones: tuple[str, ...], **kw: Any
        ) -> Any:
            chosen = {key: "<is> True" for option, key, _ in _CAPABILITIES if kw.pop(option)}
            if availability_zones:
                chosen["RESKEY:availability_zones"] = ",".join(availability_zones)
            return verb(*args, properties={**properties, **chosen}, **kw)

        options = [
            base.key_values(
                "--property", "properties", help=f"{does} this property; repeat it for more."
            ),
            *(
                click.option(f"--{option}", is_flag=True, help=f"{does} {key}='<is> True': {what}.")
                for option, key, what in _CAPABILITIES
            ),
            click.option(
                "--availability-zone",
                "availability_zones",
                metavar="ZONE",
                multiple=True,
                help=f"{does} this zone (RESKEY:availability_zones); repeat it for more.",
            ),
        ]
        decorated: Any = wrapper
        for option in reversed(options):
            decorated = option(decorated)
        return decorated  # type: ignore[no-any-return]

    return decorate


def encryption_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What people are shown of an encryption; empty for a type that has none."""
    return {key: answer[key] for key in ENCRYPTION_FIELDS if answer.get(key) is not None}


def fields_of(volume_type: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A volume type's fields, with ``more`` of them, as OSC names and orders them."""
    properties = volume_type.get("extra_specs") or {}
    known = {
        "description": volume_type.get("description"),
        "id": volume_type["id"],
        "is_public": volume_type["is_public"],
        "name": volume_type["name"],
        "properties": Humanized(properties, properties_text),
        **more,
    }
    return {name: known[name] for name in sorted(known)}


def _columns(context: Context, long: bool, encryption_type: bool, **_: Any) -> tuple[Column, ...]:
    columns = [Column("ID", "id"), Column("Name", "name"), Column("Is Public", "is_public")]
    if long:
        columns.append(Column("Description", "description"))
        columns.append(Column("Properties", "extra_specs", human=properties_text))
    if encryption_type:
        # One request for each type: the API has no list of encryptions.
        columns.append(
            Column(
                "Encryption",
                lambda item: encryption_of(type_encryption.show(context.cloud, item["id"])),
                human=lambda encryption: properties_text(encryption) or "-",
            )
        )
    return tuple(columns)


@click.command()
@click.option("--long", is_flag=True, help="Show descriptions and properties too.")
@click.option("--default", is_flag=True, help="Only the type that volumes have by default.")
@base.on_off("--public", "--private", "Only public types, or only private ones (admins only).")
@click.option("--encryption-type", is_flag=True, help="Show encryptions too (admins only).")
@property_options("Only types with")
@filter_option("volume_type", "3.52")
@base.lists(_columns)
@click.pass_obj
def list_(
    context: Context,
    long: bool,
    default: bool,
    public: bool | None,
    encryption_type: bool,
    properties: dict[str, str],
    filters: dict[str, str],
) -> Iterable[dict[str, Any]]:
    """List volume types."""
    if default and (public is not None or filters):
        raise click.UsageError("--default excludes --public, --private and --filter.")
    cloud = context.cloud
    if default:
        return [types.default(cloud)]
    if properties:
        cloud.require("3.52", "Listing volume types by their properties")
    own = {
        "is_public": public,
        # Cinder reads this filter as a Python dictionary's text (cinder/api/v3/types.py).
        "extra_specs": str(properties) if properties else None,
    }
    return types.listing(cloud, with_filters(own, filters))


@click.command()
@base.target(VOLUME_TYPE, "volume_type")
@click.option("--encryption-type", is_flag=True, help="Show its encryption too (admins only).")
@base.shows(fields=("access_project_ids", *FIELDS), watch=True)
@click.pass_obj
def show(context: Context, volume_type: str, encryption_type: bool) -> dict[str, Any]:
    """Show a volume type."""
    cloud = context.cloud
    found = types.find(cloud, volume_type)
    more: dict[str, Any] = {"access_project_ids": _access(cloud, found)}
    if encryption_type:
        encryption = encryption_of(type_encryption.show(cloud, found["id"]))
        more["encryption"] = Humanized(encryption, properties_text)
    return fields_of(found, **more)


def _access(cloud: Cloud, volume_type: Mapping[str, Any]) -> Humanized | None:
    """Who may use a private type. Only admins may ask; others are told so and see the rest."""
    if volume_type["is_public"]:
        return None
    try:
        projects = types.projects_with_access(cloud, volume_type["id"])
    except BlockctlError as refused:
        note(refused.message)
        return None
    return Humanized(projects, lambda ids: ", ".join(sorted(ids)))


delete = base.delete_verb(VOLUME_TYPE, "Delete volume types.", types.find)
