"""No token, password or key is ever printed."""

import json
from typing import Any

import pytest

from blockctl.output.trace import masked
from tests.unit.conftest import Run
from tests.unit.samples import ID, page, volume
from tests.unit.scripted_server import TOKEN, ScriptedServer, answer, cut, fault

LIST = "/volumes/detail"
SECRET = "hunter2-very-secret"
ISCSI = {
    "driver_volume_type": "iscsi",
    "data": {
        "auth_method": "CHAP",
        "auth_username": "initiator",
        "auth_password": SECRET,
        "discovery_auth_password": SECRET,
        "target_portal": "192.0.2.1:3260",
    },
}
SECRETS: dict[str, Any] = {
    "password": SECRET,
    "adminPass": SECRET,
    "auth_password": SECRET,
    "keyring": f"[client.cinder]\n key = {SECRET}",
    "secret": {"value": SECRET, "list": [SECRET]},
    "dhchap_key": SECRET,
    "encryption_passphrase": SECRET,
    "auth_key": SECRET,
    "private_key": SECRET,
    "credentials": [{"token": {"id": SECRET}}],
}


@pytest.fixture
def _answers(server: ScriptedServer) -> None:
    attached = volume(attachments=[{"connection_info": ISCSI}], **SECRETS)
    server.on("GET", LIST, answer(200, page(attached)))
    server.on("GET", f"/volumes/{ID}", answer(200, {"volume": attached}))


@pytest.mark.usefixtures("_answers")
@pytest.mark.parametrize(
    "words", [("volume", "list", "-c", "Name"), ("volume", "show", ID, "-c", "id")]
)
def test_debug_shows_the_exchange_without_its_secrets(run: Run, words: tuple[str, ...]) -> None:
    done = run("--debug", *words)
    assert done.code == 0
    assert "> GET http://127.0.0.1:" in done.err
    assert "192.0.2.1:3260" in done.err, "the answer is not shown at all"
    assert "X-Auth-Token: ***" in done.err
    assert TOKEN not in done.err
    assert SECRET not in done.err


def test_debug_shows_no_secret_that_is_sent(server: ScriptedServer, run: Run) -> None:
    server.on("POST", "/volumes", answer(202, {"volume": volume()}))
    words = ("volume", "create", "--size", "1", "--property", f"password={SECRET}")
    done = run("--debug", *words, "-c", "id")
    assert "> POST" in done.err
    assert SECRET not in done.err + done.out


@pytest.mark.parametrize("behaviour", [fault(409, "in use"), cut, answer(200, b"<html>")])
def test_debug_shows_no_secret_with_a_traceback(
    server: ScriptedServer, run: Run, behaviour: object
) -> None:
    server.on("POST", "/volumes", behaviour)  # type: ignore[arg-type]
    done = run("--debug", "volume", "create", "--size", "1")
    assert done.code != 0
    assert "Traceback" in done.err
    assert TOKEN not in done.err


def test_a_traceback_cannot_write_on_the_terminal(server: ScriptedServer, run: Run) -> None:
    server.on("POST", "/volumes", fault(409, "\x1b]0;owned\x07 \x9b2J \u202e evil"))
    done = run("--debug", "volume", "create", "--size", "1")
    assert "Traceback" in done.err
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(done.err)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\nX-Forged: yes", "\u20ac"])
@pytest.mark.parametrize("debug", [(), ("--debug",)])
def test_a_token_that_is_no_token_is_refused_unseen(
    monkeypatch: pytest.MonkeyPatch,
    server: ScriptedServer,
    run: Run,
    end: str,
    debug: tuple[str, ...],
) -> None:
    monkeypatch.setenv("OS_TOKEN", f"{SECRET}{end}")
    done = run(*debug, "volume", "list")
    assert SECRET not in done.err
    assert "should not" not in done.err
    assert all("x-forged" not in seen.headers for seen in server.seen)
    assert done.code == 2


def test_a_password_in_the_endpoint_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, server: ScriptedServer, run: Run
) -> None:
    monkeypatch.setenv("OS_ENDPOINT", server.endpoint.replace("://", f"://me:{SECRET}@"))
    server.on("GET", LIST, cut)
    for debug in ((), ("--debug",)):
        done = run(*debug, "volume", "list")
        assert SECRET not in done.err


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_what_stands_under_a_secret_s_name_is_masked(name: str) -> None:
    assert SECRET not in json.dumps(masked({"outer": [{name: SECRETS[name]}]}))


@pytest.mark.parametrize("value", [True, 5, 1.5, None, "text", {"name": "x"}, ["x"]])
def test_what_is_no_secret_is_shown(value: object) -> None:
    document = {"status": value, "encryption_key_id": "a-uuid", "name": "tokyo"}
    assert masked(document) == document
