"""``volume transfer request …`` on a real Cinder."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Blockctl

Factory = Callable[..., str]


def shown(blockctl: Blockctl, *args: str) -> Any:
    return json.loads(blockctl("volume", "transfer", "request", *args, "-f", "json").stdout)


def told(blockctl: Blockctl, *args: str) -> tuple[int, str]:
    done = blockctl("volume", "transfer", "request", *args, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize("version", ["3.0", "3.54", "3.58", "3.71"])
def test_a_volume_is_offered_found_and_accepted(
    blockctl: Blockctl, volume: Factory, unique: str, tmp_path: Path, version: str
) -> None:
    volume_id = volume()
    pin = ("--os-volume-api-version", version)
    offer = shown(blockctl, "create", "--name", f"{unique}-offer", unique, *pin)
    assert list(offer) == ["auth_key", "created_at", "id", "name", "volume_id"]
    assert offer["volume_id"] == volume_id
    assert [row["ID"] for row in shown(blockctl, "list", *pin)] == [offer["id"]]
    assert [row["ID"] for row in shown(blockctl, "list", "--all-projects", *pin)] == [offer["id"]]
    by_name = shown(blockctl, "show", f"{unique}-offer", *pin)
    assert by_name == {key: value for key, value in offer.items() if key != "auth_key"}

    code, said = told(blockctl, "accept", "--auth-key", "0" * 16, offer["id"], *pin)
    assert code == 1
    assert "invalid auth key" in said
    key = tmp_path / "key"
    key.write_text(offer["auth_key"] + "\n")
    debug = ("--debug", *pin)
    accept = ("accept", "--auth-key-file", str(key), offer["id"], *debug, "-f", "json")
    done = blockctl("volume", "transfer", "request", *accept)
    assert json.loads(done.stdout) == {key: offer[key] for key in ("id", "name", "volume_id")}
    assert offer["auth_key"] not in done.stderr
    assert shown(blockctl, "list", *pin) == []


def test_offers_are_chosen_sorted_and_taken_back(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    for number in (1, 2):
        name = f"{unique}-{number}"
        volume(name)
        blockctl("volume", "transfer", "request", "create", "--name", name, name)

    def names(*options: str) -> list[str]:
        return [row["Name"] for row in shown(blockctl, "list", *options)]

    assert names("--sort", "name:asc") == [f"{unique}-1", f"{unique}-2"]
    assert names("--sort", "name:desc") == [f"{unique}-2", f"{unique}-1"]
    assert names("--filter", f"name={unique}-2") == [f"{unique}-2"]
    code, said = told(blockctl, "delete", f"{unique}-1", "no-such-offer", f"{unique}-2")
    assert code == 9
    assert "No volume transfer request has the name or ID 'no-such-offer'." in said
    assert "2 of 3 deleted" in said
    assert names() == []
    shown_volume = blockctl("volume", "show", f"{unique}-1", "-f", "value", "-c", "status")
    assert shown_volume.stdout.strip() == "available"


def test_snapshots_stay_or_go_along(blockctl: Blockctl, volume: Factory, unique: str) -> None:
    volume_id = volume()
    blockctl("volume", "snapshot", "create", "--wait", unique)
    told_of = blockctl(
        "--debug", "volume", "transfer", "request", "create", "--no-snapshots", volume_id,
        "-f", "json",
    )  # fmt: skip
    assert '"no_snapshots": true' in told_of.stderr
    offer = json.loads(told_of.stdout)
    assert offer["auth_key"] not in told_of.stderr
    blockctl("volume", "transfer", "request", "delete", offer["id"])
    code, said = told(
        blockctl, "create", "--no-snapshots", volume_id, "--os-volume-api-version", "3.54"
    )
    assert code == 2
    assert "needs volume API version 3.55" in said


def test_what_cannot_be_offered_or_accepted(
    blockctl: Blockctl, volume: Factory, unique: str, tmp_path: Path
) -> None:
    volume()
    offer = shown(blockctl, "create", unique)
    code, said = told(blockctl, "create", unique)
    assert (code, "status must be available" in said) == (5, True)
    unknown = "00000000-0000-0000-0000-000000000000"
    assert told(blockctl, "accept", "--auth-key", "x", unknown)[0] == 3
    assert told(blockctl, "accept", "--auth-key", "x", "no-such-offer")[0] == 3
    for wrong in ((), ("--auth-key", "x", "--auth-key-file", "-")):
        assert told(blockctl, "accept", *wrong, offer["id"])[0] == 2
    assert told(blockctl, "accept", "--auth-key-file", str(tmp_path / "none"), offer["id"])[0] == 2
    blockctl("volume", "transfer", "request", "delete", offer["id"])
