"""Who may speak to the standalone service, and the log of who did."""

import hmac
import json
import logging
import logging.handlers
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from blockctl.output.terminal import printable
from blockctl.standalone.settings import PROJECT

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_PROJECT_ID = re.compile(r"[0-9a-f-]+")
# A refused body up to this size is read away, so that the connection can be used again.
_DRAIN_UP_TO = 1024**2


def guarded(application: Application, token: str, port: int) -> Application:
    """Let a request through only with the secret ``token`` and a Host header that is ours.

    The Host check keeps out web pages whose name was pointed at 127.0.0.1 (DNS rebinding).
    Cinder's noauth pipeline reads the token as ``user:project``, so it gets that in place of
    the secret. python-cinderclient can only send ``TOKEN:PROJECT``, which is taken too.
    """
    hosts = {
        f"{name}{suffix}" for name in ("127.0.0.1", "localhost") for suffix in ("", f":{port}")
    }

    def guard(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("HTTP_HOST", "").lower() not in hosts:
            return _refuse(
                start_response, 403, "Forbidden", "The Host header is not this service's."
            )
        if environ["PATH_INFO"] == "/healthcheck":
            return application(environ, start_response)
        given, _, project = environ.pop("HTTP_X_AUTH_TOKEN", "").partition(":")
        if not hmac.compare_digest(given.encode(), token.encode()):
            return _refuse(start_response, 401, "Unauthorized", "The token is missing or wrong.")
        if not _PROJECT_ID.fullmatch(project):
            project = PROJECT
        environ["HTTP_X_AUTH_TOKEN"] = f"admin:{project}"
        return application(environ, start_response)

    return guard


def drained(application: Application) -> Application:
    """Read what the application left unread of a request's body.

    The server keeps connections open and would take the rest for the next request.
    """

    def drain(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if int(environ.get("CONTENT_LENGTH") or 0) <= _DRAIN_UP_TO:
            result = application(environ, start_response)
            environ["wsgi.input"].read()
            return result

        def start_last(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*headers, ("Connection", "close")], *rest)

        return application(environ, start_last)

    return drain


def logged(application: Application, path: Path) -> Application:
    """Write one line for each request to ``path``: never a header but User-Agent, never a body."""
    log = logging.getLogger("blockctl.access")
    log.propagate = False
    log.setLevel(logging.INFO)
    handler = logging.handlers.RotatingFileHandler(path, maxBytes=20 * 1024**2, backupCount=1)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log.addHandler(handler)

    def record(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        began, answered = time.monotonic(), ["-"]
        # Before the application moves parts of the path elsewhere.
        target = "?".join(filter(None, (environ["PATH_INFO"], environ["QUERY_STRING"])))

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            answered[0] = status.split()[0]
            return start_response(status, headers, *rest)

        try:
            return application(environ, start)
        finally:
            took = (time.monotonic() - began) * 1000
            agent = environ.get("HTTP_USER_AGENT", "-")
            line = f'{environ["REQUEST_METHOD"]} {target} {answered[0]} {took:.0f} ms "{agent}"'
            log.info("%s", printable(line))

    return record


def _refuse(start_response: StartResponse, code: int, title: str, message: str) -> list[bytes]:
    body = json.dumps({"error": {"code": code, "title": title, "message": message}}).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response(f"{code} {title}", headers)
    return [body]
