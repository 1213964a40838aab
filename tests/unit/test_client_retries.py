"""What is sent again after trouble, and what never is."""

import socket
import threading
import time
from pathlib import Path

import pytest

from blockctl.transport import LeanTransport, Request
from tests.unit.conftest import Run
from tests.unit.samples import page, volume
from tests.unit.scripted_server import (
    Behaviour,
    ScriptedServer,
    answer,
    answer_then_close,
    cut,
    cut_in_body,
    fault,
    hang,
)

LIST = "/volumes/detail"
CREATED = answer(202, {"volume": volume()})


@pytest.mark.parametrize("trouble", [cut, cut_in_body, fault(503, "busy")])
def test_a_read_is_sent_again(server: ScriptedServer, run: Run, trouble: Behaviour) -> None:
    server.on("GET", LIST, trouble, answer(200, page(volume())))
    done = run("volume", "list", "-f", "value", "-c", "Name")
    assert (done.code, done.out) == (0, "demo\n")
    assert len(server.requests()) == 2


@pytest.mark.parametrize("trouble", [cut, cut_in_body, fault(503, "busy"), fault(500, "bug")])
def test_a_create_is_never_sent_twice(server: ScriptedServer, run: Run, trouble: Behaviour) -> None:
    server.on("POST", "/volumes", trouble, CREATED)
    done = run("volume", "create", "--size", "1", "demo")
    assert done.code == 7
    assert len(server.requests("POST")) == 1


@pytest.mark.parametrize("trouble", [cut, cut_in_body])
def test_a_create_that_was_cut_says_that_it_may_have_happened(
    server: ScriptedServer, run: Run, trouble: Behaviour
) -> None:
    server.on("POST", "/volumes", trouble)
    assert "may or may not" in run("volume", "create", "--size", "1", "demo").err


def test_a_delete_is_never_sent_twice(server: ScriptedServer, run: Run) -> None:
    server.on("GET", LIST, answer(200, page(volume())))
    server.on("DELETE", f"/volumes/{volume()['id']}", cut, answer(202))
    assert run("volume", "delete", "demo").code == 7
    assert len(server.requests("DELETE")) == 1


def test_a_read_gives_up_in_the_end(server: ScriptedServer, run: Run) -> None:
    server.on("GET", LIST, cut)
    done = run("volume", "list")
    assert done.code == 7
    assert server.address in done.err
    assert len(server.requests()) == 3


def test_too_many_requests_waits_as_long_as_asked_even_with_a_create(
    server: ScriptedServer, run: Run
) -> None:
    slow_down = answer(429, {"overLimit": {"message": "slow down"}}, {"Retry-After": "1"})
    server.on("POST", "/volumes", slow_down, CREATED)
    began = time.monotonic()
    assert run("volume", "create", "--size", "1", "demo").code == 0
    assert time.monotonic() - began >= 1
    assert len(server.requests("POST")) == 2


@pytest.mark.parametrize("after", ["3600", "Sun, 22 Nov 2026 18:00:00 GMT", "soon", "\u00b2"])
def test_too_many_requests_never_waits_unboundedly(
    server: ScriptedServer, run: Run, after: str
) -> None:
    server.on("GET", LIST, answer(429, {}, {"Retry-After": after}))
    began = time.monotonic()
    done = run("volume", "list")
    assert done.code == 7
    assert "429" in done.err
    assert time.monotonic() - began < 5


def test_a_refused_connection_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, server: ScriptedServer, run: Run
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{closed.getsockname()[1]}"
        monkeypatch.setenv("OS_ENDPOINT", f"http://{address}/v3")
        began = time.monotonic()
        done = run("volume", "list")
    assert done.code == 7
    assert address in done.err
    assert "connection refused" in done.err
    assert time.monotonic() - began >= 0.5, "it was not tried again"


def test_a_connection_that_the_server_closed_is_replaced(server: ScriptedServer) -> None:
    closed = threading.Event()
    server.on("GET", LIST, answer_then_close(closed))
    server.on("POST", "/volumes", CREATED)
    transport = LeanTransport()
    transport.send(Request("GET", f"{server.endpoint}{LIST}"))
    assert closed.wait(5)
    assert transport.send(Request("POST", f"{server.endpoint}/volumes", body=b"{}")).status == 202
    assert len(server.requests("POST")) == 1


def test_a_connection_is_kept_between_requests(server: ScriptedServer, run: Run) -> None:
    server.on("GET", LIST, answer(200, page(volume())))
    run("volume", "list")
    assert len({seen.client for seen in server.seen}) == 1
    assert len(server.seen) == 2


def test_a_server_that_hangs_is_given_up(
    monkeypatch: pytest.MonkeyPatch, server: ScriptedServer, run: Run
) -> None:
    monkeypatch.setattr("blockctl.transport.ANSWER_TIMEOUT", 0.2)
    server.on("GET", LIST, hang)
    began = time.monotonic()
    done = run("volume", "list")
    assert done.code == 7
    assert time.monotonic() - began < 5
    assert "did not answer in time" in done.err


def test_https_to_a_server_without_it(
    monkeypatch: pytest.MonkeyPatch, server: ScriptedServer, run: Run
) -> None:
    monkeypatch.setenv("OS_ENDPOINT", server.endpoint.replace("http:", "https:"))
    done = run("volume", "list")
    assert done.code == 7
    assert server.address in done.err
    assert "should not" not in done.err


def test_a_file_of_authorities_that_holds_none(
    monkeypatch: pytest.MonkeyPatch, server: ScriptedServer, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    monkeypatch.setenv("OS_CACERT", str(tmp_path / "ca.pem"))
    monkeypatch.setenv("OS_ENDPOINT", server.endpoint.replace("http:", "https:"))
    done = run("volume", "list")
    assert done.code in (2, 7)
    assert "should not" not in done.err
