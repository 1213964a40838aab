"""The brick extension's verbs in the stand-in: real loop devices, on a real Cinder."""

import fcntl
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.conftest import Blockctl
from tests.api.test_local import BLKROGET, Factory, backing_of, row_of, status

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="loop devices need root")

Cinder = Callable[..., str]


@pytest.fixture
def cinder(blockctl: Blockctl) -> Cinder:
    """Runs a cinder line that succeeds in silence on stderr, and returns what it prints."""

    def run(*words: str) -> str:
        done = blockctl("cinder", *words)
        assert done.stderr == ""
        return done.stdout

    return run


def properties(table: str) -> dict[str, str]:
    """cinder's table of properties, cut as scripts cut it."""
    head, *rows = (line.split("|") for line in table.splitlines() if line.startswith("|"))
    assert [cell.strip() for cell in head] == ["", "Property", "Value", ""]
    return {row[1].strip(): row[2].strip() for row in rows}


def test_the_connector_is_a_table_of_properties(blockctl: Blockctl, cinder: Cinder) -> None:
    told = json.loads(blockctl("connector", "show", "-f", "json").stdout)
    assert properties(cinder("get-connector")) == {key: str(told[key]) for key in told}
    assert properties(cinder("get-connector", "--multipath", "True"))["multipath"] == "True"


def test_a_volume_is_attached_and_detached(
    blockctl: Blockctl, cinder: Cinder, volume: Factory, unique: str
) -> None:
    made = volume()
    attached = properties(cinder("local-attach", unique))
    assert list(attached) == ["path", "type"]
    assert attached["type"] == "local"
    assert re.fullmatch(r"/dev/loop\d+", attached["path"])
    assert made in backing_of(attached["path"])
    assert status(blockctl, made) == "in-use"
    assert cinder("get-volume-paths", unique) == cinder("get-volume-paths", made)
    assert cinder("get-volume-paths", made) == f"{attached['path']}\n"
    assert properties(cinder("local-attach", made)) == attached

    assert cinder("local-detach", made) == ""
    assert status(blockctl, made) == "available"
    assert made not in backing_of(attached["path"])
    assert row_of(blockctl, made) is None


def test_the_extensions_options_are_taken(
    blockctl: Blockctl, cinder: Cinder, volume: Factory
) -> None:
    made = volume()
    options = ("--mode", "ro", "--multipath", "False", "--hostname", "x", "--mountpoint", "/x")
    device = properties(cinder("local-attach", *options, made))["path"]
    with Path(device).open("rb") as opened:
        assert fcntl.ioctl(opened, BLKROGET, b"\0\0\0\0") == b"\1\0\0\0"
    ids = ("--attachment_uuid", "x", "--multipath", "False", "--device_info", "{}")
    assert cinder("local-detach", *ids, made) == ""
    assert status(blockctl, made) == "available"


def test_a_volume_that_is_not_here_has_no_path(cinder: Cinder, volume: Factory) -> None:
    assert cinder("get-volume-paths", volume()) == ""


def test_no_volume_is_here_over_iscsi(cinder: Cinder, volume: Factory) -> None:
    cinder("local-attach", volume())
    assert cinder("get-all-volume-paths") == ""
    assert cinder("get-all-volume-paths", "--protocol", "iscsi") == ""


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("get-volume-paths", "no-such"), "No volume has the name or ID 'no-such'."),
        (("local-attach", "no-such"), "No volume has the name or ID 'no-such'."),
        (("local-detach", "no-such"), "no-such is not attached to this host."),
        (("get-all-volume-paths", "--protocol", "POST"), "Invalid InitiatorConnector protocol"),
        (("local-attach", "--mode", "rx", "no-such"), "'rx' is not one of 'rw', 'ro'."),
    ],
)
def test_a_failure_ends_with_one_as_cinder_does(
    blockctl: Blockctl, words: tuple[str, ...], reason: str
) -> None:
    done = blockctl("cinder", *words, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("ERROR: ")
    assert reason in done.stderr


def test_a_device_that_is_open_is_not_detached(
    blockctl: Blockctl, cinder: Cinder, volume: Factory
) -> None:
    made = volume()
    with Path(properties(cinder("local-attach", made))["path"]).open("rb"):
        refused = blockctl("cinder", "local-detach", made, check=False)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "is open in process" in refused.stderr
    assert status(blockctl, made) == "in-use"
