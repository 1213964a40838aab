"""What the service began and did not do, with the reason that it gives."""

from blockctl.api import messages
from blockctl.api.client import Cloud
from blockctl.errors import BlockctlError


def failure(cloud: Cloud, resource_id: str, what: str) -> BlockctlError:
    """An error that says ``what`` happened, as a clause, and why, by Cinder's newest message."""
    reason = messages.latest_about(cloud, resource_id)
    told = reason.rstrip(".") if reason else "the service gives no reason"
    return BlockctlError(f"{what}: {told}.", cloud.advice)
