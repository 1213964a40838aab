"""User messages: why Cinder failed, in words meant for users (microversion 3.3; filters 3.5)."""

from blockctl.api.client import Cloud
from blockctl.api.resources import Resource
from blockctl.errors import BlockctlError

MESSAGE = Resource(
    "message", "volume message", "/messages", "message", "messages", detail="", since="3.3"
)


# Of an operation; more of one resource are older ones.
_LATEST = 50


def are_told(cloud: Cloud) -> bool:
    """Whether the service can be asked for those about one resource."""
    return cloud.microversion >= (3, 5)


def latest_about(cloud: Cloud, resource_id: str) -> str | None:
    """The newest user message about what ``cloud`` was asked to do with a resource, or None.

    A message bears the ID of the request that led to it; where the service tells no IDs, any
    message about the resource counts. It only adds to another error, so no trouble in fetching it
    is raised.
    """
    if not are_told(cloud):
        return None
    filters = {"resource_uuid": resource_id, "sort": "created_at:desc"}
    try:
        for message in cloud.pages("/messages", "messages", "Listing messages", filters, _LATEST):
            if not cloud.changes or message.get("request_id") in cloud.changes:
                return str(message.get("user_message") or "") or None
    except BlockctlError:
        pass
    return None
