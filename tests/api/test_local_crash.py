"""Killed, interrupted or failing at any step: the same command, run again, ends well."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.conftest import Blockctl
from tests.api.test_local import Factory, api, attached, backing_of, row_of, shown, status

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="loop devices need root")

ATTACH = [
    f"attach-{step}-{side}"
    for step in ("reserve", "export", "connect", "identify", "protect", "complete")
    for side in ("before", "after")
]
DETACH = [
    f"detach-{step}-{side}"
    for step in ("flush", "disconnect", "give-back")
    for side in ("before", "after")
]
KILLED = -9


@pytest.fixture(autouse=True)
def faults_allowed(blockctl: Blockctl) -> Iterator[None]:
    marker = blockctl.folder / "state" / "faults-allowed"
    marker.touch()
    yield
    marker.unlink()


def fault(point: str, what: str) -> dict[str, str]:
    return {"BLOCKCTL_FAULT": f"{point}={what}"}


def attachments_of(blockctl: Blockctl, volume: str) -> list[str]:
    found = api(blockctl, "GET", f"/attachments?volume_id={volume}")["attachments"]
    return [attachment["id"] for attachment in found]


def loops_of(blockctl: Blockctl, volume: str) -> list[str]:
    devices = [f"/dev/{path.name}" for path in Path("/sys/block").glob("loop*")]
    return [device for device in devices if backing_of(device).endswith(f"volume-{volume}")]


def assert_nothing_is_left(blockctl: Blockctl, volume: str) -> None:
    assert row_of(blockctl, volume) is None
    assert attachments_of(blockctl, volume) == []
    assert loops_of(blockctl, volume) == []
    assert status(blockctl, volume) == "available"


def assert_attached_once(blockctl: Blockctl, volume: str, device: str) -> None:
    row = row_of(blockctl, volume)
    assert row
    assert (row["State"], row["Device"]) == ("attached", device)
    assert attachments_of(blockctl, volume) == [row["Attachment ID"]]
    assert loops_of(blockctl, volume) == [device]
    assert status(blockctl, volume) == "in-use"


@pytest.mark.parametrize("point", ATTACH)
def test_attach_killed_is_carried_on_by_attach(
    blockctl: Blockctl, volume: Factory, point: str
) -> None:
    made = volume()
    killed = blockctl("local", "attach", made, env=fault(point, "SIGKILL"), check=False)
    assert killed.returncode == KILLED
    row = row_of(blockctl, made)
    assert row, "the record comes before the deed"
    assert f"step '{point.split('-')[1]}' not finished" in row["State"]
    assert_attached_once(blockctl, made, attached(blockctl, made))


@pytest.mark.parametrize("point", ATTACH)
def test_attach_killed_is_ended_by_detach(blockctl: Blockctl, volume: Factory, point: str) -> None:
    made = volume()
    killed = blockctl("local", "attach", made, env=fault(point, "SIGKILL"), check=False)
    assert killed.returncode == KILLED
    blockctl("local", "detach", made)
    assert_nothing_is_left(blockctl, made)


@pytest.mark.parametrize("point", DETACH)
@pytest.mark.parametrize("again", ["detach", "attach"])
def test_detach_killed_is_ended_by_detach_and_by_attach(
    blockctl: Blockctl, volume: Factory, point: str, again: str
) -> None:
    made = volume()
    attached(blockctl, made)
    killed = blockctl("local", "detach", made, env=fault(point, "SIGKILL"), check=False)
    assert killed.returncode == KILLED
    if again == "detach":
        blockctl("local", "detach", made)
        assert_nothing_is_left(blockctl, made)
    else:
        assert_attached_once(blockctl, made, attached(blockctl, made))


@pytest.mark.parametrize("point", ["detach-flush-after", "detach-disconnect-after"])
def test_read_only_does_not_outlive_a_detach_that_was_killed(
    blockctl: Blockctl, volume: Factory, point: str
) -> None:
    made = volume()
    attached(blockctl, made, "--mode", "ro")
    blockctl("local", "detach", made, env=fault(point, "SIGKILL"), check=False)
    device = attached(blockctl, made)
    with open(device, "r+b", buffering=0) as file:
        assert file.write(bytes(4096)) == 4096


@pytest.mark.parametrize("point", ATTACH)
def test_attach_that_fails_leaves_nothing(blockctl: Blockctl, volume: Factory, point: str) -> None:
    made = volume()
    failed = blockctl("local", "attach", made, env=fault(point, "fail"), check=False)
    assert failed.returncode == 8
    assert "A test made" in failed.stderr
    assert_nothing_is_left(blockctl, made)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("point", ["attach-reserve-before", "attach-export-after"])
def test_attach_that_is_interrupted_leaves_nothing(
    blockctl: Blockctl, volume: Factory, point: str, name: str
) -> None:
    made = volume()
    stopped = blockctl("local", "attach", made, env=fault(point, name), check=False)
    assert stopped.returncode == 130
    assert f"Attaching {made} was interrupted." in stopped.stderr
    assert_nothing_is_left(blockctl, made)


def test_detach_that_is_interrupted_is_ended_by_detach(blockctl: Blockctl, volume: Factory) -> None:
    made = volume()
    attached(blockctl, made)
    env = fault("detach-flush-after", "SIGTERM")
    assert blockctl("local", "detach", made, env=env, check=False).returncode == 130
    row = row_of(blockctl, made)
    assert row
    assert row["State"] == "detaching"
    blockctl("local", "detach", made)
    assert_nothing_is_left(blockctl, made)


def test_a_reservation_of_somebody_else_is_left_alone(blockctl: Blockctl, volume: Factory) -> None:
    """Killed before it asked; then a server reserves the volume. That one is not ours."""
    made = volume()
    env = fault("attach-reserve-before", "SIGKILL")
    blockctl("local", "attach", made, env=env, check=False)
    server = "11111111-2222-3333-4444-555555555555"
    body = {"attachment": {"volume_uuid": made, "instance_uuid": server}}
    theirs = api(blockctl, "POST", "/attachments", body)["attachment"]["id"]
    try:
        refused = blockctl("local", "attach", made, check=False)
        assert refused.returncode == 5
        assert f"reserved for server {server} by attachment {theirs}" in refused.stderr
        assert attachments_of(blockctl, made) == [theirs]
        assert row_of(blockctl, made) is None
    finally:
        api(blockctl, "DELETE", f"/attachments/{theirs}")


def test_a_fault_needs_its_marker(blockctl: Blockctl, volume: Factory) -> None:
    marker = blockctl.folder / "state" / "faults-allowed"
    marker.unlink()
    try:
        made = volume()
        blockctl("local", "attach", made, env=fault("attach-reserve-before", "SIGKILL"))
    finally:
        marker.touch()


def test_what_cannot_be_undone_stays_in_the_ledger_and_is_said(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    made = volume()
    env = fault("attach-connect-after", "SIGSTOP")
    attaching = subprocess.Popen(
        [sys.executable, "-m", "blockctl", "local", "attach", made],
        env={**blockctl.env, **env},
        cwd=blockctl.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _pid, status_ = os.waitpid(attaching.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status_)
        blockctl("standalone", "down")
        attaching.send_signal(signal.SIGCONT)
        _out, err = attaching.communicate(timeout=120)
    finally:
        attaching.kill()
        blockctl("standalone", "up", "--port", str(blockctl.port))
    assert attaching.returncode == 7
    assert "What was begun is not undone" in err
    assert f"blockctl local detach {made}" in err
    row = row_of(blockctl, made)
    assert row
    blockctl("local", "detach", made)
    assert_nothing_is_left(blockctl, made)


def test_what_was_killed_is_ended_once_the_service_is_back(
    blockctl: Blockctl, volume: Factory
) -> None:
    made = volume()
    with open(attached(blockctl, made), "r+b") as device:
        device.write(b"whole")
    blockctl("local", "detach", made)
    env = fault("attach-complete-before", "SIGKILL")
    blockctl("local", "attach", made, env=env, check=False)
    service = json.loads((blockctl.folder / "state/standalone/service.json").read_text())
    os.kill(service["pid"], signal.SIGKILL)
    try:
        for words in (("recover",), ("attach", made), ("detach", made)):
            refused = blockctl("local", *words, check=False)
            assert refused.returncode == 7, refused.stderr
        row = row_of(blockctl, made)
        assert row
        assert row["State"] == "connecting, step 'complete' not finished"
    finally:
        blockctl("standalone", "up", "--port", str(blockctl.port))
    [ended] = shown(blockctl, "local", "recover")
    assert ended["Result"] == "undone"
    assert_nothing_is_left(blockctl, made)
    with open(attached(blockctl, made), "rb") as device:
        assert device.read(5) == b"whole"


def test_no_secret_and_only_what_disconnects_is_stored(blockctl: Blockctl, volume: Factory) -> None:
    import sqlite3
    from contextlib import closing

    made = volume()
    attached(blockctl, made)
    with closing(sqlite3.connect(blockctl.folder / "state" / "ledger.sqlite")) as book:
        [[stored]] = book.execute(
            "SELECT connection FROM device JOIN claim ON device.id = device_id WHERE key = ?",
            (made,),
        )
    assert json.loads(stored)["data"].keys() == {"device_path", "backing_file"}
    assert shown(blockctl, "local", "show", made)["state"] == "attached"
    mode = (blockctl.folder / "state" / "ledger.sqlite").stat().st_mode & 0o777
    assert mode == 0o600
