"""What the ledger's rows are: devices, and the claims that hold them."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from blockctl.connectors.connection import Connection, from_kept
from blockctl.standalone.record import boot_id

CINDER = "cinder"
# In the place of a boot's ID: stale in every boot, until it is attached again.
NO_BOOT = ""


@dataclass(frozen=True)
class Device:
    """One thing attached to this host, with all its claims.

    ``connection`` is how to disconnect it again, without secrets. ``path`` is what users get, and
    ``layers`` what was put upon what os-brick connected to make it, the lowest first. ``marks``
    prove that it is the same (identity.Identity). ``path``, ``marks`` and ``size_bytes`` are None
    until it was seen.
    """

    id: int
    connection: Connection
    path: str | None
    layers: Sequence[Mapping[str, str]]
    marks: Mapping[str, Any] | None
    size_bytes: int | None
    boot_id: str
    state: str

    @property
    def transport(self) -> str:
        """What the field calls the way it is attached: iscsi, nvmeof, local, …"""
        return self.connection.transport

    @property
    def is_of_this_boot(self) -> bool:
        """Whether ``path`` and ``marks`` still mean something."""
        return self.boot_id == boot_id()

    @property
    def is_begun(self) -> bool:
        """Whether there may be something of it on this host."""
        return self.state in ("connecting", "connected")


@dataclass(frozen=True)
class Claim:
    """One holder of a device, and how far it is.

    ``source`` and ``key`` say who: a volume's ID for one of a cloud (whose ``endpoint`` has the
    project in it where the cloud puts it there), the file of a connection, or a URI.
    ``label`` is what a user calls it, if that is another name. ``key_file`` is where the key of
    something encrypted was read, and ``secret_file`` where the CHAP secret was, if they were in
    files. ``mountpoint`` is what its cloud is told of where it is used, and ``mount`` where this
    ledger has it mounted, or is about to. ``device`` is None until it is known what is to be
    connected.
    """

    id: int
    source: str
    endpoint: str
    key: str
    label: str
    attachment_id: str | None
    host: str
    mode: str
    persistent: bool
    key_file: str | None
    secret_file: str | None
    mountpoint: str | None
    mount: str | None
    state: str
    boot_id: str
    created: str
    changed: str
    device: Device | None

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return self.label or self.key

    @property
    def title(self) -> str:
        """How a sentence about it begins."""
        return f"Volume {self.name}" if self.source == CINDER else self.name

    @property
    def volume_id(self) -> str | None:
        """The ID of the volume, for one of a cloud. They are UUIDs: unique across clouds."""
        return self.key if self.source == CINDER else None

    @property
    def path(self) -> str | None:
        """Where its device is, if that was seen since this host started."""
        if self.device is None or self.is_set_aside or not self.device.is_of_this_boot:
            return None
        return self.device.path

    @property
    def is_stale(self) -> bool:
        """Whether it is of another boot: its device is gone, or is not what it was."""
        return self.boot_id != boot_id()

    @property
    def is_set_aside(self) -> bool:
        """Whether it was attached, and attaching it again failed."""
        return self.boot_id == NO_BOOT


_OF_CLAIM = tuple(field.name for field in fields(Claim) if field.name != "device")
_OF_DEVICE = {
    field.name: "identity" if field.name == "marks" else field.name for field in fields(Device)
}
COLUMNS = ", ".join(
    [f"claim.{name}" for name in _OF_CLAIM]
    + [f"device.{column} AS device_{name}" for name, column in _OF_DEVICE.items()]
)


def from_row(row: sqlite3.Row) -> Claim:
    """The claim in a row of ``COLUMNS``."""
    plain = {name: row[name] for name in _OF_CLAIM} | {"persistent": bool(row["persistent"])}
    return Claim(**plain, device=_device(row) if row["device_id"] is not None else None)


def _device(row: sqlite3.Row) -> Device:
    columns = {name: row[f"device_{name}"] for name in _OF_DEVICE}
    marks = columns["marks"]
    return Device(
        **columns
        | {
            "connection": from_kept(json.loads(columns["connection"])),
            "layers": json.loads(columns["layers"]),
            "marks": None if marks is None else json.loads(marks),
        }
    )
