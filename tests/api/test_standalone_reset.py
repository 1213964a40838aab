"""``standalone reset``: what it refuses, what it asks, what it removes and what it leaves."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from blockctl import loops
from blockctl.errors import ExitCode
from blockctl.standalone import record
from tests.api.conftest import Blockctl
from tests.api.standalone_api import Api

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="loop devices need root")


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Blockctl]:
    """A service with two folders and one volume, ``v``, in each test's own state folder."""
    run = Blockctl(tmp_path)
    second = tmp_path / "second"
    (second / "snapshots").mkdir(parents=True)
    run("standalone", "up", "--port", str(run.port), "--backend", f"file:{second}")
    run("volume", "create", "--size", "1", "--wait", "v")
    yield run
    run("standalone", "reset", "--yes", "--force", check=False)
    assert record.read(tmp_path / "state" / "standalone") is None


def root(run: Blockctl) -> Path:
    return run.folder / "state" / "standalone"


def answered(run: Blockctl, answer: str) -> tuple[int, str]:
    """Run a reset with a terminal on which ``answer`` is typed."""
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())
    done = subprocess.run(
        [sys.executable, "-m", "blockctl", "standalone", "reset"],
        env=run.env, stdin=theirs, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    os.close(theirs)
    os.close(ours)
    return done.returncode, done.stderr


def test_a_running_service_is_not_reset(run: Blockctl) -> None:
    refused = run("standalone", "reset", "--yes", check=False)
    assert refused.returncode == ExitCode.CONFLICT
    assert "runs, so it is not reset" in refused.stderr
    assert run("volume", "list", "-f", "value", "-c", "Name").stdout == "v\n"


def test_it_asks_and_removes_all_but_what_is_not_its_own(run: Blockctl) -> None:
    run("standalone", "down")
    before = sorted(path.name for path in root(run).rglob("*"))
    unasked = run("standalone", "reset", check=False)
    assert unasked.returncode == ExitCode.USAGE
    assert "--yes" in unasked.stderr
    code, told = answered(run, "n\n")
    assert code == ExitCode.INTERRUPTED
    assert "Remove 1 volumes, 0 snapshots, 0 backups" in told
    assert sorted(path.name for path in root(run).rglob("*")) == before

    foreign = run.folder / "second" / "holiday.img"
    foreign.write_text("mine")
    lost = run.folder / "second" / "volume-11111111-2222-4333-8444-555555555555"
    lost.write_text("left by an earlier life")
    outside = run.folder / "outside"
    outside.mkdir()
    (outside / "kept").write_text("")
    (root(run) / "link").symlink_to(outside)
    code, told = answered(run, "y\n")
    assert code == 0, told
    assert "is reset" in told
    assert [path.name for path in root(run).iterdir()] == ["up.lock"]
    assert foreign.read_text() == "mine"
    assert not lost.exists()
    assert (outside / "kept").exists()
    again = run("standalone", "reset")
    assert "nothing to reset" in again.stderr

    run("standalone", "up", "--port", str(run.port))
    assert run("volume", "list", "-f", "value").stdout == ""
    assert run("volume", "backend", "pool", "list", "-f", "value").stdout.count("@") == 1


@needs_root
def test_attached_volumes_are_kept_unless_forced(run: Blockctl) -> None:
    api = Api(run)
    volume = run("volume", "show", "v", "-f", "value", "-c", "id").stdout.strip()
    code, attachment = api.attach(volume)
    assert code == 200
    device = attachment["connection_info"]["device_path"]
    backing = Path(attachment["connection_info"]["backing_file"])
    run("standalone", "down")
    refused = run("standalone", "reset", "--yes", check=False)
    assert refused.returncode == ExitCode.CONFLICT
    assert device in refused.stderr
    assert "--force" in refused.stderr
    assert [loop.device for loop in loops.of_file(backing)] == [device]
    run("standalone", "reset", "--yes", "--force")
    # Another test may have the device's name by now.
    in_use = [file.read_text() for file in Path("/sys/block").glob("loop*/loop/backing_file")]
    assert not any(each.startswith(str(backing)) for each in in_use)
    assert not backing.exists()


def test_it_works_on_a_damaged_database(run: Blockctl) -> None:
    run("standalone", "down")
    (root(run) / "cinder.sqlite").write_bytes(b"garbage" * 1000)
    failed = run("standalone", "up", "--port", str(run.port), check=False)
    assert failed.returncode == ExitCode.UNREACHABLE
    assert "cinder.sqlite cannot be used: file is not a database" in failed.stderr
    run("standalone", "reset", "--yes")
    run("standalone", "up", "--port", str(run.port))
