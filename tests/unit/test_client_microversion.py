"""Which microversion is sent, and what is remembered of a server's range."""

import json
import time
from pathlib import Path

import pytest

from blockctl.api.microversion import PROVED
from tests.unit.conftest import Run
from tests.unit.samples import page
from tests.unit.scripted_server import JSON, ScriptedServer, answer, fault

LIST = "/volumes/detail"
NOT_SPOKEN = fault(406, "Version 3.71 is not supported by the API.", "computeFault")


@pytest.fixture(autouse=True)
def _empty_list(server: ScriptedServer) -> None:
    server.on("GET", LIST, answer(200, page()))


def sent(server: ScriptedServer) -> list[str | None]:
    return [seen.headers.get("openstack-api-version") for seen in server.requests()]


def cache_file() -> Path:
    return Path("cache/endpoints.json").absolute()


def asked_for_versions(server: ScriptedServer) -> int:
    return sum(seen.path == "/v3/" for seen in server.seen)


@pytest.mark.parametrize(
    ("highest", "chosen"),
    [("3.27", "3.27"), ("3.0", "3.0"), (str(PROVED), str(PROVED)), ("3.999", str(PROVED))],
)
def test_the_best_that_both_know_is_sent(
    server: ScriptedServer, run: Run, highest: str, chosen: str
) -> None:
    server.speaks(highest)
    run("volume", "list")
    assert sent(server) == [f"volume {chosen}"]


def test_a_server_before_microversions_is_spoken_to_with_3_0(
    server: ScriptedServer, run: Run
) -> None:
    old = {"id": "v3.0", "version": "", "min_version": ""}
    server.on("GET", "/v3/", answer(200, {"versions": [old]}))
    run("volume", "list")
    assert sent(server) == ["volume 3.0"]


@pytest.mark.parametrize("variable", [True, False])
def test_a_pinned_version_is_sent_without_asking(
    monkeypatch: pytest.MonkeyPatch, server: ScriptedServer, run: Run, variable: bool
) -> None:
    if variable:
        monkeypatch.setenv("OS_VOLUME_API_VERSION", "3.50")
        run("volume", "list")
    else:
        run("--os-volume-api-version", "3.50", "volume", "list")
    assert sent(server) == ["volume 3.50"]
    assert asked_for_versions(server) == 0


@pytest.mark.parametrize("bare", ["3", "v3"])
def test_a_bare_major_version_pins_nothing(server: ScriptedServer, run: Run, bare: str) -> None:
    run("--os-volume-api-version", bare, "volume", "list")
    assert sent(server) == [f"volume {PROVED}"]


@pytest.mark.parametrize("wrong", ["3.", "latest", "3.1.2", "-3.1", "3.12345"])
def test_a_version_that_is_none_is_refused(server: ScriptedServer, run: Run, wrong: str) -> None:
    done = run("--os-volume-api-version", wrong, "volume", "list")
    assert done.code == 2
    assert wrong in done.err
    assert server.seen == []


def test_406_learns_the_range_again_once(server: ScriptedServer, run: Run) -> None:
    run("volume", "list")
    server.speaks("3.60")
    server.on("GET", LIST, NOT_SPOKEN, answer(200, page()))
    assert run("volume", "list").code == 0
    assert sent(server) == [f"volume {PROVED}", f"volume {PROVED}", "volume 3.60"]
    run("volume", "list")
    assert sent(server)[3:] == ["volume 3.60"], "what was learned again was not kept"
    assert asked_for_versions(server) == 2


def test_406_again_is_an_error(server: ScriptedServer, run: Run) -> None:
    server.on("GET", LIST, NOT_SPOKEN)
    done = run("volume", "list")
    assert done.code == 1
    assert "not supported" in done.err
    assert len(server.requests()) == 2


def test_406_with_a_pin_never_learns(server: ScriptedServer, run: Run) -> None:
    server.on("GET", LIST, NOT_SPOKEN)
    assert run("--os-volume-api-version", "3.71", "volume", "list").code == 1
    assert len(server.seen) == 1


def test_the_range_is_kept_for_its_owner_only(server: ScriptedServer, run: Run) -> None:
    run("volume", "list")
    run("volume", "list")
    assert asked_for_versions(server) == 1
    assert cache_file().stat().st_mode & 0o777 == 0o600
    assert "scripted-token" not in cache_file().read_text()


def test_a_cache_that_others_may_write_is_not_used(server: ScriptedServer, run: Run) -> None:
    run("volume", "list")
    cache_file().chmod(0o644)
    run("volume", "list")
    assert asked_for_versions(server) == 2
    assert cache_file().stat().st_mode & 0o777 == 0o600


def test_an_old_cache_is_not_used(server: ScriptedServer, run: Run) -> None:
    run("volume", "list")
    entries = json.loads(cache_file().read_text())
    aged = {key: [kept_at - 3601, value] for key, (kept_at, value) in entries.items()}
    cache_file().write_text(json.dumps(aged))
    run("volume", "list")
    assert asked_for_versions(server) == 2


@pytest.mark.parametrize(
    "kept",
    [5, [], "3.71", ["3.0"], [3, 71], ["3.0", "x"], ["3.0", "3.71", "3.9"], {"a": 1}, [None]],
)
def test_a_cached_range_that_is_none_is_not_used(
    server: ScriptedServer, run: Run, kept: object
) -> None:
    entry = {f"http://{server.address}/v3": [time.time(), kept]}
    cache_file().write_text(json.dumps(entry))
    cache_file().chmod(0o600)
    assert run("volume", "list").code == 0
    assert sent(server) == [f"volume {PROVED}"]


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '"x"', "\0", '{"a": 5}'])
def test_a_cache_file_of_garbage_is_not_used(
    server: ScriptedServer, run: Run, content: str
) -> None:
    cache_file().write_text(content)
    cache_file().chmod(0o600)
    assert run("volume", "list").code == 0
    run("volume", "list")
    assert asked_for_versions(server) == 1, "the garbage was not replaced"


def test_a_cache_folder_that_cannot_be_made_costs_nothing(
    monkeypatch: pytest.MonkeyPatch, server: ScriptedServer, run: Run
) -> None:
    monkeypatch.setenv("BLOCKCTL_CACHE_DIR", "/proc/nowhere")
    done = run("volume", "list")
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize(
    "document",
    [
        {"versions": []},
        {"versions": [{"id": "v2.0", "version": "2.0"}]},
        {"versions": [{"id": "v3.0", "version": "newest"}]},
        {"versions": ["v3.0"]},
        {"versions": None},
        {},
        [],
        b"<html>sign in to the network</html>",
    ],
)
def test_what_is_no_volume_service_is_told(
    server: ScriptedServer, run: Run, document: object
) -> None:
    server.on("GET", "/v3/", answer(200, document, kind=JSON))
    done = run("volume", "list")
    assert done.code in (1, 7)
    assert "should not" not in done.err
    assert server.address in done.err
    assert server.requests() == []
