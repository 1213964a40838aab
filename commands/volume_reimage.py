"""``volume reimage``."""

from typing import Any

import click

from blockctl.api import resources, volumes
from blockctl.api.client import Cloud
from blockctl.api.resources import VOLUME
from blockctl.commands import base
from blockctl.commands.base.failures import failure
from blockctl.commands.base.polling import until
from blockctl.context import Context
from blockctl.neighbours.images import image_id
from blockctl.output.terminal import note


@click.command()
@base.target(VOLUME, "volume")
@click.argument("image", type=base.NAME)
@click.option(
    "--reimage-reserved",
    is_flag=True,
    help="Allow a volume that a server has reserved, not only one available or in error.",
)
@base.wait_options
@click.pass_obj
def reimage(
    context: Context, volume: str, image: str, reimage_reserved: bool, wait: bool, timeout: float
) -> None:
    """Overwrite a volume's data with an image (3.68)."""
    cloud = context.cloud
    cloud.require("3.68", "Reimaging a volume")
    found = volumes.find(cloud, volume)
    source = image_id(context.neighbours, image)
    volumes.reimage(cloud, found["id"], source, reserved=reimage_reserved)
    if wait:
        _until_reimaged(cloud, found, source, timeout)


def _until_reimaged(cloud: Cloud, volume: dict[str, Any], image: str, timeout: float) -> None:
    """Wait, and tell a failure from a volume that is in error as it was before.

    The service gives a volume the status back that it had, whatever it was, and the properties
    of its new image (VolumeManager.reimage in cinder/volume/manager.py).
    """
    volume_id, label = volume["id"], resources.called(VOLUME, volume)
    status = until(
        label,
        lambda: str(resources.show(cloud, VOLUME, volume_id)["status"]),
        lambda status: status != "downloading",
        timeout,
        f"Look again with: blockctl volume show {volume_id}",
    )
    if status != "error":
        return
    now = resources.show(cloud, VOLUME, volume_id).get("volume_image_metadata") or {}
    if volume["status"] == "error" and now.get("image_id") == image:
        note("The volume is in status error as before, with the data of the image.")
        return
    raise failure(cloud, VOLUME, volume, f"The {label} was not reimaged")
