"""Who may speak to the service: token and Host header, whatever the path."""

import io
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from blockctl.standalone import access

TOKEN, PORT = "s3cret-token", 8776


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answers with the token that it was given."""
    start_response("200 OK", [("Content-Length", "0")])
    return [environ.get("HTTP_X_AUTH_TOKEN", "none").encode()]


def ask(app: Any, **environ: Any) -> tuple[str, bytes, dict[str, str]]:
    told: list[Any] = []
    full = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/v3/volumes",
        "QUERY_STRING": "",
        "HTTP_HOST": f"127.0.0.1:{PORT}",
        "wsgi.input": io.BytesIO(),
        **environ,
    }
    body = b"".join(app(full, lambda status, headers, *_: told.extend((status, dict(headers)))))
    return told[0][:3], body, told[1]


@pytest.fixture
def guarded() -> Any:
    return access.guarded(application, TOKEN, PORT)


@pytest.mark.parametrize("path", ["/", "/v3", "/v3/", "/v3/p/volumes", "/healthcheck/x"])
@pytest.mark.parametrize(
    "given", [None, "", "wrong", "admin:1", "s3cret-toke", ":", "s3cret-tokenä"]
)
def test_without_the_token_nothing_is_told(guarded: Any, path: str, given: str | None) -> None:
    headers = {} if given is None else {"HTTP_X_AUTH_TOKEN": given}
    code, body, _ = ask(guarded, PATH_INFO=path, **headers)
    assert code == "401"
    assert TOKEN.encode() not in body


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        (TOKEN, b"admin:00000000000000000000000000000001"),
        (f"{TOKEN}:0000000000000000000000000000000f", b"admin:0000000000000000000000000000000f"),
        (f"{TOKEN}:not a project", b"admin:00000000000000000000000000000001"),
    ],
)
def test_cinder_gets_user_and_project_in_place_of_the_token(
    guarded: Any, given: str, passed: bytes
) -> None:
    assert ask(guarded, HTTP_X_AUTH_TOKEN=given)[:2] == ("200", passed)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", f"localhost:{PORT}"])
def test_our_own_names(guarded: Any, host: str) -> None:
    assert ask(guarded, HTTP_HOST=host, HTTP_X_AUTH_TOKEN=TOKEN)[0] == "200"


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", f"evil.example:{PORT}", "127.0.0.1:1", "127.0.0.1,evil", "127.0.0.1."],
)
@pytest.mark.parametrize("path", ["/v3/", "/healthcheck"])
def test_another_host_name_is_refused_with_the_right_token(
    guarded: Any, host: str, path: str
) -> None:
    code, body, _ = ask(guarded, HTTP_HOST=host, HTTP_X_AUTH_TOKEN=TOKEN, PATH_INFO=path)
    assert code == "403"
    assert b"Host" in body


def test_health_is_told_to_all(guarded: Any) -> None:
    assert ask(guarded, PATH_INFO="/healthcheck")[0] == "200"


def test_an_unread_body_is_read_away() -> None:
    body = io.BytesIO(b"x" * 100)
    _, _, headers = ask(access.drained(application), CONTENT_LENGTH="100", **{"wsgi.input": body})
    assert body.read() == b""
    assert "Connection" not in headers


def test_after_a_large_unread_body_the_connection_is_closed() -> None:
    length = str(2 * 1024**2)
    assert ask(access.drained(application), CONTENT_LENGTH=length)[2]["Connection"] == "close"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "access.log"
    for handler in logging.getLogger("blockctl.access").handlers[:]:
        logging.getLogger("blockctl.access").removeHandler(handler)
        handler.close()


def test_the_log_has_the_request_and_no_secret(guarded: Any, log: Path) -> None:
    app = access.logged(guarded, log)
    ask(app, HTTP_X_AUTH_TOKEN=TOKEN, QUERY_STRING="limit=1", HTTP_USER_AGENT="me")
    ask(app, PATH_INFO="/a\n\x1b]0;title\x07")
    first, second = log.read_text().splitlines()
    assert "GET /v3/volumes?limit=1 200 " in first
    assert first.endswith(' ms "me"')
    assert r"/a\n\x1b]0;title\x07 401 " in second
    assert TOKEN not in log.read_text()
