"""A real HTTP server on loopback that answers as a test has written, and remembers what it saw."""

import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

TOKEN = "scripted-token-9f3c"
JSON = "application/json"

# What one request is met with.
Behaviour = Callable[["_Handler"], None]


@dataclass(frozen=True)
class Seen:
    """One request as it arrived; header names are in lower case, ``client`` tells connections."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    client: tuple[str, int]

    def json(self) -> Any:
        """The body as a JSON document."""
        return json.loads(self.body)


def answer(
    status: int = 200, body: Any = None, headers: dict[str, str] | None = None, kind: str = JSON
) -> Behaviour:
    """Answer in full; ``body`` is a JSON document, or bytes as they are to be sent."""

    def behave(handler: "_Handler") -> None:
        handler.reply(status, _encoded(body), {"Content-Type": kind, **(headers or {})})

    return behave


def fault(status: int, message: str, name: str = "fault") -> Behaviour:
    """Answer with an error body of Cinder's shape."""
    return answer(status, {name: {"code": status, "message": message}})


def answer_then_close(closed: threading.Event) -> Behaviour:
    """Answer ``{}``, close the connection without having said so, and then set ``closed``."""

    def behave(handler: "_Handler") -> None:
        handler.reply(200, b"{}", {"Content-Type": JSON})
        handler.connection.shutdown(socket.SHUT_RDWR)
        handler.close_connection = True
        closed.set()

    return behave


def cut(handler: "_Handler") -> None:
    """Take the request and reset the connection without an answer."""
    handler.reset()


def cut_in_body(handler: "_Handler") -> None:
    """Promise more than is sent."""
    handler.reply(200, b'{"volumes": [', {"Content-Type": JSON, "Content-Length": "4096"})
    handler.close_connection = True


def hang(handler: "_Handler") -> None:
    """Never answer; the server's end releases it."""
    handler.server.ended.wait(60)
    handler.close_connection = True


class ScriptedServer:
    """The server: ``on`` scripts it, ``seen`` tells what came. A context manager.

    Each path's behaviours are used in turn and the last of them stays. The version document
    is served by itself, with ``highest`` as the newest microversion, and a request that nothing
    was written for is answered 418, which no test expects.
    """

    def __init__(self, highest: str = "3.71") -> None:
        self.seen: list[Seen] = []
        self._http = _HTTPServer(("127.0.0.1", 0), _Handler)
        self._http.script = {}
        self._http.seen = self.seen
        self._http.ended = threading.Event()
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self.port: int = self._http.server_address[1]
        self.speaks(highest)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._http.ended.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    @property
    def endpoint(self) -> str:
        """The endpoint's URL, with a project as a catalog gives it."""
        return f"http://{self.address}/v3/project"

    def speak_tls(self, context: ssl.SSLContext) -> None:
        """Speak TLS from now on; the handshake is left to each connection's own thread."""
        self._http.socket = context.wrap_socket(
            self._http.socket, server_side=True, do_handshake_on_connect=False
        )

    def speaks(self, highest: str) -> None:
        """Let the version document name ``highest`` from now on."""
        version = {"id": "v3.0", "min_version": "3.0", "version": highest}
        self._http.script["GET", "/v3/"] = [answer(200, {"versions": [version]})]

    def on(self, method: str, path: str, *behaviours: Behaviour) -> None:
        """Script a path: below the endpoint, or absolute when it begins with ``/v3``."""
        whole = path if path.startswith("/v3") else f"/v3/project{path}"
        self._http.script[method, whole] = list(behaviours)

    def requests(self, method: str = "", path: str = "") -> list[Seen]:
        """What was seen of a method and the end of a path, without the version document."""
        return [
            seen
            for seen in self.seen
            if seen.path != "/v3/" and method in ("", seen.method) and seen.path.endswith(path)
        ]


class _HTTPServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    script: dict[tuple[str, str], list[Behaviour]]
    seen: list[Seen]
    ended: threading.Event


class _Handler(BaseHTTPRequestHandler):
    server: _HTTPServer
    protocol_version = "HTTP/1.1"
    # Header and body are two writes: Nagle's algorithm would hold the second back.
    disable_nagle_algorithm = True

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:
            self.close_connection = True

    def do_any(self) -> None:
        url = urlsplit(self.path)
        self.server.seen.append(
            Seen(
                self.command,
                url.path,
                {name: values[0] for name, values in parse_qs(url.query).items()},
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(int(self.headers.get("Content-Length", 0))),
                self.client_address,
            )
        )
        script = self.server.script.get((self.command, url.path), [_unscripted])
        behave = script.pop(0) if len(script) > 1 else script[0]
        behave(self)

    do_GET = do_POST = do_PUT = do_DELETE = do_any  # noqa: N815 - the names http.server calls

    def reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def reset(self) -> None:
        # With a linger of zero seconds, closing sends a reset.
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests' output free of an access log."""


def _encoded(body: Any) -> bytes:
    if body is None or isinstance(body, bytes):
        return body or b""
    return json.dumps(body).encode()


def _unscripted(handler: _Handler) -> None:
    fault(418, f"nothing is scripted for {handler.command} {handler.path}")(handler)
