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
