"""What a server's answers become: a sentence and an exit code."""

import pytest

from tests.unit.conftest import Run
from tests.unit.samples import ID, page, volume
from tests.unit.scripted_server import ScriptedServer, answer, cut_in_body, fault

STATE = (
    "Invalid volume: Volume status must be available or error or error_restoring or "
    "error_extending or error_managing and must not be migrating, attached, belong to a group, "
    "have snapshots or be disassociated from snapshots after volume transfer."
)


@pytest.mark.parametrize(
    ("status", "message", "code"),
    [
        (400, STATE, 5),
        (400, "Invalid input received: 'size' must be an integer", 1),
        (400, "Name has 256 characters, more than 255.", 1),
        (401, "The request you have made requires authentication.", 4),
        (403, "Policy doesn't allow volume:create to be performed.", 4),
        (404, "Volume type with name fast could not be found.", 3),
        (409, "Volume is in use", 5),
        (413, "VolumeLimitExceeded: Maximum number of volumes allowed (10) exceeded", 5),
        (429, "Too many requests", 7),
        (500, "The server has either erred or is incapable of performing the operation", 7),
        (502, "Bad gateway", 7),
        (504, "Gateway timeout", 7),
    ],
)
def test_each_status_has_its_exit_code(
    server: ScriptedServer, run: Run, status: int, message: str, code: int
) -> None:
    server.on("POST", "/volumes", fault(status, message))
    done = run("volume", "create", "--size", "1", "demo")
    assert (done.code, done.out) == (code, "")
    assert message in done.err
    assert "should not" not in done.err


def test_quota_says_when_to_try_again(server: ScriptedServer, run: Run) -> None:
    body = {"overLimit": {"message": "quota", "retryAfter": 30}}
    server.on("POST", "/volumes", answer(413, body, {"Retry-After": "30"}))
    assert "Try again in 30 s." in run("volume", "create", "--size", "1", "demo").err


@pytest.mark.parametrize("status", [400, 404, 409, 500, 503])
def test_a_proxy_s_html_is_not_shown(server: ScriptedServer, run: Run, status: int) -> None:
    html = b"<html><body><h1>nginx</h1></body></html>"
    server.on("POST", "/volumes", answer(status, html, kind="text/html"))
    done = run("volume", "create", "--size", "1", "demo")
    assert "<" not in done.err
    assert f"HTTP {status}" in done.err


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b'"x"', b'{"volume": null}', b'{"volume": []}', b"\xff"]
)
def test_an_answer_without_what_was_asked_for_is_the_service_s_failure(
    server: ScriptedServer, run: Run, body: bytes
) -> None:
    server.on("POST", "/volumes", answer(200, body))
    done = run("volume", "create", "--size", "1", "demo")
    assert done.code == 7, done.err
    assert "should not" not in done.err


@pytest.mark.parametrize("body", [{"volumes": None}, {"volumes": 5}, {"volumes": ["a"]}, {}])
def test_a_list_without_its_items_is_the_service_s_failure(
    server: ScriptedServer, run: Run, body: object
) -> None:
    server.on("GET", "/volumes/detail", answer(200, body))
    done = run("volume", "list")
    assert done.code == 7, done.err
    assert "should not" not in done.err


@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_redirect_is_not_followed_and_not_taken_for_an_answer(
    server: ScriptedServer, run: Run, status: int
) -> None:
    with ScriptedServer() as elsewhere:
        moved = answer(status, b"", {"Location": f"{elsewhere.endpoint}/volumes/detail"})
        server.on("GET", "/volumes/detail", moved)
        done = run("volume", "list")
        assert done.code == 7, done.err
        assert elsewhere.seen == [], "the token was sent to another host"


def test_an_error_s_message_cannot_write_on_the_terminal(server: ScriptedServer, run: Run) -> None:
    server.on("POST", "/volumes", fault(409, "\x1b]0;owned\x07 \x9b2J \u202e evil"))
    done = run("volume", "create", "--size", "1", "demo")
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(done.err)
    assert "owned" in done.err


def test_a_deletion_that_is_refused_names_the_snapshots(server: ScriptedServer, run: Run) -> None:
    server.on("GET", "/volumes/detail", answer(200, page(volume())))
    server.on("DELETE", f"/volumes/{ID}", fault(400, STATE))
    server.on("GET", "/snapshots/detail", answer(200, {"snapshots": [{"id": "a"}, {"id": "b"}]}))
    done = run("volume", "delete", "demo")
    assert done.code == 5
    assert "2 snapshots" in done.err
    assert "--cascade" in done.err
    assert ID in done.err


def test_the_reason_of_a_refusal_is_kept_when_nothing_better_is_known(
    server: ScriptedServer, run: Run
) -> None:
    server.on("GET", "/volumes/detail", answer(200, page(volume())))
    server.on("DELETE", f"/volumes/{ID}", fault(400, STATE))
    server.on("GET", "/snapshots/detail", fault(403, "not yours to see"))
    done = run("volume", "delete", "demo")
    assert done.code == 5
    assert "status must be available" in done.err


def test_a_cut_answer_is_told_as_one_sentence(server: ScriptedServer, run: Run) -> None:
    server.on("POST", "/volumes", cut_in_body)
    done = run("volume", "create", "--size", "1", "demo")
    assert "Traceback" not in done.err
    assert len(done.err.splitlines()) == 2, "one sentence and what to do next"
