"""The ledger: what this host holds, written and synced to disk before each deed it describes.

A *device* is one thing attached to this host, unique by what it is on the wire; a *claim* is one
holder of it, here a Cinder attachment; the *journal* lists the steps of what was done to a claim.
Nothing in it is a secret.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from blockctl.connectors import schema
from blockctl.connectors.claims import COLUMNS, Claim, from_row
from blockctl.errors import BlockctlError
from blockctl.paths import state_dir
from blockctl.standalone.record import boot_id

_CLAIMS = f"SELECT {COLUMNS} FROM claim LEFT JOIN device ON device.id = claim.device_id"
_PUT_DEVICE = """
INSERT INTO device (transport, wire, path, identity, size_bytes, boot_id, state)
VALUES (:transport, :wire, :path, :identity, :size_bytes, :boot_id, 'connected')
ON CONFLICT (wire) DO UPDATE SET
    transport = :transport, path = :path, identity = :identity, size_bytes = :size_bytes,
    boot_id = :boot_id, state = 'connected'
"""
_DROP_UNCLAIMED = """
DELETE FROM device WHERE id NOT IN (SELECT device_id FROM claim WHERE device_id IS NOT NULL)
"""


@contextmanager
def opened() -> Iterator["Ledger"]:
    """This host's ledger (root's, or the calling user's own). Raises as schema.connect does."""
    path = ledger_path()
    with schema.told(path), closing(schema.connect(path)) as connection:
        yield Ledger(connection)


def ledger_path() -> Path:
    """Where the ledger is."""
    return state_dir() / "ledger.sqlite"


def device_of(volume_id: str) -> str | None:
    """The path of the device that this volume is attached to this host as; None if it is not,
    or if that cannot be told. Never fails.
    """
    try:
        if not schema.exists(ledger_path()):
            return None
        with opened() as book:
            claim = book.of_volume(volume_id)
    except (BlockctlError, OSError):
        return None
    device = claim.device if claim else None
    return device.path if device and device.is_of_this_boot else None


class Ledger:
    """An open ledger; each method is one synced transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        connection.row_factory = sqlite3.Row
        self._connection = connection

    def claims(self) -> list[Claim]:
        """Every claim, the oldest first."""
        return [from_row(row) for row in self._connection.execute(f"{_CLAIMS} ORDER BY claim.id")]

    def claim(self, claim_id: int | None) -> Claim | None:
        """The claim of this number as it is now."""
        return next((claim for claim in self.claims() if claim.id == claim_id), None)

    def of_volume(self, volume_id: str) -> Claim | None:
        """The claim of this volume. Volume IDs are UUIDs, so they are unique across clouds."""
        return next((claim for claim in self.claims() if claim.volume_id == volume_id), None)

    def plan(self, *, endpoint: str, volume: Mapping[str, Any], host: str, mode: str) -> Claim:
        """Write down that a volume will be attached, before anyone is asked for anything."""
        now = _now()
        values = (endpoint, volume["id"], volume.get("name") or "", host, mode, boot_id(), now, now)
        with self._transaction():
            inserted = self._connection.execute(
                "INSERT INTO claim (source, endpoint, volume_id, volume_name, host, mode, state,"
                " boot_id, created, changed) VALUES ('cinder', ?, ?, ?, ?, ?, 'planned', ?, ?, ?)",
                values,
            )
        return self.present(inserted.lastrowid)

    def begin(
        self, claim: Claim, operation: str, step: str, detail: Any = None, state: str | None = None
    ) -> int:
        """Write down that a step begins (and the claim's new state), and return its number."""
        with self._transaction():
            if state is not None:
                self._change(claim, {"state": state})
            inserted = self._connection.execute(
                "INSERT INTO journal (claim_id, operation, step, detail, begun)"
                " VALUES (?, ?, ?, ?, ?)",
                (claim.id, operation, step, json.dumps(detail), _now()),
            )
        return inserted.lastrowid or 0

    def finish(self, number: int, claim: Claim, changes: Mapping[str, Any]) -> Claim:
        """Write down that a step is done and what it changed, and return the claim as it is.

        ``changes`` are columns of the claim, and ``device``: what was connected (transport, wire,
        path, marks, size_bytes), or None once it is disconnected.
        """
        columns = {name: value for name, value in changes.items() if name != "device"}
        if columns.get("connection") is not None:
            columns["connection"] = json.dumps(columns["connection"])
        with self._transaction():
            if changes.get("device") is not None:
                columns["device_id"] = self._put(changes["device"])
            elif "device" in changes:
                self._connection.execute(
                    "UPDATE device SET state = 'disconnected'"
                    " WHERE id = (SELECT device_id FROM claim WHERE id = ?)",
                    (claim.id,),
                )
            self._change(claim, columns)
            self._connection.execute(_DROP_UNCLAIMED)
            self._connection.execute("UPDATE journal SET done = ? WHERE id = ?", (_now(), number))
        return self.present(claim.id)

    def forget(self, claim: Claim) -> None:
        """Remove a claim that holds nothing any more, and its device with the last claim."""
        with self._transaction():
            self._connection.execute("DELETE FROM claim WHERE id = ?", (claim.id,))
            self._connection.execute(_DROP_UNCLAIMED)

    def detail(self, claim: Claim, step: str) -> Any:
        """What was noted when this step was last begun; None when it never was."""
        row = self._connection.execute(
            "SELECT detail FROM journal WHERE claim_id = ? AND step = ? ORDER BY id DESC LIMIT 1",
            (claim.id, step),
        ).fetchone()
        return json.loads(row["detail"]) if row else None

    def unfinished_step(self, claim: Claim) -> str | None:
        """The step that was begun last, if it was not finished."""
        row = self._connection.execute(
            "SELECT step, done FROM journal WHERE claim_id = ? ORDER BY id DESC LIMIT 1",
            (claim.id,),
        ).fetchone()
        return row["step"] if row and row["done"] is None else None

    def _put(self, device: Mapping[str, Any]) -> int:
        columns = {**device, "identity": json.dumps(device["marks"]), "boot_id": boot_id()}
        self._connection.execute(_PUT_DEVICE, columns)
        [number] = self._connection.execute(
            "SELECT id FROM device WHERE wire = ?", (device["wire"],)
        ).fetchone()
        return int(number)

    def _change(self, claim: Claim, columns: Mapping[str, Any]) -> None:
        values = {**columns, "changed": _now()}
        assignments = ", ".join(f"{name} = :{name}" for name in values)
        self._connection.execute(
            f"UPDATE claim SET {assignments} WHERE id = :id", {**values, "id": claim.id}
        )

    def present(self, claim_id: int | None) -> Claim:
        """As ``claim``, for one that must be there."""
        claim = self.claim(claim_id)
        if claim is None:
            raise sqlite3.DatabaseError(f"claim {claim_id} is missing")
        return claim

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
