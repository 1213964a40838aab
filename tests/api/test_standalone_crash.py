"""The service is killed in the middle of its work: what the next ``up`` makes of it."""

import hashlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blockctl.standalone import record
from tests.api.conftest import Blockctl
from tests.api.standalone_api import Api

GIB = 1024**3
LISTS = {
    "volumes": "/volumes/detail?all_tenants=1",
    "snapshots": "/snapshots/detail?all_tenants=1",
    "backups": "/backups/detail?all_tenants=1",
}
ENDED = {"available", "error", "error_restoring", "error_deleting", "error_managing"}
# So much data that a copy of it is not done before the kill.
DATA = 60 * 1024**2


class Scene:
    """A service with two folders, and what a test asks of it."""

    def __init__(self, run: Blockctl) -> None:
        self.run = run
        second = run.folder / "second"
        second.mkdir()
        self.up("--backend", f"file:{second}")
        self.folders = {"standalone@file": Api(run).volumes, "standalone@file2": second}

    def up(self, *options: str) -> None:
        self.run("standalone", "up", "--port", str(self.run.port), *options)
        self.api = Api(self.run)

    def kill(self) -> None:
        service = self.api.service
        os.kill(service.pid, signal.SIGKILL)
        while service.is_running():
            time.sleep(0.01)

    def volume(self, **wanted: Any) -> str:
        return self.asked("/volumes", volume={"size": 1, **wanted})

    def ready(self, **wanted: Any) -> str:
        made = self.volume(**wanted)
        self.api.status("volumes", "volume", made, "available")
        return made

    def asked(self, path: str, **body: Any) -> str:
        code, answer = self.api("POST", path, body)
        assert code in (200, 202), answer
        made: dict[str, Any] = next(iter(answer.values())) if answer else {}
        return str(made.get("id"))

    def every(self, kind: str) -> list[dict[str, Any]]:
        code, answer = self.api("GET", LISTS[kind])
        assert code == 200, answer
        found: list[dict[str, Any]] = answer[kind]
        return found

    def file_of(self, volume: dict[str, Any]) -> Path:
        return self.folders[volume["os-vol-host-attr:host"].partition("#")[0]] / (
            f"volume-{volume['id']}"
        )

    def settled(self) -> None:
        """Wait until nothing is in a passing status; deletions that were cut are carried on."""
        end = time.monotonic() + 3000
        while passing := [
            (kind, item["id"], item["status"])
            for kind in LISTS
            for item in self.every(kind)
            if item["status"] not in ENDED
        ]:
            assert time.monotonic() < end, passing
            time.sleep(0.1)

    def files(self) -> set[Path]:
        """Every file of a volume or snapshot, and all that is unfinished."""
        return {
            path
            for folder in self.folders.values()
            for path in folder.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        }


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    run = Blockctl(tmp_path)
    (tmp_path / "state").mkdir(mode=0o700)
    yield Scene(run)
    run("standalone", "reset", "--yes", "--force", check=False)
    assert record.read(tmp_path / "state" / "standalone") is None


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def begin_everything(scene: Scene, source: str, old: dict[str, str]) -> None:
    """Ask for one of each kind of work; none is waited for."""
    scene.volume(name="new")
    scene.volume(name="clone", source_volid=source)
    scene.asked("/snapshots", snapshot={"volume_id": source, "name": "snap", "force": True})
    scene.asked("/backups", backup={"volume_id": old["backed up"], "name": "backup"})
    scene.asked(f"/volumes/{old['extended']}/action", **{"os-extend": {"new_size": 2}})
    move = {"os-migrate_volume": {"host": "standalone@file2#file2"}}
    scene.asked(f"/volumes/{old['moved']}/action", **move)
    scene.api("DELETE", f"/volumes/{old['deleted']}")
    scene.api("DELETE", f"/snapshots/{old['snapshot']}")
    scene.volume(name="restored", backup_id=old["backup"])


# Seconds from the last request to the kill: from before the work has begun to after its end.
@pytest.mark.parametrize("delay", [0.0, 0.4])
def test_database_and_files_agree_after_a_kill(scene: Scene, delay: float) -> None:
    first = {"availability_zone": "nova"}
    source = scene.ready(name="source", **first)
    written = scene.file_of(scene.api("GET", f"/volumes/{source}")[1]["volume"])
    with written.open("r+b") as file:
        file.seek(GIB // 2)
        file.write(os.urandom(DATA))
    content = digest(written)
    old = {
        name: scene.ready(name=name, source_volid=source)
        for name in ("backed up", "extended", "moved", "deleted")
    }
    old["snapshot"] = scene.asked("/snapshots", snapshot={"volume_id": source})
    old["backup"] = scene.asked("/backups", backup={"volume_id": old["extended"]})
    scene.settled()

    begin_everything(scene, source, old)
    time.sleep(delay)
    scene.kill()
    scene.up()
    scene.settled()

    volumes = {volume["id"]: volume for volume in scene.every("volumes")}
    whole = {
        scene.file_of(volume): volume for volume in volumes.values()
        if volume["status"] == "available"
    }  # fmt: skip
    for path, volume in whole.items():
        assert path.stat().st_size == volume["size"] * GIB, volume
        assert volume["migration_status"] in (None, "success"), volume
    for name in ("backed up", "moved", "clone"):
        for path, volume in whole.items():
            if volume["name"] == name:
                assert digest(path) == content, name
    assert {"source", "backed up", "extended", "moved"} <= {
        volume["name"] for volume in whole.values()
    }
    assert old["deleted"] not in volumes
    assert old["snapshot"] not in {snapshot["id"] for snapshot in scene.every("snapshots")}
    known = {*map(scene.file_of, (v for v in volumes.values() if v["os-vol-host-attr:host"]))}
    known |= {
        folder / "snapshots" / f"snapshot-{snapshot['id']}"
        for snapshot in scene.every("snapshots")
        for folder in scene.folders.values()
    }
    assert scene.files() <= known
    assert set(whole) <= scene.files()

    # All of it can be deleted, also what ended in error, and nothing is left behind.
    for kind in ("backups", "snapshots", "volumes"):
        for item in scene.every(kind):
            assert scene.api("DELETE", f"/{kind}/{item['id']}")[0] == 202, item
        end = time.monotonic() + 300
        while left := scene.every(kind):
            assert time.monotonic() < end, left
            time.sleep(0.1)
    assert scene.files() == set()
    backups = scene.run.folder / "state" / "standalone" / "backup"
    assert [path for path in backups.rglob("*") if path.is_file()] == []
