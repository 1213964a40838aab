"""``volume set`` and ``volume unset``."""

from functools import partial
from typing import Any

import click

from blockctl.api import types, volumes
from blockctl.api.client import Cloud
from blockctl.api.resources import VOLUME
from blockctl.commands import base
from blockctl.context import Context
from blockctl.errors import Conflict
from blockctl.output.terminal import note

STATES = (
    "available", "error", "creating", "deleting", "in-use", "attaching", "detaching",
    "error_deleting", "maintenance",
)  # fmt: skip
POLICIES = ("never", "on-demand")


@click.command()
@base.target(VOLUME, "volume")
@click.option("--name", metavar="NAME", help="A new name.")
@click.option("--size", type=base.SIZE, metavar="GIB", help="Extend it to this size in GiB.")
@click.option("--description", metavar="TEXT", help="A new description.")
@click.option("--no-property", is_flag=True, help="Remove all properties first.")
@base.key_values("--property", "properties", help="Set a property; repeat it for more.")
@base.key_values("--image-property", "image_properties", help="Set a property of its image.")
@click.option("--state", type=click.Choice(STATES), help="Overwrite its status (admins only).")
@click.option("--attached", is_flag=True, help="Overwrite: say that it is attached (admins only).")
@click.option("--detached", is_flag=True, help="Overwrite: say it is not attached (admins only).")
@click.option("--type", "volume_type", metavar="TYPE", help="Change it to this volume type.")
@click.option("--retype-policy", type=click.Choice(POLICIES), hidden=True)
@click.option(
    "--migration-policy",
    type=click.Choice(POLICIES),
    help="Whether a new type may move it to another backend.",
)
@base.on_off("--bootable", "--non-bootable", "Mark it as bootable, or not.")
@base.on_off("--read-only", "--read-write", "Allow reading only, or writing too.")
@click.pass_obj
def set_(context: Context, /, volume: str, **options: Any) -> None:
    """Change a volume."""
    base.at_most_one(attached=options["attached"], detached=options["detached"])
    cloud = context.cloud
    parts = _parts(cloud, volumes.find(cloud, volume), options)
    if (policy := options["migration_policy"] or options["retype_policy"]) and not options[
        "volume_type"
    ]:
        note(f"The migration policy '{policy}' means nothing without --type.")
    base.run_parts(parts)


def _parts(cloud: Cloud, volume: dict[str, Any], given: dict[str, Any]) -> list[base.Part]:
    """The requests that the options ask for, in OSC's order, each with its name."""
    volume_id = volume["id"]
    parts: list[base.Part] = []

    def add(name: str, wanted: object, deed: Any, *args: Any) -> None:
        if wanted:
            parts.append((name, partial(deed, cloud, volume_id, *args)))

    if given["size"]:
        parts.append(("size", partial(_extend, cloud, volume, given["size"])))
    add("no-property", given["no_property"], volumes.clear_properties)
    add("property", given["properties"], volumes.set_properties, given["properties"])
    add(
        "image-property",
        given["image_properties"],
        volumes.set_image_properties,
        given["image_properties"],
    )
    add("state", given["state"], volumes.reset_status, {"status": given["state"]})
    for word in ("attached", "detached"):
        add(word, given[word], volumes.reset_status, {"attach_status": word})
    bootable, read_only = given["bootable"], given["read_only"]
    add("bootable", bootable is not None, volumes.set_bootable, bootable)
    add("read-only", read_only is not None, volumes.set_read_only, read_only)
    policy = given["migration_policy"] or given["retype_policy"] or "never"
    add("type", given["volume_type"], _retype, given["volume_type"], policy)
    texts = {key: given[key] for key in ("name", "description") if given[key]}
    add(" and ".join(texts), texts, volumes.update, texts)
    return parts


def _extend(cloud: Cloud, volume: dict[str, Any], size: int) -> None:
    label = volume.get("name") or volume["id"]
    if size <= volume["size"]:
        raise Conflict(f"Volume {label} has {volume['size']} GiB already; it can only grow.")
    if volume["status"] == "in-use":
        cloud.require("3.42", "Extending an attached volume")
    volumes.extend(cloud, volume["id"], size)


def _retype(cloud: Cloud, volume_id: str, volume_type: str, policy: str) -> None:
    volumes.retype(cloud, volume_id, types.find(cloud, volume_type)["id"], policy)


@click.command()
@base.target(VOLUME, "volume")
@click.option("--property", "properties", metavar="KEY", multiple=True, help="Remove a property.")
@click.option(
    "--image-property",
    "image_properties",
    metavar="KEY",
    multiple=True,
    help="Remove a property of its image.",
)
@click.pass_obj
def unset(
    context: Context, volume: str, properties: tuple[str, ...], image_properties: tuple[str, ...]
) -> None:
    """Remove properties from a volume."""
    cloud = context.cloud
    volume_id = volumes.find(cloud, volume)["id"]
    parts: list[base.Part] = [
        (f"property {key}", partial(volumes.unset_property, cloud, volume_id, key))
        for key in properties
    ]
    parts += [
        (f"image-property {key}", partial(volumes.unset_image_property, cloud, volume_id, key))
        for key in image_properties
    ]
    base.run_parts(parts)
