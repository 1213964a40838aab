"""What the ledger's rows are: devices, and the claims that hold them."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from blockctl.standalone.record import boot_id


@dataclass(frozen=True)
class Device:
    """One thing attached to this host. ``marks`` prove it is the same (identity.Identity)."""

    transport: str
    path: str
    marks: Mapping[str, Any]
    size_bytes: int
    boot_id: str
    state: str

    @property
    def is_of_this_boot(self) -> bool:
        """Whether ``path`` and ``marks`` still mean something."""
        return self.boot_id == boot_id()


@dataclass(frozen=True)
class Claim:
    """One holder of a device: a volume's attachment in a cloud, and how far it is.

    ``endpoint`` is the cloud's, with the project in it where the cloud puts it there.
    ``connection`` is how to disconnect again, without secrets; None until Cinder exported it.
    """

    id: int
    endpoint: str
    volume_id: str
    volume_name: str
    attachment_id: str | None
    host: str
    mode: str
    state: str
    connection: Mapping[str, Any] | None
    boot_id: str
    created: str
    changed: str
    device: Device | None

    @property
    def name(self) -> str:
        """What to call the volume in a sentence."""
        return self.volume_name or self.volume_id

    @property
    def is_stale(self) -> bool:
        """Whether it is of another boot: its device is gone, or is not what it was."""
        return self.boot_id != boot_id()


_PLAIN = tuple(field.name for field in fields(Claim) if field.name not in ("connection", "device"))
COLUMNS = ", ".join(
    [f"claim.{name}" for name in (*_PLAIN, "connection", "device_id")]
    + [f"device.{name}" for name in ("transport", "path", "identity", "size_bytes")]
    + ["device.boot_id AS device_boot_id", "device.state AS device_state"]
)


def from_row(row: sqlite3.Row) -> Claim:
    """The claim in a row of ``COLUMNS``."""
    device = None
    if row["device_id"] is not None:
        device = Device(
            transport=row["transport"],
            path=row["path"],
            marks=json.loads(row["identity"]),
            size_bytes=row["size_bytes"],
            boot_id=row["device_boot_id"],
            state=row["device_state"],
        )
    connection = json.loads(row["connection"]) if row["connection"] else None
    return Claim(**{name: row[name] for name in _PLAIN}, connection=connection, device=device)
