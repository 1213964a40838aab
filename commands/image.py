"""``image create --volume``: the one way to an image that is the volume service's."""

from collections.abc import Mapping
from typing import Any

import click

from blockctl.api import images, volumes
from blockctl.api.resources import VOLUME
from blockctl.commands import base
from blockctl.commands.base.failures import failure
from blockctl.commands.base.other_services import refused_flags, refused_options
from blockctl.context import Context
from blockctl.errors import NotFound
from blockctl.neighbours.images import IMAGE

FIELDS = (
    "container_format", "disk_format", "display_description", "id", "image_id", "image_name",
    "protected", "size", "status", "updated_at", "visibility", "volume_type",
)  # fmt: skip
# OSC's, and the one that Cinder can make and OSC does not know (allow_compression_on_image_upload).
CONTAINERS = ("ami", "ari", "aki", "bare", "docker", "ova", "ovf", "compressed")
DISKS = (
    "ami", "ari", "aki", "vhd", "vmdk", "raw", "qcow2", "vhdx", "vdi", "iso", "ploop",
)  # fmt: skip
VISIBILITIES = ("public", "private", "community", "shared")
# An attached volume stays in use while it is uploaded by force.
_SETTLED = ("available", "in-use")


@click.command()
@click.argument("name")
@base.option_of(VOLUME, "--volume", help="The volume that it is made of (name or ID).")
@click.option("--force", is_flag=True, help="Allow an attached volume.")
@click.option(
    "--container-format",
    type=click.Choice(CONTAINERS),
    default="bare",
    show_default=True,
    help="What the image is wrapped in.",
)
@click.option(
    "--disk-format", type=click.Choice(DISKS), default="raw", show_default=True,
    help="What the volume is converted to; raw is as it is.",
)  # fmt: skip
@click.option("--public", is_flag=True, help="Let everybody see and use it (3.1).")
@click.option("--private", is_flag=True, help="Let only its owner use it (3.1; the default).")
@click.option("--community", is_flag=True, help="Let everybody use it who knows its ID (3.1).")
@click.option("--shared", is_flag=True, help="Let its owner choose who may use it (3.1).")
@base.on_off("--protected", "--unprotected", "Keep it from being deleted, or not (3.1).")
@refused_options(
    "image create",
    (
        "--id", "--min-disk", "--min-ram", "--size", "--file", "--sign-key-path", "--sign-cert-id",
        "--property", "--tag", "--project", "--project-domain",
    ),
)  # fmt: skip
@refused_flags("image create", ("--progress", "--import"))
@base.wait_options
@base.shows(fields=FIELDS)
@click.pass_obj
def create(
    context: Context, /, name: str, volume: str | None, wait: bool, timeout: float, **given: Any
) -> Mapping[str, Any]:
    """Create an image of a volume; for images from elsewhere there is OpenStackClient."""
    if volume is None:
        raise click.UsageError(
            "--volume is needed; for an image from elsewhere: openstack image create"
        )
    flags = {each: given.pop(each) for each in VISIBILITIES}
    base.at_most_one(**flags)
    visibility = next((each for each in VISIBILITIES if flags[each]), None)
    cloud = context.cloud
    found = volumes.find(cloud, volume)
    made = images.create(cloud, found["id"], name, visibility=visibility, **given)
    if wait:
        now = base.until_ready(cloud, VOLUME, found, timeout, _SETTLED)
        _check_uploaded(context, found, made["image_id"])
        made |= {key: now[key] for key in ("status", "updated_at")}
    volume_type = made.get("volume_type") or {}
    return dict(sorted({**made, "volume_type": volume_type.get("name")}.items()))


def _check_uploaded(context: Context, volume: Mapping[str, Any], image_id: str) -> None:
    """Fail unless the image is usable: its volume is available again however the upload ended."""
    if context.neighbours is None:
        return  # nobody else can be asked
    path, doing = f"{IMAGE.path}/{image_id}", f"Looking at image {image_id}"
    try:
        status = context.neighbours.image.get(path, doing).get("status")
    except NotFound:
        status = "deleted"  # as Cinder does with what it could not upload
    if status != "active":
        what = f"Image {image_id} was not uploaded and is {status}"
        raise failure(context.cloud, VOLUME, volume, what)
