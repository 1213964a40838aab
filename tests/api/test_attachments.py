"""``volume attachment …`` on a real Cinder."""

import json
import socket
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.api.conftest import Blockctl
from tests.unit.scripted_server import ScriptedServer, answer

Factory = Callable[..., str]
FIELDS = [
    "ID", "Volume ID", "Instance ID", "Status", "Attach Mode", "Attached At", "Detached At",
    "Properties",
]  # fmt: skip


def shown(blockctl: Blockctl, *args: str) -> Any:
    return json.loads(blockctl("volume", "attachment", *args, "-f", "json").stdout)


def refused(blockctl: Blockctl, *args: str) -> tuple[int, str]:
    done = blockctl("volume", "attachment", *args, check=False)
    return done.returncode, done.stderr


@pytest.fixture
def attachment(blockctl: Blockctl) -> Iterator[Callable[..., Any]]:
    """Makes attachments and returns their fields; all are deleted at the end."""
    made: list[str] = []

    def make(*args: str) -> Any:
        fields = shown(blockctl, "create", *args)
        made.append(fields["ID"])
        return fields

    yield make
    blockctl("volume", "attachment", "delete", *made, check=False)


def test_an_attachment_from_reserved_to_deleted(
    blockctl: Blockctl, volume: Factory, attachment: Callable[..., Any], unique: str
) -> None:
    volume_id, server = volume(), str(uuid.uuid4())
    reserved = attachment("--server", server, unique)
    assert list(reserved) == FIELDS
    assert (reserved["Volume ID"], reserved["Instance ID"]) == (volume_id, server)
    assert (reserved["Status"], reserved["Properties"]) == ("reserved", {})
    exported = shown(
        blockctl, "set", "--host", socket.gethostname(), "--ip", "127.0.0.1", reserved["ID"]
    )
    assert exported["Properties"]["attachment_id"] == reserved["ID"]
    blockctl("volume", "attachment", "complete", reserved["ID"])
    now = shown(blockctl, "show", reserved["ID"])
    assert (now["Status"], now["Properties"]) == ("attached", exported["Properties"])
    assert _volume_status(blockctl, volume_id) == "in-use"
    blockctl("volume", "attachment", "delete", reserved["ID"])
    assert _volume_status(blockctl, volume_id) == "available"
    for command in ("show", "set", "complete", "delete"):
        code, told = refused(blockctl, command, reserved["ID"])
        assert (code, "could not be found" in told) == (3, True), command


def test_connect_exports_the_volume_at_once(
    volume: Factory, attachment: Callable[..., Any], unique: str
) -> None:
    volume()
    made = attachment(
        unique, "--connect", "--host", socket.gethostname(), "--multipath", "--mode", "ro"
    )
    assert (made["Attach Mode"], made["Instance ID"]) == ("ro", None)
    assert made["Properties"]["attachment_id"] == made["ID"]


def test_a_volume_that_cannot_be_exported_is_given_back(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    volume_id = volume()
    code, told = refused(blockctl, "create", unique, "--connect", "--host", "elsewhere")
    assert code == 5, told
    assert told.endswith("The volume was given back.\n")
    assert _volume_status(blockctl, volume_id) == "available"
    assert shown(blockctl, "list", "--volume-id", volume_id) == []


def test_lists_are_filtered_and_limited(
    blockctl: Blockctl, volume: Factory, attachment: Callable[..., Any], unique: str
) -> None:
    server = str(uuid.uuid4())
    first = attachment(volume(f"{unique}-1"), server)
    second = attachment(volume(f"{unique}-2"))
    blockctl("volume", "attachment", "complete", second["ID"])

    def found(*options: str) -> list[str]:
        return [row["ID"] for row in shown(blockctl, "list", *options)]

    rows = {row["ID"]: row for row in shown(blockctl, "list")}
    assert rows[first["ID"]] == {
        "ID": first["ID"],
        "Volume ID": first["Volume ID"],
        "Server ID": server,
        "Status": "reserved",
    }
    assert found("--server-id", server) == [first["ID"]]
    assert found("--volume-id", second["Volume ID"]) == [second["ID"]]
    assert second["ID"] in found("--status", "attached")
    assert first["ID"] not in found("--status", "attached")
    # Newest first.
    assert found("--limit", "1") == found("--max-items", "1") == [second["ID"]]
    assert found("--marker", second["ID"], "--limit", "1") == [first["ID"]]
    assert found("--limit", "0") == []
    assert set(found("--all-projects")) >= {first["ID"], second["ID"]}
    assert found("--project", "f" * 32) == []


def test_lists_take_the_services_filters_and_order(
    blockctl: Blockctl, volume: Factory, attachment: Callable[..., Any], unique: str
) -> None:
    made = [attachment(volume(f"{unique}-{each}"))["ID"] for each in "ab"]
    blockctl("volume", "attachment", "complete", made[0])

    def found(*options: str) -> list[str]:
        return [row["ID"] for row in shown(blockctl, "list", *options) if row["ID"] in made]

    assert found("--sort", "created_at:asc") == made
    assert found("--sort", "status:asc") == made  # attached, then reserved
    assert found("--sort", "id:desc") == sorted(made, reverse=True)
    assert found("--filter", "status=attached") == [made[0]]
    assert refused(blockctl, "list", "--filter", "status=x", "--status", "y")[0] == 2


def test_an_attachment_is_deleted_by_force(
    blockctl: Blockctl, volume: Factory, attachment: Callable[..., Any], unique: str
) -> None:
    volume_id = volume()
    made = attachment(unique, "--connect", "--host", socket.gethostname())["ID"]
    blockctl("volume", "set", "--state", "detaching", volume_id)
    blockctl("volume", "attachment", "delete", "--force", made)
    assert _volume_status(blockctl, volume_id) == "available"
    code, told = refused(blockctl, "delete", "--force", made)
    assert (code, "could not be found" in told) == (3, True)


def test_what_makes_no_sense_is_refused_before_anything_is_made(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    volume_id = volume()
    for options in (
        ("--server", "web-1"),
        ("--initiator", "iqn.2026-11.org.example:a"),
        ("--os-type", "linux"),
        ("--multipath",),
        ("--mode", "rx"),
        ("--mode", "ro", "--os-volume-api-version", "3.53"),
        ("--os-volume-api-version", "3.26"),
    ):
        assert refused(blockctl, "create", *options, unique)[0] == 2, options
    assert shown(blockctl, "list", "--volume-id", volume_id) == []
    assert refused(blockctl, "list", "--project", "a-name")[0] == 2
    # Words that would lead to another part of the API.
    for word in ("detail", "../volumes", f"{uuid.uuid4()}/action"):
        assert refused(blockctl, "show", word)[0] == 3
        assert refused(blockctl, "delete", word)[0] == 3


def test_a_volume_in_use_is_a_conflict(
    blockctl: Blockctl, volume: Factory, attachment: Callable[..., Any], unique: str
) -> None:
    volume()
    attachment(unique)
    code, told = refused(blockctl, "create", unique)
    assert code == 5
    assert "status must be available" in told


def test_several_deletes_go_on_after_a_failure(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    made = [shown(blockctl, "create", volume(f"{unique}-{each}"))["ID"] for each in "ab"]
    code, told = refused(blockctl, "delete", made[0], "none", made[1])
    assert code == 9
    assert "2 of 3 deleted" in told
    assert "No attachment has the ID 'none'." in told


def test_the_secrets_of_a_connection_are_not_printed(blockctl: Blockctl) -> None:
    connection = {
        "driver_volume_type": "iscsi",
        "auth_username": "u",
        "auth_password": "p4ss",
        "keyring": "AQBk",
    }
    fields = {"id": str(uuid.uuid4()), "status": "attached", "connection_info": connection}
    with ScriptedServer() as server:
        server.on("GET", f"/attachments/{fields['id']}", answer(200, {"attachment": fields}))
        env = {"OS_ENDPOINT": server.endpoint, "OS_TOKEN": "any"}
        for form in ("json", "table", "value", "shell", "yaml"):
            line = ("volume", "attachment", "show", str(fields["id"]), "-f", form)
            told = blockctl(*line, env=env).stdout
            assert "iscsi" in told
            assert "p4ss" not in told
            assert "AQBk" not in told


def test_a_list_without_links_is_followed_to_its_end(blockctl: Blockctl) -> None:
    pages = [
        answer(200, {"attachments": [{"id": each, "status": "attached"} for each in ids]})
        for ids in (("a", "b"), ("c",), ())
    ]
    with ScriptedServer() as server:
        server.on("GET", "/attachments", *pages)
        env = {"OS_ENDPOINT": server.endpoint, "OS_TOKEN": "any"}
        listed = blockctl("volume", "attachment", "list", "-f", "value", "-c", "ID", env=env)
    assert listed.stdout.split() == ["a", "b", "c"]
    markers = [seen.query.get("marker") for seen in server.requests("GET", "/attachments")]
    assert markers == [None, "b", "c"]


def _volume_status(blockctl: Blockctl, volume_id: str) -> str:
    return blockctl("volume", "show", volume_id, "-f", "value", "-c", "status").stdout.strip()
