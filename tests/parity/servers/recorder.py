"""WSGI middleware that keeps what was asked of a server, for whoever asks for it on ``/parity``.

Only the standard library: it runs inside Cinder's and Keystone's own environments.
"""

import io
import json
import threading
from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

# GET answers the records since the last time, as a JSON list, and forgets them.
TAKE = "/parity"


def recorded(application: Application) -> Application:
    """Keep each request: method, path, query, body, agent, microversion, and its status.

    The body only of what is JSON: the data of an image is large.
    """
    records: list[dict[str, Any]] = []
    lock = threading.Lock()

    def take(start_response: Callable[..., Any]) -> list[bytes]:
        with lock:
            body = json.dumps(records).encode()
            records.clear()
        start_response(
            "200 OK",
            [("Content-Type", "application/json"), ("Content-Length", str(len(body)))],
        )
        return [body]

    def record(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == TAKE:
            return take(start_response)
        body = b""
        if environ.get("CONTENT_TYPE", "").startswith("application/json"):
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = io.BytesIO(body)
        entry = {
            "method": environ["REQUEST_METHOD"],
            "path": environ["PATH_INFO"],
            "query": environ.get("QUERY_STRING", ""),
            "body": body.decode(errors="replace"),
            "agent": environ.get("HTTP_USER_AGENT", ""),
            "version": environ.get("HTTP_OPENSTACK_API_VERSION", ""),
        }

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            entry["status"] = int(status.split()[0])
            with lock:
                records.append(entry)
            return start_response(status, headers, *rest)

        return application(environ, start)

    return record
