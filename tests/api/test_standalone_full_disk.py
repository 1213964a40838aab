"""A real file system that is full: each failure is told, nothing is left, the service lives on."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.conftest import Blockctl
from tests.api.standalone_api import Api

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a file system needs root")

MIB = 1024**2
FULL = "The disk is full; free some space on it."


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Blockctl]:
    """A service whose state folder is on an ext4 file system of 400 MiB."""
    image = tmp_path / "image"
    with image.open("wb") as file:
        file.truncate(400 * MIB)
    subprocess.run(["mkfs.ext4", "-q", "-m", "0", str(image)], check=True)
    mountpoint = tmp_path / "state"
    mountpoint.mkdir(mode=0o700)
    subprocess.run(["mount", "-o", "loop", str(image), str(mountpoint)], check=True)
    mountpoint.chmod(0o700)
    run = Blockctl(tmp_path)
    try:
        run("standalone", "up", "--port", str(run.port))
        yield run
    finally:
        run("standalone", "down", "--timeout", "15", check=False)
        subprocess.run(["umount", str(mountpoint)], check=True)


def with_data(run: Blockctl, name: str, size: int) -> Path:
    """A volume of that name with ``size`` bytes that cannot be shared or left out."""
    made = run("volume", "create", "--size", "1", "--wait", name, "-f", "value", "-c", "id")
    path = Api(run).volumes / f"volume-{made.stdout.strip()}"
    with path.open("r+b") as file:
        file.write(os.urandom(size))
        file.flush()
        os.fsync(file.fileno())
    return path


def fill(run: Blockctl) -> Path:
    """Leave not one block free; returns the file to remove to end that."""
    ballast = run.folder / "state" / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (MIB, 4096, 512):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                os.fsync(file.fileno())
    return ballast


def files(run: Blockctl) -> set[str]:
    return {path.name for path in Api(run).volumes.rglob("*") if path.is_file()}


def test_copies_that_do_not_fit(run: Blockctl) -> None:
    original = with_data(run, "v", 200 * MIB)
    for words in (
        ["volume", "snapshot", "create", "--volume", "v", "--wait", "s"],
        ["volume", "create", "--source", "v", "--wait", "c"],
    ):
        failed = run(*words, check=False)
        assert failed.returncode == 1
        assert FULL in failed.stderr
        assert "Traceback" not in failed.stderr
    assert files(run) == {original.name}

    api = Api(run)
    volume = original.name.removeprefix("volume-")
    code, answer = api("POST", "/backups", {"backup": {"volume_id": volume, "name": "b"}})
    assert code == 202, answer
    backup = api.status("backups", "backup", answer["backup"]["id"], "error")
    assert "No space left on device" in backup["fail_reason"]
    api.status("volumes", "volume", volume, "available")
    assert api("DELETE", f"/backups/{backup['id']}")[0] == 202
    api.gone("backups", backup["id"])
    kept = run.folder / "state" / "standalone" / "backup"
    assert [path for path in kept.rglob("*") if path.is_file()] == []

    for noun, name in (("volume snapshot", "s"), ("volume", "c"), ("volume", "v")):
        run(*noun.split(), "delete", "--wait", name)
    assert files(run) == set()


def test_the_service_works_on_without_a_free_block(run: Blockctl) -> None:
    original = with_data(run, "v", 100 * MIB)
    ballast = fill(run)
    snapshot = run("volume", "snapshot", "create", "--volume", "v", "--wait", "s", check=False)
    assert FULL in snapshot.stderr
    another = run("volume", "create", "--size", "1", "--wait", "n", check=False)
    assert FULL in another.stderr
    for number in range(20):
        run("volume", "set", "--property", f"n={number}", "v")
    shown = run("volume", "show", "v", "-f", "value", "-c", "properties").stdout
    assert "19" in shown
    run("volume", "snapshot", "delete", "--wait", "s")
    run("volume", "delete", "--wait", "v", "n")
    assert files(run) == set()
    assert not original.exists()
    ballast.unlink()
    run("volume", "create", "--size", "1", "--wait", "after")
