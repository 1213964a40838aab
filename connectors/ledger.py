"""The ledger: what this host holds, written and synced to disk before each deed it describes.

A *device* is one thing attached to this host, unique by what it is on the *wire*; a *claim* is one
holder of it: a Cinder attachment, a connection file, a URI; the *journal* lists the steps of what
was done to a claim. Nothing in it is a secret.
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
from blockctl.connectors.connection import Connection, kept
from blockctl.connectors.origin import Origin
from blockctl.connectors.wires import wires
from blockctl.errors import BlockctlError, Conflict
from blockctl.paths import state_dir
from blockctl.standalone.record import boot_id

_CLAIMS = f"SELECT {COLUMNS} FROM claim LEFT JOIN device ON device.id = claim.device_id"
_DROP_UNCLAIMED = """
DELETE FROM device WHERE id NOT IN (SELECT device_id FROM claim WHERE device_id IS NOT NULL)
"""
# The columns of a device that are JSON, by the names under which they are handed over.
_JSON = {"marks": "identity", "layers": "layers"}


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
    return claim.path if claim else None


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
        """The claim of this volume, of whichever cloud."""
        return next((claim for claim in self.claims() if claim.volume_id == volume_id), None)

    def of_origin(self, origin: Origin) -> Claim | None:
        """The claim of what an origin gives out."""
        return next((claim for claim in self.claims() if origin.has(claim)), None)

    def sharing(self, claim: Claim) -> list[Claim]:
        """The other claims of this claim's device."""
        if claim.device is None:
            return []
        others = (each for each in self.claims() if each.id != claim.id)
        return [each for each in others if each.device and each.device.id == claim.device.id]

    def plan(self, origin: Origin, **wanted: Any) -> Claim:
        """Write down what will be attached, before anyone is asked for anything.

        ``wanted`` are columns of the claim: ``host`` and ``mode``, and what else is known by now.
        """
        now = _now()
        row = {
            "source": origin.source,
            "endpoint": origin.endpoint,
            "key": origin.key,
            "label": origin.label,
            "state": "planned",
            "boot_id": boot_id(),
            "created": now,
            "changed": now,
        }
        with self._transaction():
            number = self._insert("claim", row | wanted)
        return self.present(number)

    def begin(
        self,
        claim: Claim,
        operation: str,
        step: str,
        *,
        detail: Any = None,
        device_state: str | None = None,
        **columns: Any,
    ) -> int:
        """Write down that a step begins, and return its number.

        ``columns`` of the claim, and its device's ``device_state``, are as given from then on.
        """
        with self._transaction():
            if columns:
                self._change(claim, columns)
            if device_state is not None:
                self._change_device(claim, {"state": device_state, "boot_id": boot_id()})
            row = {"claim_id": claim.id, "operation": operation, "step": step, "begun": _now()}
            return self._insert("journal", row | {"detail": json.dumps(detail)})

    def finish(self, number: int, claim: Claim, changes: Mapping[str, Any]) -> Claim:
        """Write down that a step is done and what it changed, and return the claim as it is.

        ``changes`` are columns of the claim, and three more: ``connection``, from which its
        device is known, new or one that another claim holds; ``device``, columns of that device,
        or None once it is disconnected; ``leave``, that the claim holds it no longer.
        """
        columns = dict(changes)
        device = columns.pop("device", {})
        connection = columns.pop("connection", None)
        if columns.pop("leave", False):
            columns["device_id"] = None
        with self._transaction():
            if connection is not None:
                columns["device_id"] = self._bind(connection)
            self._change_device(claim, {"state": "disconnected"} if device is None else device)
            self._change(claim, columns)
            self._connection.execute(_DROP_UNCLAIMED)
            self._connection.execute("UPDATE journal SET done = ? WHERE id = ?", (_now(), number))
        return self.present(claim.id)

    def change(self, claim: Claim, **columns: Any) -> Claim:
        """Write down what was only asked for, such as that it is attached again after a reboot."""
        with self._transaction():
            self._change(claim, columns)
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

    def was_begun(self, claim: Claim, step: str, *, before: bool = False) -> bool:
        """Whether this step was ever begun for the claim's device and not finished.

        ``before``: leave out the step that is under way.
        """
        found = self._connection.execute(
            "SELECT count(*) FROM journal JOIN claim ON claim.id = journal.claim_id"
            " WHERE device_id = (SELECT device_id FROM claim WHERE id = ?)"
            " AND step = ? AND done IS NULL",
            (claim.id, step),
        ).fetchone()[0]
        return int(found) > int(before)

    def was_attached(self, claim: Claim) -> bool:
        """Whether somebody was ever told its device."""
        found = self._connection.execute(
            "SELECT count(*) FROM journal WHERE claim_id = ? AND operation = 'attach'"
            " AND step = 'complete' AND done IS NOT NULL",
            (claim.id,),
        ).fetchone()[0]
        return int(found) > 0

    def unfinished_step(self, claim: Claim) -> str | None:
        """The step that was begun last, if it was not finished."""
        unfinished = self._unfinished(claim)
        return unfinished["step"] if unfinished else None

    def unfinished_operation(self, claim: Claim) -> str | None:
        """The operation of that step."""
        unfinished = self._unfinished(claim)
        return unfinished["operation"] if unfinished else None

    def _unfinished(self, claim: Claim) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._connection.execute(
            "SELECT operation, step, done FROM journal WHERE claim_id = ? ORDER BY id DESC LIMIT 1",
            (claim.id,),
        ).fetchone()
        return row if row and row["done"] is None else None

    def _bind(self, connection: Connection) -> int:
        """The device that has one of the connection's wires, or a new one."""
        names = wires(connection)
        holes = ", ".join("?" for _ in names)
        found = self._connection.execute(
            f"SELECT DISTINCT device_id FROM wire WHERE name IN ({holes})", names
        ).fetchall()
        if len(found) > 1:
            raise Conflict(
                f"What is offered over {connection.transport} is several things on this host: its "
                f"paths lead to {len(found)} devices that are attached already.",
                "See them with: blockctl local list",
            )
        kept_now = json.dumps(kept(connection))
        if found:
            number = int(found[0]["device_id"])
            self._connection.execute(
                "UPDATE device SET connection = ? WHERE id = ?"
                " AND (state IN ('planned', 'disconnected') OR boot_id <> ?)",
                (kept_now, number, boot_id()),
            )
        else:
            number = self._insert("device", {"connection": kept_now, "boot_id": boot_id()})
        self._connection.executemany(
            "INSERT OR IGNORE INTO wire (name, device_id) VALUES (?, ?)",
            [(name, number) for name in names],
        )
        return number

    def _change(self, claim: Claim, columns: Mapping[str, Any]) -> None:
        values = {**columns, "changed": _now(), "id": claim.id}
        self._connection.execute(f"UPDATE claim SET {_assignments(values)} WHERE id = :id", values)

    def _change_device(self, claim: Claim, columns: Mapping[str, Any]) -> None:
        if not columns:
            return
        values = {
            _JSON.get(name, name): json.dumps(value) if name in _JSON else value
            for name, value in columns.items()
        }
        self._connection.execute(
            f"UPDATE device SET {_assignments(values)}"
            " WHERE id = (SELECT device_id FROM claim WHERE id = :id)",
            {**values, "id": claim.id},
        )

    def _insert(self, table: str, row: Mapping[str, Any]) -> int:
        columns, holes = ", ".join(row), ", ".join(f":{name}" for name in row)
        done = self._connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({holes})", row)
        return done.lastrowid or 0

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


def _assignments(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = :{name}" for name in values if name != "id")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
