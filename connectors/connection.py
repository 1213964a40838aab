"""What is connected: over which transport, and what os-brick needs to connect it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from blockctl.connectors.connection_fields import kept_data, normalised
from blockctl.errors import LocalFailed


@dataclass(frozen=True, repr=False)
class Connection:
    """``data`` may carry secrets, so this has no repr. ``multipath`` is how it is connected."""

    transport: str
    data: Mapping[str, Any]
    multipath: bool = False


def of_attachment(attachment: Mapping[str, Any], multipath: bool = False) -> Connection:
    """The connection in an attachment as the API shows it: one flat object (3.27).

    Raises LocalFailed for a transport that cannot be attached here.
    """
    info = attachment.get("connection_info") or {}
    transport = info.get("driver_volume_type")
    if not isinstance(transport, str):
        raise LocalFailed(
            f"The volume service does not say where volume {attachment['volume_id']} is."
        )
    return Connection(transport, normalised(transport, info), multipath)


def kept(connection: Connection) -> dict[str, Any]:
    """The part of a connection that the ledger stores: what disconnects again, and no secret."""
    return {
        "driver_volume_type": connection.transport,
        "data": kept_data(connection.transport, connection.data),
        "multipath": connection.multipath,
    }


def from_kept(stored: Mapping[str, Any]) -> Connection:
    """The connection that ``kept`` made this of."""
    return Connection(
        stored["driver_volume_type"], stored["data"], bool(stored.get("multipath", False))
    )
