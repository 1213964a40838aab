"""Thousands of volumes in a standalone service's database, copied from a real one."""

import sqlite3
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path


def seed(database: Path, count: int) -> None:
    """Copy the row of one available volume ``count`` times, each with two properties."""
    connection = sqlite3.connect(database, timeout=60)
    connection.row_factory = sqlite3.Row
    row = connection.execute(
        "SELECT * FROM volumes WHERE deleted = 0 AND status = 'available' LIMIT 1"
    ).fetchone()
    columns = row.keys()
    first = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=30)
    volumes, properties = [], []
    for number in range(count):
        made = (first + timedelta(seconds=number)).isoformat(" ")
        values = dict(row) | {
            "id": str(uuid.uuid4()),
            "created_at": made,
            "updated_at": made,
            "display_name": f"seed-{number:05}",
            "size": 1 + number % 50,
        }
        volumes.append([values[name] for name in columns])
        properties += [
            (made, 0, values["id"], "owner", f"team-{number % 20}"),
            (made, 0, values["id"], "tier", "gold"),
        ]
    places = ", ".join("?" * len(columns))
    with connection:
        connection.executemany(
            f"INSERT INTO volumes ({', '.join(columns)}) VALUES ({places})", volumes
        )
        connection.executemany(
            "INSERT INTO volume_metadata (created_at, deleted, volume_id, key, value)"
            " VALUES (?, ?, ?, ?, ?)",
            properties,
        )
    connection.close()
