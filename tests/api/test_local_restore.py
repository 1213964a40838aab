"""``local restore``: what was attached before a reboot is attached again, or said not to be."""

import json
import os
from pathlib import Path

import pytest

from tests.api.conftest import Blockctl
from tests.api.test_local import Factory, attached, backing_of, reboot, row_of, shown, status
from tests.api.test_local_crash import (
    KILLED,
    assert_attached_once,
    assert_nothing_is_left,
    attachments_of,
    fault,
    faults_allowed,
)

__all__ = ["faults_allowed"]  # a fixture

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="loop devices need root")


def test_only_what_is_persistent_is_attached_again(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    kept, other = volume(), volume(f"{unique}-other")
    for made, options in ((kept, ("--persistent",)), (other, ())):
        reboot(blockctl, made, attached(blockctl, made, *options))
    [row] = shown(blockctl, "local", "restore")
    assert (row["ID"], row["Result"]) == (kept, "attached again")
    assert kept in backing_of(row["Device"])
    assert shown(blockctl, "local", "restore") == []
    [row] = shown(blockctl, "local", "restore", "--all")
    assert row["ID"] == other
    for made in (kept, other):
        assert status(blockctl, made) == "in-use"
        found = row_of(blockctl, made)
        assert found
        assert found["State"] == "attached"


def test_a_volume_becomes_persistent_when_it_is_attached_once_more(
    blockctl: Blockctl, volume: Factory
) -> None:
    made = volume()
    attached(blockctl, made)
    assert shown(blockctl, "local", "show", made)["persistent"] is False
    attached(blockctl, made, "--persistent")
    assert shown(blockctl, "local", "show", made)["persistent"] is True


def test_a_file_is_a_device_without_a_cloud(blockctl: Blockctl, tmp_path: Path) -> None:
    data = tmp_path / "volume"
    data.touch()
    os.truncate(data, 1024**2)
    connection = tmp_path / "volume.json"
    connection.write_text(json.dumps({"driver_volume_type": "file", "data": {"path": str(data)}}))
    device = attached(blockctl, str(connection), "--persistent")
    assert backing_of(device) == str(data)
    [row] = [row for row in shown(blockctl, "local", "list") if row["Device"] == device]
    assert (row["Volume"], row["Transport"]) == (str(connection), "file")
    reboot(blockctl, str(connection), device)
    [row] = shown(blockctl, "local", "restore")
    assert backing_of(row["Device"]) == str(data)
    connection.unlink()
    blockctl("local", "detach", str(connection))
    assert backing_of(row["Device"]) != str(data)


def test_one_that_is_gone_does_not_stop_the_others(
    blockctl: Blockctl, volume: Factory, tmp_path: Path
) -> None:
    made = volume()
    reboot(blockctl, made, attached(blockctl, made, "--persistent"))
    data = tmp_path / "volume"
    data.touch()
    os.truncate(data, 1024**2)
    connection = tmp_path / "volume.json"
    connection.write_text(json.dumps({"driver_volume_type": "file", "data": {"path": str(data)}}))
    reboot(blockctl, str(connection), attached(blockctl, str(connection), "--persistent"))
    connection.unlink()
    done = blockctl("local", "restore", "-f", "json", check=False)
    assert done.returncode == 9
    results = {row["ID"]: row["Result"] for row in json.loads(done.stdout)}
    assert results == {
        made: "attached again", str(connection): f"There is no file {connection}."
    }  # fmt: skip
    blockctl("local", "detach", str(connection))


@pytest.mark.parametrize("step", ["export", "connect", "identify", "complete"])
@pytest.mark.parametrize("what", ["fail", "SIGKILL"])
def test_one_that_could_not_be_attached_again_is_kept_for_the_next_time(
    blockctl: Blockctl, volume: Factory, step: str, what: str
) -> None:
    made = volume()
    reboot(blockctl, made, attached(blockctl, made, "--persistent"))
    before = attachments_of(blockctl, made)
    env = fault(f"attach-{step}-after", what)
    done = blockctl("local", "restore", env=env, check=False)
    if what == "SIGKILL":
        assert done.returncode == KILLED
        [row] = shown(blockctl, "local", "recover")
        assert (row["ID"], row["Result"]) == (made, "set aside")
    else:
        assert done.returncode == 8
    assert attachments_of(blockctl, made) == before, "Cinder still knows who has it"
    stale = row_of(blockctl, made)
    assert stale
    assert stale["State"] == "stale: attaching it again failed; blockctl local restore"
    assert stale["Device"] is None
    [row] = shown(blockctl, "local", "restore")
    assert row["Result"] == "attached again"
    assert_attached_once(blockctl, made, row["Device"])
    blockctl("local", "detach", made)
    assert_nothing_is_left(blockctl, made)


def test_one_that_was_set_aside_can_be_detached(blockctl: Blockctl, volume: Factory) -> None:
    made = volume()
    reboot(blockctl, made, attached(blockctl, made, "--persistent"))
    blockctl("local", "restore", env=fault("attach-connect-after", "fail"), check=False)
    blockctl("local", "detach", made)
    assert_nothing_is_left(blockctl, made)
