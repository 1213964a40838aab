"""The configuration, as Cinder's own parser reads it, and the files around it."""

import os
import sqlite3
from pathlib import Path

import pytest

from blockctl.errors import BadUsage, BlockctlError
from blockctl.standalone import clients, database, secret, settings
from blockctl.standalone.folder import Folder, prepare
from blockctl.standalone.volume_groups import Group

cfg = pytest.importorskip("oslo_config.cfg")


def test_oslo_reads_what_was_meant(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "with a space and ünicode")
    prepare(folder)
    backends = {
        "file": settings.of_folder(folder.volumes, "loop"),
        "file2": settings.of_folder(tmp_path, "file"),
        "lvm": settings.of_group(Group("group-1", "nvme")),
    }
    sections = settings.sections(folder, backends, Path("/api"), "00ff")
    folder.config.write_text(settings.text_of(sections))
    conf = cfg.ConfigOpts()
    for section, options in sections.items():
        for name in options:
            conf.register_opt(cfg.StrOpt(name), group=None if section == "DEFAULT" else section)
    conf(["--config-file", str(folder.config)], project="x", default_config_dirs=[])
    for section, options in sections.items():
        read = conf if section == "DEFAULT" else conf[section]
        assert {name: read[name] for name in options} == options


def test_secrets_are_made_once_and_private(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    first = secret.keep(folder)
    assert secret.keep(folder) == first
    assert len(first.token) >= 43
    assert folder.secrets.stat().st_mode & 0o777 == 0o600
    assert first.token not in repr(first)


@pytest.mark.parametrize("damage", ["", "[]", '{"token": "x"}'])
def test_damaged_secrets_are_not_replaced(tmp_path: Path, damage: str) -> None:
    folder = Folder(tmp_path)
    folder.secrets.write_text(damage)
    with pytest.raises(BlockctlError, match="is damaged"):
        secret.keep(folder)
    assert folder.secrets.read_text() == damage


def test_a_killed_first_creation_of_the_database_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "db"

    def create() -> None:
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE volumes (id)")

    def killed() -> None:
        create()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        database.migrate(path, killed)
    database.migrate(path, create)
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO volumes VALUES (1)")
    database.migrate(path, lambda: None)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT id FROM volumes").fetchall() == [(1,)]
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_database_has_room_to_work_in_and_a_kill_does_not_harm_it(tmp_path: Path) -> None:
    path = tmp_path / "db"
    database.migrate(path, lambda: None)
    with sqlite3.connect(path) as killed:
        killed.execute("CREATE TABLE blockctl_reserve (room BLOB)")
    kept = database.reserve(path)
    with sqlite3.connect(path) as connection:
        (free,) = connection.execute("PRAGMA freelist_count").fetchone()
        (page,) = connection.execute("PRAGMA page_size").fetchone()
    assert free * page >= 2 * 1024**2
    assert path.with_name("db-wal").stat().st_size >= 2 * 1024**2
    kept.close()


def test_what_is_answered_is_on_disk(tmp_path: Path) -> None:
    """Full sync (2) is SQLite's default, and neither Cinder nor our settings change it."""
    enginefacade = pytest.importorskip("oslo_db.sqlalchemy.enginefacade")
    folder = Folder(tmp_path)
    given = settings.sections(
        folder, {"file": settings.of_folder(folder.volumes, "loop")}, Path("/api"), "00ff"
    )
    facade = enginefacade.transaction_context()
    facade.configure(connection=given["database"]["connection"])
    assert set(given["database"]) == {"connection", "slave_connection"}
    with facade.writer.get_engine().connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_variables_that_would_override_ours_are_named() -> None:
    env = {"OS_USERNAME": "x", "OS_CLOUD": "y", "OS_AUTH_TYPE": "z", "PATH": "/"}
    assert clients.in_the_way(env, {"OS_AUTH_TYPE": "noauth"}) == ["OS_USERNAME"]


def test_state_folder_is_private_even_if_it_was_not(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "standalone")
    folder.root.mkdir(mode=0o755)
    prepare(folder)
    assert folder.root.stat().st_mode & 0o777 == 0o700
    assert os.listdir(folder.root / "volumes") == []


@pytest.mark.parametrize("name", ["$HOME", "a?b", "50%", "a#b", "line\nend"])
def test_a_path_that_a_configuration_cannot_hold_is_refused(tmp_path: Path, name: str) -> None:
    folder = Folder(tmp_path / name / "standalone")
    with pytest.raises(BadUsage, match="cannot hold"):
        prepare(folder)
    assert not folder.root.parent.exists()
