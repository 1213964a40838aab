"""The SQLite file of the standalone service: made whole or not at all."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

# Kept in SQLite's user_version, which neither Cinder nor alembic uses.
_COMPLETE = 1


def migrate(path: Path, synchronize: Callable[[], None]) -> None:
    """Bring the database to the schema of the installed Cinder by calling ``synchronize``.

    A first creation that was killed leaves half a schema, which no migration can go on from:
    it holds nothing yet, so it is removed and made anew. Raises what ``synchronize`` raises.
    """
    if path.exists() and _pragma(path, "user_version") != _COMPLETE:
        for suffix in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    synchronize()
    _pragma(path, "journal_mode=WAL")
    _pragma(path, f"user_version={_COMPLETE}")


def _pragma(path: Path, pragma: str) -> object:
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute(f"PRAGMA {pragma}").fetchone()
        return row[0] if row else None
