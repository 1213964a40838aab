"""What ``volume set``, ``create`` and their kin do beyond OpenStackClient's, on a real Cinder."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Blockctl

Factory = Callable[..., str]


def shown(blockctl: Blockctl, *args: str) -> Any:
    return json.loads(blockctl("volume", *args, "-f", "json").stdout)


def refused(blockctl: Blockctl, *args: str) -> tuple[int, str]:
    done = blockctl("-q", "volume", *args, check=False)
    return done.returncode, done.stderr.strip()


def bodies(told: str) -> list[Any]:
    """The bodies of the requests that ``--debug`` shows."""
    return [json.loads(found) for found in re.findall(r"^> (\{.*\})$", told, re.MULTILINE)]


def attach(blockctl: Blockctl, volume_id: str) -> str:
    """Make a volume be in use, as far as Cinder knows; returns the attachment's ID."""
    made = shown(blockctl, "attachment", "create", volume_id)["ID"]
    blockctl("volume", "attachment", "complete", made)
    return str(made)


def test_several_volumes_change_alike_and_one_failure_is_told(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    names = [f"{unique}-{letter}" for letter in "ab"]
    for name in names:
        volume(name)
    code, told = refused(blockctl, "set", "--property", "a=1", names[0], "none-of-it", names[1])
    assert code == 9
    assert "2 of 3 changed" in told
    assert "No volume has the name or ID 'none-of-it'." in told
    assert [shown(blockctl, "show", name)["properties"] for name in names] == [{"a": "1"}] * 2
    assert refused(blockctl, "set", "--name", "x", *names)[0] == 2


def test_statuses_are_overwritten_at_once(blockctl: Blockctl, volume: Factory) -> None:
    volume_id = volume()
    attach(blockctl, volume_id)
    told = blockctl(
        "--debug", "volume", "set", "--state", "available", "--detached",
        "--clear-migration-status", volume_id,
    ).stderr  # fmt: skip
    statuses = {"status": "available", "attach_status": "detached", "migration_status": "none"}
    assert bodies(told) == [{"os-reset_status": statuses}]
    assert shown(blockctl, "show", volume_id)["status"] == "available"
    assert shown(blockctl, "attachment", "list", "--volume-id", volume_id) == []
    # Half of what the service refuses is not done either.
    code, told = refused(blockctl, "set", "--state", "in-use", "--attached", volume_id)
    assert code == 1
    assert "does not have any attachments" in told


@pytest.mark.parametrize("state", ["reserved", "error_backing-up", "retyping"])
def test_states_that_only_cinder_knows_can_be_set(
    blockctl: Blockctl, volume: Factory, state: str
) -> None:
    volume_id = volume()
    blockctl("volume", "set", "--state", state, volume_id)
    assert shown(blockctl, "show", volume_id)["status"] == state
    blockctl("volume", "set", "--state", "available", volume_id)


def test_an_attached_volume_grows_while_it_is_waited_for(
    blockctl: Blockctl, volume: Factory
) -> None:
    volume_id = volume()
    attachment = attach(blockctl, volume_id)
    old = ("--os-volume-api-version", "3.41")
    code, told = refused(blockctl, *old, "set", "--size", "2", volume_id)
    assert code == 2
    assert "Extending an attached volume needs volume API version 3.42" in told
    blockctl("volume", "set", "--size", "2", "--wait", volume_id)
    now = shown(blockctl, "show", volume_id)
    assert (now["size"], now["status"]) == (2, "in-use")
    blockctl("volume", "attachment", "delete", attachment)


def test_a_retype_is_waited_for_and_its_failure_told(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    volume_id = volume()
    good, bad = f"{unique}-good", f"{unique}-bad"
    blockctl("volume", "type", "create", good)
    blockctl("volume", "type", "create", "--property", "volume_backend_name=nowhere", bad)
    try:
        blockctl("volume", "set", "--type", good, "--wait", volume_id)
        assert shown(blockctl, "show", volume_id)["type"] == good
        code, told = refused(blockctl, "set", "--type", bad, "--wait", volume_id)
        assert code == 1
        assert f"Volume {unique} still has the type {good}: " in told
    finally:
        blockctl("volume", "delete", "--wait", volume_id)
        blockctl("volume", "type", "delete", good, bad)


def test_a_volume_that_cannot_move_is_a_conflict(blockctl: Blockctl, volume: Factory) -> None:
    volume_id = volume()
    here = shown(blockctl, "show", volume_id)["os-vol-host-attr:host"]
    nowhere = blockctl("-q", "volume", "migrate", "--host", "nope", volume_id, check=False)
    assert (nowhere.returncode, nowhere.stderr) == (
        3,
        "No volume service that is up and enabled serves 'nope'.\n"
        "See where it can go: blockctl volume backend pool list\n",
    )
    code, told = refused(blockctl, "migrate", "--host", here, "--wait", volume_id)
    assert code == 5
    assert told.startswith(f"Moving volume {volume_id} was refused: ")


def test_hints_of_one_key_are_all_sent(blockctl: Blockctl, unique: str) -> None:
    told = blockctl(
        "--debug", "volume", "create", "--size", "1", "--hint", "a=1", "--hint", "b=2",
        "--hint", "a=3", "--hint", "same_host=5e44e400-0000-4000-8000-000000000001", unique,
        check=False,
    ).stderr  # fmt: skip
    try:
        [body] = bodies(told)
        assert body["OS-SCH-HNT:scheduler_hints"] == {
            "a": ["1", "3"],
            "b": "2",
            "same_host": ["5e44e400-0000-4000-8000-000000000001"],
        }
    finally:
        blockctl("volume", "delete", "--force", "--wait", unique, check=False)


def test_two_kinds_of_groups_exclude_each_other(blockctl: Blockctl, unique: str) -> None:
    both = ("--group", "a", "--consistency-group", "b")
    code, told = refused(blockctl, "create", "--size", "1", *both, unique)
    assert code == 2
    assert "--consistency-group and --group exclude each other." in told
    over = ("--remote-source", "source-name=x", "--host", "h", "--group", "a", "--hint", "b=1")
    code, told = refused(blockctl, "create", *over, unique)
    assert code == 2
    assert "--remote-source excludes --group and --hint." in told


@pytest.mark.parametrize("version", ["3.0", "3.71"])
def test_taking_over_a_volume_is_waited_for(
    blockctl: Blockctl, volume: Factory, unique: str, version: str
) -> None:
    volume_id = volume()
    host = shown(blockctl, "show", volume_id)["os-vol-host-attr:host"]
    blockctl("volume", "delete", "--remote", "--wait", volume_id)
    taken = shown(
        blockctl, "create", "--remote-source", f"source-name=volume-{volume_id}", "--host", host,
        "--wait", "--os-volume-api-version", version, unique,
    )  # fmt: skip
    assert (taken["status"], taken["size"]) == ("available", 1)
    blockctl("volume", "delete", "--wait", taken["id"])


def test_how_a_volume_is_encrypted(blockctl: Blockctl, volume: Factory) -> None:
    volume_id = volume()
    assert "encryption" not in shown(blockctl, "show", volume_id)
    assert shown(blockctl, "show", "--encryption-type", volume_id)["encryption"] == {}


def test_a_volume_is_moved_while_it_is_waited_for(tmp_path: Path) -> None:
    run = Blockctl(tmp_path)
    (tmp_path / "second").mkdir()
    run("standalone", "up", "--port", str(run.port), "--backend", f"file:{tmp_path}/second")
    try:
        here = shown(run, "create", "--size", "1", "--wait", "v")["os-vol-host-attr:host"]
        hosts = run("volume", "backend", "pool", "list", "-f", "value", "-c", "Name").stdout.split()
        [there] = set(hosts) - {here}
        run("volume", "migrate", "--host", there, "--wait", "v")
        moved = shown(run, "show", "v")
        assert moved["os-vol-host-attr:host"] == there
        assert moved["os-vol-mig-status-attr:migstat"] == "success"
        run("volume", "set", "--clear-migration-status", "v")
        assert shown(run, "show", "v")["os-vol-mig-status-attr:migstat"] is None
        code, told = refused(run, "migrate", "--host", "standalone@none#none", "v")
        assert code == 3
        assert told.startswith("No volume service that is up and enabled serves 'standalone@none#")
    finally:
        run("standalone", "reset", "--yes", "--force")


def test_an_extend_that_finds_no_room_is_told(blockctl: Blockctl, volume: Factory) -> None:
    volume_id = volume()
    host = shown(blockctl, "show", volume_id)["os-vol-host-attr:host"].partition("#")[0]
    blockctl("volume", "host", "set", "--disable", host)
    try:
        code, told = refused(blockctl, "set", "--size", "2", "--wait", volume_id)
    finally:
        blockctl("volume", "host", "set", "--enable", host)
    assert code == 1
    assert "still has 1 GiB: " in told
    assert shown(blockctl, "show", volume_id)["size"] == 1


def test_a_state_stays_when_the_attachments_are_cleared_with_it(
    blockctl: Blockctl, volume: Factory
) -> None:
    volume_id = volume()
    blockctl("volume", "attachment", "create", volume_id)
    blockctl("volume", "set", "--state", "error", "--detached", volume_id)
    now = shown(blockctl, "show", volume_id)
    assert (now["status"], now["attachments"]) == ("error", [])
