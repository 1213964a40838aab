"""What a volume service offers: over which transport, and what os-brick needs to connect."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from blockctl.errors import LocalFailed

# Of what a service sends only these are stored: what disconnects again, and no secret.
_KEPT = {"local": ("device_path", "backing_file")}


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
    transport = str(info.get("driver_volume_type", "nothing"))
    if transport not in _KEPT:
        raise LocalFailed(
            f"Volume {attachment['volume_id']} is offered over {transport}, which this blockctl "
            f"cannot attach; it can attach over {', '.join(_KEPT)}."
        )
    if info.get("encrypted"):
        raise LocalFailed(
            f"Volume {attachment['volume_id']} is encrypted, and this blockctl cannot open it."
        )
    if not isinstance(info.get("device_path"), str):
        raise LocalFailed(
            f"The volume service does not say where volume {attachment['volume_id']} is."
        )
    return Connection(transport, info, multipath)


def kept(connection: Connection) -> dict[str, Any]:
    """The part of a connection that the ledger stores."""
    names = _KEPT[connection.transport]
    data = {name: connection.data[name] for name in names if name in connection.data}
    return {
        "driver_volume_type": connection.transport,
        "data": data,
        "multipath": connection.multipath,
    }


def from_kept(stored: Mapping[str, Any]) -> Connection:
    """The connection that ``kept`` made this of."""
    return Connection(
        stored["driver_volume_type"], stored["data"], bool(stored.get("multipath", False))
    )
