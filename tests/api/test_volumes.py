"""``volume create|list|show|delete`` on a real Cinder."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Blockctl

Factory = Callable[..., str]


def shown(blockctl: Blockctl, *args: str) -> Any:
    return json.loads(blockctl(*args, "-f", "json").stdout)


def test_create_waits_and_shows_every_field(blockctl: Blockctl, unique: str) -> None:
    made = shown(
        blockctl, "volume", "create", "--size", "2", "--wait", "--description", "for a test",
        "--property", "a=1", "--property", "b=x=y", unique,
    )  # fmt: skip
    try:
        assert (made["status"], made["size"], made["name"]) == ("available", 2, unique)
        assert made["properties"] == {"a": "1", "b": "x=y"}
        assert made["description"] == "for a test"
        assert made["bootable"] is False
        # Cinder notes these only after it has said "available" (create_volume in its manager.py).
        later = {"service_uuid", "shared_targets", "updated_at"}
        now = shown(blockctl, "volume", "show", made["id"])
        assert {key: now[key] for key in now if key not in later} == {
            key: made[key] for key in made if key not in later
        }
    finally:
        blockctl("volume", "delete", made["id"])


def test_create_without_wait_returns_at_once(blockctl: Blockctl, unique: str) -> None:
    made = shown(blockctl, "volume", "create", "--size", "1", unique)
    assert made["status"] == "creating"
    deadline = time.monotonic() + 300
    while shown(blockctl, "volume", "show", made["id"])["status"] == "creating":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    blockctl("volume", "delete", made["id"])


def test_list_by_name_status_and_limit(blockctl: Blockctl, volume: Factory, unique: str) -> None:
    first, second = volume(f"{unique}-1"), volume(f"{unique}-2")
    rows = shown(blockctl, "volume", "list")
    assert {first, second} <= {row["ID"] for row in rows}
    assert list(rows[0]) == ["ID", "Name", "Status", "Size", "Attached to"]
    named = shown(blockctl, "volume", "list", "--name", f"{unique}-2", "--status", "available")
    assert [row["ID"] for row in named] == [second]
    assert len(shown(blockctl, "volume", "list", "--limit", "1")) == 1
    assert shown(blockctl, "volume", "list", "--limit", "0") == []
    # Newest first, so what comes after the second is the first.
    after = shown(blockctl, "volume", "list", "--marker", second, "--limit", "1")
    assert [row["ID"] for row in after] == [first]


def test_list_prints_values_for_scripts(blockctl: Blockctl, volume: Factory, unique: str) -> None:
    volume_id = volume()
    lines = blockctl("volume", "list", "-f", "value", "-c", "Name", "-c", "ID").stdout.splitlines()
    # In the order in which the columns are declared, as cliff has it.
    assert f"{volume_id} {unique}" in lines


def test_two_volumes_of_one_name_are_refused(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    twins = {volume(), volume()}
    for command in (["volume", "show"], ["volume", "delete"]):
        refused = blockctl(*command, unique, check=False)
        assert refused.returncode == 5
        assert all(twin in refused.stderr for twin in twins)
        assert "Give the ID instead." in refused.stderr
    assert len(shown(blockctl, "volume", "list", "--name", unique)) == 2


def test_a_name_with_escapes_and_newlines_does_no_harm(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    nasty = f"{unique}\x1b[31m\nred\x07"
    volume_id = volume(nasty)
    table = blockctl("volume", "show", volume_id).stdout
    assert "\x1b" not in table
    # A line break is laid out inside the cell, as cliff does it; the rest is made visible.
    assert "\\x1b[31m " in table
    assert "| red\\x07 " in table
    assert shown(blockctl, "volume", "show", volume_id)["name"] == nasty
    assert shown(blockctl, "volume", "show", nasty)["id"] == volume_id
    refused = blockctl("volume", "show", nasty + "!", check=False)
    assert refused.returncode == 3
    assert "\x1b" not in refused.stderr
    assert len(refused.stderr.splitlines()) == 2  # the note about the cloud, and the error


@pytest.mark.parametrize("size", ["0", "-1", "abc", "1.5", str(10**30), ""])
def test_a_senseless_size_is_refused_before_anything_is_sent(
    blockctl: Blockctl, unique: str, size: str
) -> None:
    refused = blockctl("volume", "create", "--size", size, unique, check=False)
    assert refused.returncode == 2
    assert "--size" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert shown(blockctl, "volume", "list", "--name", unique) == []


def test_create_needs_a_size_or_a_source(blockctl: Blockctl, unique: str) -> None:
    assert blockctl("volume", "create", unique, check=False).returncode == 2
    both = ("--snapshot", "a", "--source", "b")
    refused = blockctl("volume", "create", *both, unique, check=False)
    assert refused.returncode == 2
    assert "--snapshot and --source exclude each other." in refused.stderr


def test_an_unknown_type_is_the_services_answer(blockctl: Blockctl, unique: str) -> None:
    refused = blockctl("volume", "create", "--size", "1", "--type", "nope", unique, check=False)
    assert refused.returncode == 3
    assert "nope" in refused.stderr


def test_a_clone_has_at_least_the_size_of_its_source(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    source = volume(size=2)
    clone = shown(blockctl, "volume", "create", "--source", source, "--wait", f"{unique}-clone")
    larger = shown(
        blockctl, "volume", "create", "--source", unique, "--size", "3", "--wait", f"{unique}-3"
    )
    try:
        assert (clone["size"], clone["source_volid"]) == (2, source)
        assert larger["size"] == 3
    finally:
        blockctl("volume", "delete", clone["id"], larger["id"])


def test_several_deletes_go_on_after_a_failure(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    first, second = volume(f"{unique}-1"), volume(f"{unique}-2")
    done = blockctl("volume", "delete", "--wait", first, "no-such-volume", second, check=False)
    assert done.returncode == 9
    assert f"deleted  {first}" in done.stderr
    assert "failed   no-such-volume" in done.stderr
    assert "2 of 3 deleted" in done.stderr
    assert done.stdout == ""
    assert shown(blockctl, "volume", "list", "--name", f"{unique}-1") == []


def test_delete_says_that_snapshots_are_in_the_way(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    volume_id = volume()
    blockctl("volume", "snapshot", "create", "--volume", volume_id, "--wait", unique)
    refused = blockctl("volume", "delete", volume_id, check=False)
    assert refused.returncode == 5
    assert "has 1 snapshot, so it cannot be deleted." in refused.stderr
    blockctl("volume", "delete", "--cascade", "--wait", volume_id)
    assert blockctl("volume", "show", volume_id, check=False).returncode == 3


def test_force_deletes_in_any_state(blockctl: Blockctl, volume: Factory) -> None:
    volume_id = volume()
    blockctl("volume", "delete", "--force", "--wait", volume_id)
    assert blockctl("volume", "show", volume_id, check=False).returncode == 3


def test_waiting_stops_at_the_timeout(blockctl: Blockctl, unique: str) -> None:
    args = ("volume", "create", "--size", "1", "--wait", "--timeout", "0.001", unique)
    late = blockctl(*args, check=False)
    assert late.returncode == 6
    assert "is still creating after 0.001 s." in late.stderr
    assert "Look again with: blockctl volume show" in late.stderr
    [row] = shown(blockctl, "volume", "list", "--name", unique)
    blockctl("volume", "delete", "--force", "--wait", row["ID"])


def test_a_microversion_can_be_pinned(blockctl: Blockctl, volume: Factory) -> None:
    volume_id = volume()
    # shared_targets came with 3.48 and service_uuid with it.
    args = ("volume", "show", volume_id)
    assert shown(blockctl, "--os-volume-api-version", "3.47", *args)["service_uuid"] is None
    assert shown(blockctl, *args)["service_uuid"] is not None
    refused = blockctl("--os-volume-api-version", "3.999", *args, check=False)
    assert refused.returncode != 0
    assert "3.999" in refused.stderr
    assert blockctl("--os-volume-api-version", "new", *args, check=False).returncode == 2


def test_debug_shows_the_exchange_without_the_token(blockctl: Blockctl) -> None:
    token = json.loads((blockctl.folder / "state/standalone/service.json").read_text())["token"]
    told = blockctl("--debug", "volume", "list")
    assert "> GET http://127.0.0.1" in told.stderr
    assert "X-Auth-Token: ***" in told.stderr
    assert token not in told.stderr + told.stdout


def test_a_clouds_yaml_leads_to_the_same_service(
    blockctl: Blockctl, volume: Factory, tmp_path: Path
) -> None:
    volume_id = volume()
    service = json.loads((blockctl.folder / "state/standalone/service.json").read_text())
    auth = {"endpoint": service["endpoint"], "token": service["token"]}
    clouds = {"clouds": {"here": {"auth_type": "admin_token", "auth": auth}}}
    (tmp_path / "clouds.yaml").write_text(json.dumps(clouds))  # JSON is YAML
    env = {"OS_CLIENT_CONFIG_FILE": str(tmp_path / "clouds.yaml")}
    listed = blockctl("--os-cloud", "here", "volume", "list", "-f", "value", "-c", "ID", env=env)
    assert volume_id in listed.stdout.split()
    assert listed.stderr == ""
    assert blockctl("--os-cloud", "away", "volume", "list", env=env, check=False).returncode == 2


def test_a_wrong_token_is_refused(blockctl: Blockctl) -> None:
    service = json.loads((blockctl.folder / "state/standalone/service.json").read_text())
    env = {"OS_AUTH_TYPE": "admin_token", "OS_ENDPOINT": service["endpoint"], "OS_TOKEN": "guess"}
    refused = blockctl("volume", "list", env=env, check=False)
    assert refused.returncode == 4
    assert "guess" not in refused.stderr


def test_without_cloud_and_standalone_one_sentence_says_what_to_do(
    blockctl: Blockctl, tmp_path: Path
) -> None:
    refused = blockctl(
        "volume", "list", env={"BLOCKCTL_STATE_DIR": str(tmp_path / "none")}, check=False
    )
    assert refused.returncode == 2
    assert "No cloud is configured" in refused.stderr
    assert "blockctl standalone up" in refused.stderr


def test_a_service_that_is_down_is_unreachable(blockctl: Blockctl, tmp_path: Path) -> None:
    env = {
        "OS_AUTH_TYPE": "admin_token",
        "OS_ENDPOINT": "http://127.0.0.1:9/v3/0",
        "OS_TOKEN": "any",
    }
    refused = blockctl("volume", "list", env=env, check=False)
    assert refused.returncode == 7
    assert "127.0.0.1:9 cannot be reached: connection refused" in refused.stderr


def test_head_closes_the_pipe_quietly(blockctl: Blockctl, volume: Factory) -> None:
    volume()
    lister = blockctl.start("volume", "list", "-f", "value")
    assert lister.stdout is not None
    assert lister.stderr is not None
    lister.stdout.close()
    assert lister.wait(30) == 141
    assert "Traceback" not in lister.stderr.read()


@pytest.mark.parametrize("key", ["..", ".", "a/b", "x/../zap", "blank here"])
def test_unset_removes_that_property_only(
    blockctl: Blockctl, volume: Factory, key: str, unique: str
) -> None:
    volume_id = volume()
    blockctl("volume", "set", "--property", f"{key}=1", "--property", "zap=2", volume_id)
    blockctl("volume", "unset", "--property", key, volume_id)
    assert shown(blockctl, "volume", "show", volume_id)["properties"] == {"zap": "2"}
    assert blockctl("volume", "unset", "--property", key, volume_id, check=False).returncode == 3


@pytest.mark.parametrize("option", ["--project", "--user"])
def test_the_name_of_an_owner_is_not_taken_for_an_id(blockctl: Blockctl, option: str) -> None:
    refused = blockctl("volume", "list", option, "somebody", check=False)
    assert refused.returncode == 2
    what = option.removeprefix("--")
    assert f"'somebody' is no {what} ID, and there is no identity service" in refused.stderr
    assert blockctl("volume", "list", option, "0" * 32, "-f", "json").stdout == "[]\n"


def test_the_name_of_an_image_is_not_taken_for_an_id(blockctl: Blockctl, unique: str) -> None:
    args = ("volume", "create", "--size", "1", "--image", "cirros", unique)
    refused = blockctl(*args, check=False)
    assert refused.returncode == 2
    assert "'cirros' is no image ID, and there is no identity service" in refused.stderr
