"""The SQLite file of the standalone service: made whole or not at all, with room to go on in."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

# Kept in SQLite's user_version, which neither Cinder nor alembic uses.
_COMPLETE = 1
# What Cinder writes for some thousand operations; less than SQLite's log grows to by itself.
_RESERVE = 2 * 1024**2


def migrate(path: Path, synchronize: Callable[[], None]) -> None:
    """Bring the database to the schema of the installed Cinder by calling ``synchronize``.

    A first creation that was killed leaves half a schema, which no migration can go on from:
    it holds nothing yet, so it is removed and made anew. Raises what ``synchronize`` raises,
    and sqlite3.Error when the file is damaged.
    """
    if path.exists() and _pragma(path, "user_version") != _COMPLETE:
        for suffix in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    synchronize()
    _pragma(path, "journal_mode=WAL")
    _pragma(path, f"user_version={_COMPLETE}")


def reserve(path: Path) -> sqlite3.Connection:
    """Give the database and its log room on disk, so that both work on when the disk is full.

    SQLite uses again what it freed, in the file and in the log, as long as a connection is
    open: the one that is returned is kept open for that. Raises sqlite3.Error.
    """
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("DROP TABLE IF EXISTS blockctl_reserve")  # of a start that was killed
    connection.execute("CREATE TABLE blockctl_reserve (room BLOB)")
    connection.execute("INSERT INTO blockctl_reserve VALUES (zeroblob(?))", (_RESERVE,))
    connection.execute("DROP TABLE blockctl_reserve")
    connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
    return connection


def counts(path: Path) -> dict[str, int] | None:
    """How many volumes, snapshots and backups there are, and attachments that a host holds.

    None when there is no database or it cannot be read.
    """
    wanted = {
        "volumes": "volumes WHERE deleted = 0",
        "snapshots": "snapshots WHERE deleted = 0",
        "backups": "backups WHERE deleted = 0",
        "attachments": "volume_attachment WHERE deleted = 0 AND connector IS NOT NULL",
    }
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(path)) as connection:
            return {
                name: int(connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0])
                for name, what in wanted.items()
            }
    except sqlite3.Error:
        return None


def _pragma(path: Path, pragma: str) -> object:
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute(f"PRAGMA {pragma}").fetchone()
        return row[0] if row else None
