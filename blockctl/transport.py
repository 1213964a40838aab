"""One door for HTTP: ``send(request) -> response``, on http.client, which is quick to import."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from blockctl.tls import Tls
from blockctl.transport_troubles import reason_of

# http.client and ssl are imported by the first request: --help and completion send none.
if TYPE_CHECKING:
    import socket
    from http.client import HTTPConnection

CONNECT_TIMEOUT = 10.0
# Cinder answers an attachment update only when the backend has exported the volume.
ANSWER_TIMEOUT = 300.0


@dataclass(frozen=True)
class Request:
    """An HTTP request. ``url`` is absolute; header names are as they are sent."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True)
class Response:
    """An HTTP answer, read to its end and unpacked. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class ConnectFailed(Exception):
    """No connection was made, so nothing was sent: the request may be sent again."""


class ConnectionCut(Exception):
    """The connection broke after the request was sent: the server may or may not have done it."""


class Transport(Protocol):
    """Whatever can carry a request; follows no redirect and retries nothing.

    Raises ConnectFailed or ConnectionCut, and BadUsage for TLS files that cannot be used.
    """

    def send(self, request: Request) -> Response: ...


class LeanTransport:
    """Keeps one connection per thread and server; knows no proxy."""

    def __init__(self, tls: Tls | None = None) -> None:
        self._tls = tls or Tls()
        self._kept = threading.local()

    def send(self, request: Request) -> Response:
        """Send ``request`` and read the whole answer.

        Raises ConnectFailed when nothing was sent, ConnectionCut when the outcome is unknown.
        """
        from http.client import HTTPException

        url = urlsplit(request.url)
        connection = self._connected(url.scheme, url.hostname or "", url.port)
        target = (url.path or "/") + (f"?{url.query}" if url.query else "")
        try:
            connection.request(request.method, target, request.body, dict(request.headers))
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, HTTPException) as broken:
            connection.close()
            raise ConnectionCut(reason_of(broken)) from broken
        except BaseException:
            # An answer that was not read to its end must not be taken for the next one's.
            connection.close()
            raise
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Response(answer.status, headers, _unpacked(body, headers))

    def _connected(self, scheme: str, host: str, port: int | None) -> "HTTPConnection":
        kept: dict[tuple[str, str, int | None], HTTPConnection]
        kept = self._kept.__dict__.setdefault("connections", {})
        connection = kept.get((scheme, host, port))
        if connection is None:
            connection = kept[scheme, host, port] = self._new(scheme, host, port)
        elif connection.sock is not None and _is_dropped(connection.sock):
            connection.close()
        if connection.sock is None:
            self._open(connection)
        return connection

    def _new(self, scheme: str, host: str, port: int | None) -> "HTTPConnection":
        from http.client import HTTPConnection, HTTPSConnection

        if scheme == "https":
            return HTTPSConnection(host, port, timeout=CONNECT_TIMEOUT, context=self._tls.context())
        return HTTPConnection(host, port, timeout=CONNECT_TIMEOUT)

    @staticmethod
    def _open(connection: "HTTPConnection") -> None:
        try:
            connection.connect()
        # A host name with an empty or too long label fails as UnicodeError.
        except (OSError, UnicodeError) as refused:
            connection.close()
            raise ConnectFailed(reason_of(refused)) from refused
        connection.sock.settimeout(ANSWER_TIMEOUT)


def _is_dropped(sock: "socket.socket") -> bool:
    """Whether the server closed an idle connection: only an end of file makes it readable."""
    import select

    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


def _unpacked(body: bytes, headers: Mapping[str, str]) -> bytes:
    """The body as it was before a proxy packed it, which some do without being asked."""
    if headers.get("content-encoding", "").lower() not in ("gzip", "x-gzip", "deflate"):
        return body
    import zlib

    try:
        # 32 lets zlib tell gzip from deflate by itself.
        return zlib.decompress(body, zlib.MAX_WBITS | 32)
    except zlib.error as broken:
        raise ConnectionCut("its answer is packed and cannot be unpacked") from broken
