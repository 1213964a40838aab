"""``volume message …`` on a real Cinder."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.conftest import Blockctl

WHY = "schedule allocate volume:Could not find any available weighted backend."


def listed(blockctl: Blockctl, *options: str) -> Any:
    return json.loads(blockctl("volume", "message", "list", *options, "-f", "json").stdout)


def told(blockctl: Blockctl, *args: str) -> tuple[int, str]:
    done = blockctl("volume", "message", *args, check=False)
    return done.returncode, done.stderr


@pytest.fixture
def unplaced(blockctl: Blockctl, unique: str) -> Iterator[str]:
    """The ID of a volume that no backend takes."""
    where = ("--property", "volume_backend_name=nowhere")
    blockctl("volume", "type", "create", *where, unique)
    failed = blockctl("volume", "create", "--size", "1", "--type", unique, "--wait", unique,
                      check=False)  # fmt: skip
    assert failed.returncode == 1
    assert WHY.rstrip(".") in failed.stderr
    show = blockctl("volume", "show", unique, "-f", "value", "-c", "id")
    yield show.stdout.strip()
    blockctl("volume", "delete", "--wait", unique)
    blockctl("volume", "type", "delete", unique)


def test_each_option_chooses(blockctl: Blockctl, unplaced: str) -> None:
    [row] = listed(blockctl, "--resource-uuid", unplaced)
    assert list(row) == [
        "ID", "Event ID", "Resource Type", "Resource UUID", "Message Level", "User Message",
        "Request ID", "Created At", "Guaranteed Until",
    ]  # fmt: skip
    assert (row["Resource Type"], row["Message Level"]) == ("VOLUME", "ERROR")
    assert row["User Message"] == WHY
    shown = blockctl("volume", "message", "show", row["ID"], "-f", "json").stdout
    assert json.loads(shown) == row
    for option, value, other in (
        ("--level", "error", "WARNING"),
        ("--event-id", row["Event ID"], "VOLUME_000001"),
        ("--resource-type", "volume", "VOLUME_SNAPSHOT"),
        ("--request-id", row["Request ID"], "req-0"),
        ("--filter", f"request_id={row['Request ID']}", "request_id=req-0"),
        ("--filter", "event_id~=VOLUME_VOLUME", "event_id~=WHICH"),
    ):
        about = ("--resource-uuid", unplaced)
        assert listed(blockctl, option, other, *about) == []
        assert listed(blockctl, option, value, *about) == [row]
    blockctl("volume", "message", "delete", row["ID"])
    assert listed(blockctl, "--resource-uuid", unplaced) == []


def test_several_are_deleted_and_what_fails_is_told(blockctl: Blockctl, unplaced: str) -> None:
    [row] = listed(blockctl, "--resource-uuid", unplaced, "--sort", "created_at:asc")
    code, said = told(blockctl, "delete", "latest", row["ID"])
    assert code == 9
    assert "No message has the ID 'latest'. Messages have no names." in said
    assert "1 of 2 deleted" in said
    assert told(blockctl, "show", row["ID"])[0] == 3
    assert told(blockctl, "show", "latest")[0] == 3


def test_older_services(blockctl: Blockctl, unplaced: str) -> None:
    def at(version: str, *options: str) -> tuple[int, str]:
        return told(blockctl, "list", "--os-volume-api-version", version, *options)

    assert at("3.3")[0] == 0
    for version, needs, options in (
        ("3.2", "3.3", ()),
        ("3.4", "3.5", ("--level", "ERROR")),
        ("3.4", "3.5", ("--sort", "created_at")),
    ):
        code, said = at(version, *options)
        assert (code, f"needs volume API version {needs}," in said) == (2, True), said
    [row] = listed(blockctl, "--resource-uuid", unplaced)
    blockctl("volume", "message", "delete", row["ID"])
