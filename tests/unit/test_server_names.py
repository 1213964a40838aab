"""Whom volumes are attached to: tables name the servers, and nothing else asks for them."""

from typing import Any

import pytest

from tests.unit.cloud_of_services import SERVERS, catalog, listing, sign_in
from tests.unit.conftest import Run
from tests.unit.samples import page, uuid, volume
from tests.unit.scripted_server import ScriptedServer, answer, cut, fault

LIST = "/volumes/detail"
SERVER = {"id": uuid(8), "name": "web-1"}


def attached_to(*servers: str | None) -> dict[str, Any]:
    attachments = [{"server_id": server, "device": "/dev/vdb"} for server in servers]
    return volume(status="in-use", attachments=attachments)


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch, server: ScriptedServer) -> ScriptedServer:
    """A cloud with one attached volume and its server."""
    for name in ("OS_ENDPOINT", "OS_TOKEN"):
        monkeypatch.delenv(name)
    for name, value in sign_in(server).items():
        monkeypatch.setenv(name, value)
    server.on("GET", LIST, answer(200, page(attached_to(SERVER["id"]))))
    server.on("GET", SERVERS, listing("servers", SERVER))
    return server


def asked_elsewhere(cloud: ScriptedServer) -> list[str]:
    """What was asked of other services, but for signing in."""
    return [seen.path for seen in cloud.requests("GET") if not seen.path.endswith(LIST)]


def test_a_table_names_the_server(cloud: ScriptedServer, run: Run) -> None:
    twice = attached_to(SERVER["id"], uuid(9))
    cloud.on("GET", LIST, answer(200, page(twice, twice)))
    done = run("volume", "list")
    assert done.out.count(f"Attached to web-1 on /dev/vdb Attached to {uuid(9)} on /dev/vdb") == 2
    assert asked_elsewhere(cloud) == ["/v3/auth/catalog", SERVERS]


@pytest.mark.parametrize(
    "words",
    [
        *(("-f", name) for name in ("json", "jsonl", "yaml", "csv", "value")),
        ("-c", "Name"),
    ],
)
def test_what_shows_no_server_asks_for_none(
    cloud: ScriptedServer, run: Run, words: tuple[str, ...]
) -> None:
    assert run("volume", "list", *words).code == 0
    assert asked_elsewhere(cloud) == []


@pytest.mark.parametrize("volumes", [[], [volume()], [attached_to(None)]])
def test_nothing_attached_to_a_server_asks_for_none(
    cloud: ScriptedServer, run: Run, volumes: list[dict[str, Any]]
) -> None:
    cloud.on("GET", LIST, answer(200, page(*volumes)))
    assert run("volume", "list", "--long").code == 0
    assert asked_elsewhere(cloud) == []


@pytest.mark.parametrize(
    "behaviour",
    [
        cut,
        fault(403, "not you"),
        fault(500, "no database"),
        answer(200, {}),
        answer(200, {"servers": [{"name": "x"}]}),
        answer(200, b"<html>"),
    ],
)
def test_trouble_with_the_compute_service_leaves_the_ids(
    cloud: ScriptedServer, run: Run, behaviour: Any
) -> None:
    cloud.on("GET", SERVERS, behaviour)
    done = run("volume", "list")
    assert (done.code, done.err) == (0, "")
    assert f"Attached to {SERVER['id']} on" in done.out


def test_a_cloud_without_servers_leaves_the_ids(cloud: ScriptedServer, run: Run) -> None:
    catalog(cloud)
    done = run("volume", "list")
    assert (done.code, done.err) == (0, "")
    assert f"Attached to {SERVER['id']} on" in done.out


def test_without_an_identity_service_the_ids_are_shown(server: ScriptedServer, run: Run) -> None:
    server.on("GET", LIST, answer(200, page(attached_to(SERVER["id"]))))
    assert f"Attached to {SERVER['id']} on" in run("volume", "list").out
    assert len(server.requests()) == 1


def test_more_servers_than_a_page_are_all_known(cloud: ScriptedServer, run: Run) -> None:
    more = {"servers": [{"id": uuid(1), "name": "a"}], "servers_links": [{"rel": "next"}]}
    cloud.on("GET", SERVERS, answer(200, more), listing("servers", SERVER))
    assert "Attached to web-1" in run("volume", "list").out
    assert [seen.query.get("marker") for seen in cloud.requests("GET", SERVERS)] == [None, uuid(1)]


def test_a_service_that_repeats_a_page_is_asked_no_further(cloud: ScriptedServer, run: Run) -> None:
    cloud.on("GET", SERVERS, answer(200, {"servers": [SERVER], "servers_links": [{"rel": "next"}]}))
    assert "Attached to web-1" in run("volume", "list").out
    assert len(cloud.requests("GET", SERVERS)) == 2


def test_a_server_s_name_does_not_drive_the_terminal(cloud: ScriptedServer, run: Run) -> None:
    cloud.on("GET", SERVERS, listing("servers", {**SERVER, "name": "\x1b]0;owned\x07"}))
    done = run("volume", "list")
    assert "\x1b" not in done.out
    assert r"\x1b]0;owned\x07" in done.out
