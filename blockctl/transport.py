"""One door for HTTP: ``send(request) -> response``, on http.client, which is quick to import."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

# http.client and ssl are imported by the first request: --help and completion send none.
if TYPE_CHECKING:
    import socket
    import ssl
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
    """An HTTP answer, read to its end. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class ConnectFailed(Exception):
    """No connection was made, so nothing was sent: the request may be sent again."""


class ConnectionCut(Exception):
    """The connection broke after the request was sent: the server may or may not have done it."""


class Transport(Protocol):
    """Whatever can carry a request. Raises ConnectFailed or ConnectionCut, nothing else."""

    def send(self, request: Request) -> Response: ...


@dataclass(frozen=True)
class Tls:
    """How to trust an https server: files are paths in PEM format."""

    verify: bool = True
    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None

    def context(self) -> "ssl.SSLContext":
        """An SSL context; raises OSError for a file that cannot be read or is no certificate."""
        import ssl

        context = ssl.create_default_context(cafile=self.ca_file)
        if not self.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if self.cert_file:
            context.load_cert_chain(self.cert_file, self.key_file)
        return context


class LeanTransport:
    """Keeps one connection per thread and server; follows no redirect and retries nothing."""

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
            raise ConnectionCut(_reason(broken)) from broken
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Response(answer.status, headers, body)

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
        except OSError as refused:
            connection.close()
            raise ConnectFailed(_reason(refused)) from refused
        connection.sock.settimeout(ANSWER_TIMEOUT)


def _is_dropped(sock: "socket.socket") -> bool:
    """Whether the server closed an idle connection: only an end of file makes it readable."""
    import select

    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    if untrusted := getattr(error, "verify_message", None):
        return f"its certificate is not trusted ({untrusted})"
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
