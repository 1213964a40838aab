"""What a volume service offers: over which transport, and what os-brick needs to connect."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from blockctl.connectors.transports import SHARES
from blockctl.errors import LocalFailed

# Of what a service sends only these are stored: what disconnects again, and no secret.
_SHARE = ("export", "name", "options")
_ISCSI = (
    "target_portal", "target_portals", "target_iqn", "target_iqns", "target_lun", "target_luns",
    "target_discovered", "volume_id",
)  # fmt: skip
_KEPT = {
    "file": ("path",),
    "local": ("device_path", "backing_file"),
    "iscsi": _ISCSI,
    "iser": _ISCSI,
    "nvmeof": (
        "target_portal", "target_port", "nqn", "target_nqn", "portals", "transport_type", "ns_id",
        "vol_uuid", "volume_nguid", "alias", "replica_count", "volume_replicas",
    ),
    "fibre_channel": (
        "target_wwn", "target_wwns", "target_lun", "target_luns", "target_discovered",
        "initiator_target_map", "initiator_target_lun_map", "volume_id",
    ),
    "rbd": ("name", "hosts", "ports", "cluster_name", "auth_enabled", "auth_username"),
    **dict.fromkeys(SHARES, _SHARE),
}  # fmt: skip
# Of a transport that is not known here, all but what may be one.
_SECRET = ("password", "secret", "keyring", "token", "key", "auth")


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
    return Connection(transport, info, multipath)


def kept(connection: Connection) -> dict[str, Any]:
    """The part of a connection that the ledger stores: what disconnects again, and no secret."""
    return {
        "driver_volume_type": connection.transport,
        "data": {
            name: value
            for name, value in connection.data.items()
            if _is_kept(connection.transport, name)
        },
        "multipath": connection.multipath,
    }


def _is_kept(transport: str, name: str) -> bool:
    if transport in _KEPT:
        return name in _KEPT[transport]
    return not any(part in name.lower() for part in _SECRET)


def from_kept(stored: Mapping[str, Any]) -> Connection:
    """The connection that ``kept`` made this of."""
    return Connection(
        stored["driver_volume_type"], stored["data"], bool(stored.get("multipath", False))
    )
