"""Extending a volume, for the commands that do it."""

from typing import Any

from blockctl.api import volumes
from blockctl.api.client import Cloud
from blockctl.api.resources import VOLUME
from blockctl.commands.base.failures import failure
from blockctl.commands.base.waiting import until_ready
from blockctl.errors import Conflict

_SETTLED = ("available", "in-use")


def extend(cloud: Cloud, volume: dict[str, Any], size: int, timeout: float | None) -> None:
    """Extend a volume to ``size`` GiB, and wait for it unless ``timeout`` (seconds) is None.

    Raises Conflict when it is that large already, and, with what Cinder says of it, when it did
    not grow.
    """
    label = volume.get("name") or volume["id"]
    if size <= volume["size"]:
        raise Conflict(f"Volume {label} has {volume['size']} GiB already; it can only grow.")
    if volume["status"] == "in-use":
        cloud.require("3.42", "Extending an attached volume")
    volumes.extend(cloud, volume["id"], size)
    if timeout is None:
        return
    # A volume for which there is no room is as it was before.
    now = until_ready(cloud, VOLUME, volume, timeout, _SETTLED)
    if now["size"] < size:
        raise failure(cloud, VOLUME, volume, f"Volume {label} still has {now['size']} GiB")
