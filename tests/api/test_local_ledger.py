"""A disk that is full under the ledger, and a ledger that is torn: told, and nothing is harmed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.api.conftest import Blockctl
from tests.api.test_local import attached, backing_of, shown
from tests.api.test_local_crash import KILLED, fault

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="loop devices need root")

FULL = "cannot be used: its disk is full."
MIB = 1024**2


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Blockctl]:
    """A host without a cloud, whose state folder is a file system of 1 MiB."""
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "none", state], check=True)
    (state / "faults-allowed").touch()
    run = Blockctl(tmp_path)
    try:
        yield run
    finally:
        empty(run)
        subprocess.run(["umount", state], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Makes a connection of a plain file with ``whole`` in it; loops end with the test."""
    files: list[Path] = []

    def make(name: str) -> str:
        data = tmp_path / f"{name}.img"
        data.write_bytes(b"whole")
        os.truncate(data, MIB)
        files.append(data)
        connection = tmp_path / f"{name}.json"
        told = {"driver_volume_type": "file", "data": {"path": str(data)}}
        connection.write_text(json.dumps(told))
        return str(connection)

    yield make
    for data in files:
        for device in loops_of(data):
            subprocess.run(["losetup", "--detach", device], check=True)


def loops_of(data: Path) -> list[str]:
    devices = [f"/dev/{path.name}" for path in Path("/sys/block").glob("loop*")]
    return [device for device in devices if backing_of(device) == str(data)]


def data_of(connection: str) -> Path:
    return Path(connection).with_suffix(".img")


def fill(host: Blockctl) -> None:
    """Leave not one block free where the ledger is."""
    with (host.folder / "state" / "ballast").open("wb", buffering=0) as file:
        for size in (4096, 512):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                pass


def empty(host: Blockctl) -> None:
    (host.folder / "state" / "ballast").unlink(missing_ok=True)


def test_where_no_ledger_can_be_made_nothing_is_attached(
    host: Blockctl, disk: Callable[[str], str]
) -> None:
    one = disk("one")
    fill(host)
    refused = host("local", "attach", one, check=False)
    assert refused.returncode == 8
    assert FULL in refused.stderr
    assert loops_of(data_of(one)) == []
    left = {each.name for each in (host.folder / "state").iterdir()}
    assert left == {"faults-allowed", "ballast"}
    empty(host)
    assert attached(host, one) in loops_of(data_of(one))


def test_on_a_full_disk_nothing_more_is_begun(host: Blockctl, disk: Callable[[str], str]) -> None:
    one, two = disk("one"), disk("two")
    device = attached(host, one)
    fill(host)
    for words, data in ((("attach", two), data_of(two)), (("detach", one), data_of(one))):
        before = loops_of(data)
        refused = host("local", *words, check=False)
        assert refused.returncode == 8
        assert FULL in refused.stderr
        assert "Make room on it" in refused.stderr
        assert loops_of(data) == before
    empty(host)
    [row] = shown(host, "local", "list")
    assert (row["Device"], row["State"]) == (device, "attached")
    host("local", "detach", one)
    assert loops_of(data_of(one)) == []


@pytest.mark.parametrize("step", ["connect", "loop", "identify", "complete"])
def test_a_disk_that_gets_full_during_an_attach_leaves_what_recover_ends(
    host: Blockctl, disk: Callable[[str], str], step: str
) -> None:
    one = disk("one")
    attaching = subprocess.Popen(
        [sys.executable, "-m", "blockctl", "local", "attach", one],
        env={**host.env, **fault(f"attach-{step}-after", "SIGSTOP")},
        cwd=host.folder,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _pid, stopped = os.waitpid(attaching.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(stopped)
        fill(host)
        attaching.send_signal(signal.SIGCONT)
        _out, err = attaching.communicate(timeout=120)
    finally:
        attaching.kill()
    assert attaching.returncode == 8
    assert FULL in err
    assert "blockctl local recover" in err
    empty(host)
    [row] = shown(host, "local", "recover")
    assert row["Result"] == "undone"
    assert shown(host, "local", "list") == []
    assert loops_of(data_of(one)) == []
    assert data_of(one).read_bytes().startswith(b"whole")


TORN: dict[str, Callable[[bytes], bytes]] = {
    "truncated": lambda whole: whole[: len(whole) // 2],
    "emptied": lambda whole: b"",
    "garbage": lambda whole: os.urandom(len(whole)),
    "garbage within": lambda whole: whole[:4096] + os.urandom(8192) + whole[12288:],
    "zeroed within": lambda whole: whole[:4096] + bytes(8192) + whole[12288:],
}


@pytest.mark.parametrize("tear", TORN.values(), ids=TORN)
def test_a_torn_ledger_is_told_and_nothing_is_touched(
    host: Blockctl, disk: Callable[[str], str], tear: Callable[[bytes], bytes]
) -> None:
    one, two = disk("one"), disk("two")
    device = attached(host, one)
    file = host.folder / "state" / "ledger.sqlite"
    torn = tear(file.read_bytes())
    file.write_bytes(torn)
    for words in (
        ("list",), ("show", one), ("attach", one), ("attach", two), ("detach", one),
        ("detach", "--force", one), ("extend", one), ("recover",), ("restore", "--all"),
    ):  # fmt: skip
        refused = host("local", *words, check=False)
        assert refused.returncode == 8, words
        assert str(file) in refused.stderr
        assert "Traceback" not in refused.stderr
    told = host("local", "doctor", "-f", "json", check=False)
    assert told.returncode == 10
    [row] = [row for row in json.loads(told.stdout) if row["Part"] == "ledger"]
    assert str(file) in row["Finding"]
    assert row["Remedy"]
    assert file.read_bytes() == torn
    assert loops_of(data_of(one)) == [device]
    assert loops_of(data_of(two)) == []


def test_a_ledger_that_lost_what_was_written_last_harms_nothing(
    host: Blockctl, disk: Callable[[str], str]
) -> None:
    one = disk("one")
    env = fault("attach-complete-before", "SIGKILL")
    assert host("local", "attach", one, env=env, check=False).returncode == KILLED
    [device] = loops_of(data_of(one))
    for name in ("ledger.sqlite-wal", "ledger.sqlite-shm"):
        (host.folder / "state" / name).unlink()
    assert shown(host, "local", "list") == []
    told = host("local", "doctor", "file", "-f", "json", check=False)
    assert device in told.stdout
    refused = host("local", "attach", one, check=False)
    assert refused.returncode == 5
    assert f"is the file behind {device}" in refused.stderr
    assert loops_of(data_of(one)) == [device]
    assert data_of(one).read_bytes().startswith(b"whole")


@pytest.mark.parametrize("point", ["attach-loop-before", "attach-loop-after"])
@pytest.mark.parametrize("then", ["attach", "detach", "recover"])
def test_what_was_killed_at_its_loop_device_is_ended(
    host: Blockctl, disk: Callable[[str], str], point: str, then: str
) -> None:
    one = disk("one")
    killed = host("local", "attach", one, env=fault(point, "SIGKILL"), check=False)
    assert killed.returncode == KILLED
    if then == "attach":
        assert [attached(host, one)] == loops_of(data_of(one))
        return
    host("local", then, one)
    assert shown(host, "local", "list") == []
    assert loops_of(data_of(one)) == []


@pytest.mark.parametrize("side", ["before", "after"])
def test_leaving_a_device_to_another_claim_is_ended_when_it_was_killed(
    host: Blockctl, disk: Callable[[str], str], side: str
) -> None:
    one = disk("one")
    other = f"file://{data_of(one)}"
    device = attached(host, one)
    assert attached(host, other) == device
    env = fault(f"detach-leave-{side}", "SIGKILL")
    assert host("local", "detach", one, env=env, check=False).returncode == KILLED
    host("local", "recover")
    [row] = shown(host, "local", "list")
    assert (row["Volume"], row["Device"], row["State"]) == (other, device, "attached")
    host("local", "detach", other)
    assert loops_of(data_of(one)) == []
