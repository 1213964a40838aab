"""``volume service …`` on a real Cinder."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.conftest import Blockctl
from tests.unit.scripted_server import ScriptedServer, answer

VOLUME_SERVICE = ("standalone@file", "cinder-volume")


def listed(blockctl: Blockctl, *args: str) -> Any:
    return json.loads(blockctl("volume", "service", "list", *args, "-f", "json").stdout)


def refused(blockctl: Blockctl, *args: str) -> tuple[int, str]:
    done = blockctl("volume", "service", "set", *args, check=False)
    return done.returncode, done.stderr


@pytest.fixture
def disabled(blockctl: Blockctl) -> Iterator[None]:
    """The volume service disabled for one test, and enabled again by freezing and thawing."""
    blockctl("volume", "service", "set", "--disable", "--disable-reason", "a test", *VOLUME_SERVICE)
    try:
        yield
    finally:
        blockctl("volume", "host", "set", "--disable", VOLUME_SERVICE[0])
        blockctl("volume", "host", "set", "--enable", VOLUME_SERVICE[0])
        assert status(blockctl) == "enabled"


def status(blockctl: Blockctl) -> str:
    [row] = listed(blockctl, "--host", VOLUME_SERVICE[0], "--service", VOLUME_SERVICE[1])
    return str(row["Status"])


def test_list_and_its_filters(blockctl: Blockctl) -> None:
    rows = listed(blockctl)
    assert {row["Binary"] for row in rows} >= {"cinder-volume", "cinder-scheduler"}
    assert list(rows[0]) == [
        "Binary", "Host", "Zone", "Status", "State", "Updated At", "Cluster", "Backend State",
    ]  # fmt: skip
    [row] = listed(blockctl, "--service", "cinder-volume", "--long")
    assert (row["Host"], row["State"], row["Backend State"]) == (VOLUME_SERVICE[0], "up", "up")
    assert list(row)[-1] == "Disabled Reason"
    assert listed(blockctl, "--host", "nowhere") == []
    [row] = listed(blockctl, "--service", "cinder-volume", "--replication")
    assert list(row)[-3:] == ["Replication Status", "Active Backend ID", "Frozen"]
    assert (row["Replication Status"], row["Frozen"]) == ("disabled", False)


def test_columns_come_with_their_microversions(blockctl: Blockctl) -> None:
    assert list(listed(blockctl, "--os-volume-api-version", "3.6")[0])[-1] == "Updated At"
    assert list(listed(blockctl, "--os-volume-api-version", "3.48")[0])[-1] == "Cluster"


@pytest.mark.usefixtures("disabled")
def test_disabling_with_a_reason_and_what_cannot_undo_it(blockctl: Blockctl) -> None:
    [row] = listed(blockctl, "--service", "cinder-volume", "--long")
    assert (row["Status"], row["Disabled Reason"]) == ("disabled", "a test")
    code, told = refused(blockctl, "--enable", *VOLUME_SERVICE)
    # When this fails Cinder has mended its enable, and the read-back has become a formality.
    assert code == 1
    assert "cinder-volume on standalone@file is still disabled" in told
    assert "Freeze and thaw its host" in told
    assert status(blockctl) == "disabled"


def test_disabling_without_a_reason_is_told_to_have_done_nothing(blockctl: Blockctl) -> None:
    code, told = refused(blockctl, "--disable", *VOLUME_SERVICE)
    assert code == 1
    assert "is still enabled" in told
    assert "--disable-reason TEXT standalone@file cinder-volume" in told
    assert status(blockctl) == "enabled"


def test_enabling_what_is_enabled_is_done(blockctl: Blockctl) -> None:
    blockctl("volume", "service", "set", "--enable", *VOLUME_SERVICE)
    blockctl("volume", "service", "set", *VOLUME_SERVICE)


def test_a_server_that_does_it_is_believed(blockctl: Blockctl) -> None:
    def services(state: str) -> Any:
        row = {"host": "web-7@lvm", "binary": "cinder-volume", "status": state}
        return answer(200, {"services": [row]})

    with ScriptedServer() as server:
        server.on("GET", "/os-services", services("disabled"), services("enabled"))
        server.on("PUT", "/os-services/enable", answer(200, {}))
        env = {"OS_ENDPOINT": server.endpoint, "OS_TOKEN": "any"}
        blockctl("volume", "service", "set", "--enable", "web-7@lvm", "cinder-volume", env=env)
    [sent] = server.requests("PUT")
    assert sent.json() == {"host": "web-7@lvm", "binary": "cinder-volume"}


def test_what_makes_no_sense_is_refused(blockctl: Blockctl) -> None:
    assert refused(blockctl, "--disable-reason", "x", *VOLUME_SERVICE)[0] == 2
    assert refused(blockctl, "--enable", "--disable", *VOLUME_SERVICE)[0] == 2
    code, told = refused(blockctl, "--enable", "nowhere", "cinder-volume")
    assert (code, told.splitlines()[-1]) == (
        3,
        "There is no service cinder-volume on host 'nowhere'.",
    )
    # The host alone is another service's name.
    assert refused(blockctl, "--enable", "standalone", "cinder-volume")[0] == 3
