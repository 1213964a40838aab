"""``volume snapshot create|list|show|delete`` on a real Cinder."""

import json
from collections.abc import Callable
from typing import Any

from tests.api.conftest import Blockctl

Factory = Callable[..., str]


def shown(blockctl: Blockctl, *args: str) -> Any:
    return json.loads(blockctl("volume", "snapshot", *args, "-f", "json").stdout)


def test_create_show_list_delete(blockctl: Blockctl, volume: Factory, unique: str) -> None:
    volume_id = volume()
    made = shown(
        blockctl, "create", "--volume", unique, "--wait", "--description", "before the change",
        "--property", "why=test", f"{unique}-s",
    )  # fmt: skip
    assert list(made) == [
        "created_at", "description", "id", "name", "properties", "size", "status", "volume_id",
    ]  # fmt: skip
    assert (made["status"], made["volume_id"], made["size"]) == ("available", volume_id, 1)
    assert made["properties"] == {"why": "test"}
    assert shown(blockctl, "show", f"{unique}-s") == made

    [row] = shown(blockctl, "list", "--volume", unique, "--status", "available")
    assert list(row) == ["ID", "Name", "Description", "Status", "Size"]
    [long] = shown(blockctl, "list", "--name", f"{unique}-s", "--long")
    assert (long["Volume"], long["Properties"]) == (volume_id, {"why": "test"})
    table = blockctl("volume", "snapshot", "list", "--name", f"{unique}-s", "--long").stdout
    assert f"| {unique} " in table  # people read the volume's name

    blockctl("volume", "snapshot", "delete", "--wait", made["id"])
    assert blockctl("volume", "snapshot", "show", made["id"], check=False).returncode == 3


def test_the_volume_may_have_the_snapshots_name(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    volume_id = volume()
    assert shown(blockctl, "create", "--wait", unique)["volume_id"] == volume_id


def test_a_volume_from_a_snapshot(blockctl: Blockctl, volume: Factory, unique: str) -> None:
    volume_id = volume()
    snapshot = shown(blockctl, "create", "--volume", volume_id, "--wait", unique)
    made = blockctl(
        "volume", "create", "--snapshot", unique, "--wait", f"{unique}-copy", "-f", "json"
    )
    copy = json.loads(made.stdout)
    assert (copy["snapshot_id"], copy["size"], copy["status"]) == (snapshot["id"], 1, "available")
    blockctl("volume", "delete", "--wait", copy["id"])


def test_a_snapshot_of_nothing_is_not_found(blockctl: Blockctl, unique: str) -> None:
    refused = blockctl("volume", "snapshot", "create", unique, check=False)
    assert refused.returncode == 3
    assert f"No volume has the name or ID '{unique}'." in refused.stderr


def test_before_3_66_force_is_sent(blockctl: Blockctl, volume: Factory, unique: str) -> None:
    volume_id = volume()
    told = blockctl(
        "--debug", "--os-volume-api-version", "3.65", "volume", "snapshot", "create",
        "--volume", volume_id, "--force", "--wait", unique,
    )  # fmt: skip
    assert '"force": true' in told.stderr
    told = blockctl(
        "--debug", "volume", "snapshot", "create", "--volume", volume_id, "--force", "--wait",
        f"{unique}-2",
    )  # fmt: skip
    assert '"force"' not in told.stderr


def test_a_snapshot_needs_no_name(blockctl: Blockctl, volume: Factory, unique: str) -> None:
    volume_id = volume()
    for name in ([], [""]):
        made = shown(blockctl, "create", "--volume", unique, "--wait", *name)
        assert (made["name"], made["volume_id"]) == (None, volume_id)
    for name in ([], [""]):
        refused = blockctl("volume", "snapshot", "create", *name, check=False)
        assert refused.returncode == 2
        assert "A name or --volume is needed." in refused.stderr


def test_lists_are_filtered_sorted_and_counted(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    volume_id = volume()
    for name, why in (("b", "x"), ("a", "y"), ("c", "x")):
        create = ("create", "--volume", volume_id, "--property", f"why={why}")
        shown(blockctl, *create, "--wait", f"{unique}-{name}")

    def found(*options: str) -> list[str]:
        rows = shown(blockctl, "list", "--volume", unique, *options)
        return [row["Name"].removeprefix(f"{unique}-") for row in rows]

    assert found("--sort", "name:asc") == ["a", "b", "c"]
    assert found("--property", "why=x", "--sort", "name:asc") == ["b", "c"]
    assert found("--filter", f"name~={unique}-c") == ["c"]
    assert found("--status", "backing-up") == []
    told = blockctl("-q", "volume", "snapshot", "list", "--volume", unique, "--with-count").stderr
    assert told == "3 snapshots in all.\n"
    [row] = shown(blockctl, "list", "--name", f"{unique}-a", "--field", "user_id", "--long")
    assert list(row)[-1] == "user_id"
    assert row["user_id"]
    both = ("list", "--name", "a", "--filter", "name=b")
    assert blockctl("volume", "snapshot", *both, check=False).returncode == 2


def test_what_an_older_service_lacks_is_said(blockctl: Blockctl) -> None:
    for version, options, sentence in (
        ("3.21", ("--property", "a=b"), "by their properties needs volume API version 3.22"),
        ("3.30", ("--filter", "name=a"), "--filter needs volume API version 3.31"),
        ("3.44", ("--with-count",), "Counting snapshots needs volume API version 3.45"),
    ):
        line = ("--os-volume-api-version", version, "volume", "snapshot", "list", *options)
        refused = blockctl(*line, check=False)
        assert refused.returncode == 2
        assert sentence in refused.stderr


def test_the_snapshots_of_a_volume_that_is_gone(blockctl: Blockctl, unique: str) -> None:
    gone = "11111111-2222-4333-8444-555555555555"
    listed = blockctl("-q", "volume", "snapshot", "list", "--volume", gone, "-f", "json")
    assert (listed.stdout, listed.stderr) == ("[]\n", f"There is no volume {gone}, or no longer.\n")
    args = ("volume", "snapshot", "list", "--volume", unique)
    assert blockctl(*args, check=False).returncode == 3


def test_several_change_alike_and_one_failure_is_told(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    volume_id = volume()
    names = [f"{unique}-a", f"{unique}-b"]
    for name in names:
        shown(blockctl, "create", "--volume", volume_id, "--wait", name)
    line = ("volume", "snapshot", "set", "--state", "unmanaging")
    done = blockctl(*line, names[0], "none-of-it", names[1], check=False)
    assert done.returncode == 9
    assert "2 of 3 changed" in done.stderr
    assert {shown(blockctl, "show", name)["status"] for name in names} == {"unmanaging"}
    assert blockctl(*line[:3], "--name", "x", *names, check=False).returncode == 2
    blockctl(*line[:3], "--state", "available", *names)
