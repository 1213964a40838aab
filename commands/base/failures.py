"""What the service began and did not do, with the reason that it gives."""

import time
from collections.abc import Mapping
from typing import Any

from blockctl.api import messages
from blockctl.api.client import Cloud
from blockctl.api.resources import VOLUME, Resource
from blockctl.errors import BlockctlError

# Seconds between looks: Cinder writes the status first, and then the message that says why
# (cinder/volume/manager.py create_snapshot).
_PAUSES = (0.2, 0.5, 1.0)


def failure(cloud: Cloud, resource: Resource, item: Mapping[str, Any], what: str) -> BlockctlError:
    """An error that says ``what`` happened to ``item``, as a clause, and Cinder's reason for it."""
    reason = _reason(cloud, item["id"])
    told = reason.rstrip(".") if reason else "the service gives no reason"
    return BlockctlError(f"{what}: {told}.", _next_step(cloud, resource, item["id"]))


def _reason(cloud: Cloud, resource_id: str) -> str | None:
    reason = messages.latest_about(cloud, resource_id)
    for pause in _PAUSES if messages.are_told(cloud) else ():
        if reason:
            break
        time.sleep(pause)
        reason = messages.latest_about(cloud, resource_id)
    return reason


def _next_step(cloud: Cloud, resource: Resource, resource_id: str) -> str | None:
    if resource is not VOLUME:
        return cloud.advice
    diagnose = f"ind the cause: blockctl volume diagnose {resource_id}"
    return f"{cloud.advice}; f{diagnose}" if cloud.advice else f"F{diagnose}"
