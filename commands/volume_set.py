"""``volume set`` and ``volume unset``."""

from functools import partial
from typing import Any

import click

from blockctl.api import resources, types, volumes
from blockctl.api.client import Cloud
from blockctl.api.resources import VOLUME
from blockctl.commands import base
from blockctl.commands.base.failures import failure
from blockctl.commands.base.growing import extend
from blockctl.commands.base.overwriting import warn
from blockctl.context import Context
from blockctl.output.terminal import note

# What Cinder lets an admin set (VolumeStatus in cinder/objects/fields.py), OSC's words first.
STATES = (
    "available", "error", "creating", "deleting", "in-use", "attaching", "detaching",
    "error_deleting", "maintenance", "reserved", "awaiting-transfer", "backing-up",
    "error_backing-up", "restoring-backup", "error_restoring", "downloading", "uploading",
    "extending", "error_extending", "retyping", "managing", "error_managing",
)  # fmt: skip
POLICIES = ("never", "on-demand")
_SETTLED = ("available", "in-use")


@click.command()
@base.targets(VOLUME)
@click.option("--name", metavar="NAME", help="A new name.")
@click.option("--size", type=base.SIZE, metavar="GIB", help="Extend it to this size in GiB.")
@click.option("--description", metavar="TEXT", help="A new description.")
@click.option("--no-property", is_flag=True, help="Remove all properties first.")
@base.key_values("--property", "properties", help="Set a property; repeat it for more.")
@base.key_values("--image-property", "image_properties", help="Set a property of its image.")
@click.option("--state", type=click.Choice(STATES), help="Overwrite its status (admins only).")
@click.option("--attached", is_flag=True, help="Overwrite: say that it is attached (admins only).")
@click.option("--detached", is_flag=True, help="Overwrite: say it is not attached (admins only).")
@click.option(
    "--clear-migration-status", is_flag=True, help="Overwrite: it never migrated (admins only)."
)
@click.option("--type", "volume_type", metavar="TYPE", help="Change it to this volume type.")
@click.option("--retype-policy", type=click.Choice(POLICIES), hidden=True)
@click.option(
    "--migration-policy",
    type=click.Choice(POLICIES),
    help="Whether a new type may move it to another backend.",
)
@base.on_off("--bootable", "--non-bootable", "Mark it as bootable, or not.")
@base.on_off("--read-only", "--read-write", "Allow reading only, or writing too.")
@base.wait_options
@click.pass_obj
def set_(
    context: Context, /, targets: tuple[str, ...], wait: bool, timeout: float, **options: Any
) -> None:
    """Change volumes."""
    base.at_most_one(attached=options["attached"], detached=options["detached"])
    if options["name"] and len(targets) > 1:
        raise click.UsageError("--name is for one volume.")
    if (policy := options["migration_policy"] or options["retype_policy"]) and not options[
        "volume_type"
    ]:
        note(f"The migration policy '{policy}' means nothing without --type.")
    cloud = context.cloud

    def change(target: str) -> None:
        volume = volumes.find(cloud, target)
        base.run_parts(_parts(cloud, volume, options, timeout if wait else None))

    base.run_all(targets, change, "changed")


def _parts(
    cloud: Cloud, volume: dict[str, Any], given: dict[str, Any], timeout: float | None
) -> list[base.Part]:
    """The requests that the options ask for, in OSC's order, each with its name."""
    volume_id = volume["id"]
    parts: list[base.Part] = []

    def add(name: str, wanted: object, deed: Any, *args: Any) -> None:
        if wanted:
            parts.append((name, partial(deed, cloud, volume_id, *args)))

    if given["size"]:
        parts.append(("size", partial(extend, cloud, volume, given["size"], timeout)))
    add("no-property", given["no_property"], volumes.clear_properties)
    add("property", given["properties"], volumes.set_properties, given["properties"])
    add(
        "image-property",
        given["image_properties"],
        volumes.set_image_properties,
        given["image_properties"],
    )
    statuses = _statuses(given)
    add(" and ".join(statuses).replace("_", " "), statuses, _overwrite, volume, statuses)
    bootable, read_only = given["bootable"], given["read_only"]
    add("bootable", bootable is not None, volumes.set_bootable, bootable)
    add("read-only", read_only is not None, volumes.set_read_only, read_only)
    if given["volume_type"]:
        policy = given["migration_policy"] or given["retype_policy"] or "never"
        retype = partial(_retype, cloud, volume, given["volume_type"], policy, timeout)
        parts.append(("type", retype))
    texts = {key: given[key] for key in ("name", "description") if given[key]}
    add(" and ".join(texts), texts, volumes.update, texts)
    return parts


def _statuses(given: dict[str, Any]) -> dict[str, str]:
    """What is overwritten, in one request: half of it could leave a volume worse than before."""
    attached = next((word for word in ("attached", "detached") if given[word]), None)
    statuses = {
        "status": given["state"],
        "attach_status": attached,
        "migration_status": "none" if given["clear_migration_status"] else None,
    }
    return {key: status for key, status in statuses.items() if status}


def _overwrite(
    cloud: Cloud, volume_id: str, volume: dict[str, Any], statuses: dict[str, str]
) -> None:
    warn(cloud, VOLUME, volume, statuses)
    volumes.reset_status(cloud, volume_id, statuses)
    status = statuses.get("status")
    # Cinder clears the attachments of a detached volume last, which sets its status as well.
    if status and "attach_status" in statuses:
        now = resources.show(cloud, VOLUME, volume_id)
        if now["status"] != status:
            volumes.reset_status(cloud, volume_id, {"status": status})


def _retype(
    cloud: Cloud, volume: dict[str, Any], volume_type: str, policy: str, timeout: float | None
) -> None:
    found = types.find(cloud, volume_type)
    volumes.retype(cloud, volume["id"], found["id"], policy)
    if timeout is None:
        return
    # A volume that could not be retyped is available again, and has its old type.
    now = base.until_ready(cloud, VOLUME, volume, timeout, _SETTLED)
    if now["volume_type"] != found["name"]:
        label = volume.get("name") or volume["id"]
        what = f"Volume {label} still has the type {now['volume_type']}"
        raise failure(cloud, VOLUME, volume, what)


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
