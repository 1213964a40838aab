"""A cloud on loopback that answers plausibly, changes nothing, and keeps what it is asked.

Each run has addresses of its own, so that any number of them can be under way at once.
"""

import itertools
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.parity.replay import block_storage, identity, others
from tests.parity.replay.asked import Answer, Asked, nothing_here
from tests.parity.replay.lines import names_in
from tests.parity.replay.resources import Sample

_SERVICES = {
    "identity": identity.answer,
    "volume": block_storage.answer,
    "image": others.image,
    "compute": others.compute,
    "network": others.network,
}


@dataclass
class Run:
    """One run: where it finds the cloud, what is there, and what it has asked."""

    base: str
    sample: Sample
    asked: list[Asked] = field(default_factory=list)

    def env(self) -> dict[str, str]:
        """The ``OS_*`` variables that lead here."""
        return {
            "OS_AUTH_URL": f"{self.base}/identity/v3",
            "OS_USERNAME": identity.USER,
            "OS_PASSWORD": "of-no-use",
            "OS_PROJECT_NAME": identity.PROJECT,
            "OS_USER_DOMAIN_ID": "default",
            "OS_PROJECT_DOMAIN_ID": "default",
            "OS_IDENTITY_API_VERSION": "3",
        }


class RecordingCloud:
    """The cloud, from ``with`` to its end."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._runs: dict[str, Run] = {}
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.answer = self._answer

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def run(self, line: Sequence[str]) -> Run:
        """A run that finds a resource of each kind for each name in cinder's ``line``."""
        # All as long as each other, as tables are as wide as what is in them.
        name = f"{next(self._numbers):06d}"
        base = f"http://127.0.0.1:{self._server.server_address[1]}/{name}"
        self._runs[name] = Run(
            # What is to be made is not there yet; what is to be disabled is, once it is asked for.
            base,
            Sample(
                names_in(line),
                is_encrypted=line[0] != "encryption-type-create",
                is_enabled=not line[0].endswith("-disable"),
            ),
        )
        return self._runs[name]

    def _answer(
        self, method: str, target: str, headers: Mapping[str, str], content: bytes
    ) -> Answer:
        parts = urlsplit(target)
        name, service, *path = [unquote(each) for each in parts.path.split("/")[1:]]
        run = self._runs[name]
        asked = Asked(
            method,
            service,
            tuple(filter(None, path)),
            tuple(parse_qsl(parts.query, keep_blank_values=True)),
            _body(content),
            headers.get("OpenStack-API-Version", ""),
        )
        run.asked.append(asked)
        answer = _SERVICES[service](asked, run.sample, run.base)
        return answer or nothing_here(asked)


def _body(content: bytes) -> Any:
    try:
        return json.loads(content) if content else None
    except ValueError:
        return f"{len(content)} bytes"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    answer: Any


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _serve(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = self.server.answer(self.command, self.path, self.headers, content)
        body = b"" if answer.body is None else json.dumps(answer.body).encode()
        headers = {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "X-Openstack-Request-Id": "req-00000000-0000-4000-8000-000000000000",
            **answer.headers,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        # In one piece: two would wait for each other.
        self.wfile.write(f"HTTP/1.1 {answer.status} X\r\n{lines}\r\n".encode() + body)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = _serve  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what is asked is kept."""
