"""The ledger's file: an SQLite database, made whole or not at all, and checked before use."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from blockctl.errors import LocalFailed
from blockctl.paths import private_dir

VERSION = 3
# "blkl": tells the ledger from any other SQLite file.
_APPLICATION_ID = 0x626C6B6C
# Seconds to wait for another process that writes.
_PATIENCE = 30
# https://sqlite.org/walformat.html, "The WAL-Index File Format": it grows by so much.
_INDEX_BYTES = 32768
_KEEP = (
    "It tells what is attached to this host, so restore it rather than remove it; without a copy "
    "see 'A damaged ledger' in the documentation of files. Nothing was touched."
)

_TABLES = """
CREATE TABLE device (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL,
    path TEXT,
    layers TEXT NOT NULL DEFAULT '[]',
    identity TEXT,
    size_bytes INTEGER,
    boot_id TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'planned'
        CHECK (state IN ('planned', 'connecting', 'connected', 'disconnected'))
);
CREATE TABLE wire (
    name TEXT PRIMARY KEY,
    device_id INTEGER NOT NULL REFERENCES device ON DELETE CASCADE
);
CREATE TABLE claim (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL CHECK (source IN ('cinder', 'file', 'uri')),
    endpoint TEXT NOT NULL,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    attachment_id TEXT,
    host TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('rw', 'ro')),
    persistent INTEGER NOT NULL DEFAULT 0,
    key_file TEXT,
    secret_file TEXT,
    mountpoint TEXT,
    mount TEXT,
    state TEXT NOT NULL
        CHECK (state IN ('planned', 'reserved', 'connecting', 'attached', 'detaching')),
    device_id INTEGER REFERENCES device,
    boot_id TEXT NOT NULL,
    created TEXT NOT NULL,
    changed TEXT NOT NULL,
    UNIQUE (source, endpoint, key)
);
CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    claim_id INTEGER NOT NULL REFERENCES claim ON DELETE CASCADE,
    operation TEXT NOT NULL,
    step TEXT NOT NULL,
    detail TEXT,
    begun TEXT NOT NULL,
    done TEXT
);
"""

# What makes the next version of each one that was released.
_STEPS_UP = {
    2: ("ALTER TABLE claim ADD COLUMN mountpoint TEXT", "ALTER TABLE claim ADD COLUMN mount TEXT"),
}


def connect(path: Path) -> sqlite3.Connection:
    """Open the ledger, which is made if it is not there, with every commit synced to disk.

    Raises LocalFailed, in a sentence, when the file is damaged, is no ledger, is of a newer
    blockctl, or belongs to another user; it is never replaced.
    """
    with told(path):
        _prepare(path)
        connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            _check(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def exists(path: Path) -> bool:
    """Whether there is a ledger. Raises LocalFailed when that cannot be seen."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as trouble:
        raise _unusable(path, trouble) from trouble
    return True


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite says into one sentence."""
    try:
        yield
    except sqlite3.OperationalError as trouble:
        if _is_full(path, trouble):
            raise LocalFailed(
                f"The ledger {path} cannot be used: its disk is full.",
                "Make room on it, then end what may have been begun: blockctl local recover",
            ) from trouble
        raise LocalFailed(f"The ledger {path} cannot be used: {trouble}.") from trouble
    except sqlite3.DatabaseError as damage:
        raise LocalFailed(f"The ledger {path} is damaged: {damage}.", _KEEP) from damage


def _is_full(path: Path, trouble: sqlite3.OperationalError) -> bool:
    code = trouble.sqlite_errorcode
    if code == sqlite3.SQLITE_FULL:
        return True
    # Where not even the index of the write-ahead log finds room, SQLite only tells of input and
    # output; the low byte is the error without its particulars.
    try:
        room = os.statvfs(path.parent)
    except OSError:
        return False
    return code & 0xFF == sqlite3.SQLITE_IOERR and room.f_bavail * room.f_frsize < _INDEX_BYTES


def _prepare(path: Path) -> None:
    try:
        if not exists(path):
            _create(path)
        status = path.lstat()
    except OSError as trouble:
        raise _unusable(path, trouble) from trouble
    if status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise LocalFailed(f"The ledger {path} can be changed by other users; it is not used.")


def _unusable(path: Path, trouble: OSError) -> LocalFailed:
    return LocalFailed(f"The ledger {path} cannot be used: {trouble.strerror or trouble}.")


def _create(path: Path) -> None:
    """Make it under another name first: a ledger that is there is whole, however this ends."""
    folder = private_dir(path.parent)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".ledger-")
    os.close(handle)
    try:
        with closing(sqlite3.connect(name, isolation_level=None)) as connection:
            connection.executescript(_TABLES)
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
            # Only with write-ahead logging does synchronous = FULL keep each commit through a
            # power cut: a rollback journal's removal is not synced and would undo the last one.
            connection.execute("PRAGMA journal_mode = WAL")
        try:
            os.link(name, path)
        except FileExistsError:
            return  # another process was first
        _sync_folder(folder)
    finally:
        os.unlink(name)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    [found] = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(found)
    [application] = connection.execute("PRAGMA application_id").fetchone()
    if application != _APPLICATION_ID:
        raise LocalFailed(f"{path} is not a ledger of blockctl.", _KEEP)
    version = _version(connection)
    if version in _STEPS_UP:
        version = _brought_up(connection)
    if version != VERSION:
        raise LocalFailed(
            f"The ledger {path} is of version {version}, and this blockctl knows {VERSION}.",
            "Use the blockctl that wrote it, or a newer one.",
        )


def _version(connection: sqlite3.Connection) -> int:
    [version] = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _brought_up(connection: sqlite3.Connection) -> int:
    """Make today's version of an older one, wholly or not at all; returns the version it has."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have been first.
        while statements := _STEPS_UP.get(version := _version(connection)):
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return version
