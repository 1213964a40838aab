"""Images made from volumes, which the volume service uploads by itself."""

from typing import Any

from blockctl.api import resources
from blockctl.api.client import Cloud
from blockctl.api.resources import VOLUME


def create(
    cloud: Cloud,
    volume_id: str,
    name: str,
    *,
    force: bool,
    disk_format: str,
    container_format: str,
    visibility: str | None,
    protected: bool | None,
) -> dict[str, Any]:
    """Ask for an image of a volume and return what is known of it; the upload goes on.

    ``force`` allows an attached volume. Before 3.1 an image is private and not protected, and
    asking for either raises BadUsage.
    """
    arguments: dict[str, Any] = {
        "image_name": name,
        "force": force,
        "disk_format": disk_format,
        "container_format": container_format,
    }
    if visibility is not None or protected is not None:
        cloud.require("3.1", "Choosing who may see or delete an image of a volume")
    if cloud.microversion >= (3, 1):
        arguments["visibility"] = visibility or "private"
        arguments["protected"] = protected or False
    action, doing = "os-volume_upload_image", f"Uploading volume {volume_id}"
    answer = resources.action(cloud, VOLUME, volume_id, action, arguments, doing)
    made: dict[str, Any] = answer[action]
    return made
