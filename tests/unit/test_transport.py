"""The contract of a transport, held by the lean one and by that on keystoneauth1's session."""

import gzip
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from blockctl.errors import BadUsage
from blockctl.session.proxied import Proxied, has_proxy
from blockctl.tls import Tls
from blockctl.transport import ConnectFailed, ConnectionCut, LeanTransport, Request, Transport
from tests.unit import certificates
from tests.unit.certificates import Pair
from tests.unit.scripted_server import ScriptedServer, answer, cut, cut_in_body, hang

Make = Callable[..., Transport]
HTML = b"<html><body><h1>Bad gateway</h1></body></html>"


@pytest.fixture(params=[LeanTransport, Proxied])
def make(request: pytest.FixtureRequest) -> Make:
    """Makes a transport of one of the two kinds."""
    kind: Make = request.param
    return kind


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return certificates.make(tmp_path_factory.mktemp("tls"), "server")


@pytest.fixture
def secure(pair: Pair) -> Iterator[ScriptedServer]:
    """A server that speaks TLS."""
    with ScriptedServer() as scripted:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair.cert, pair.key)
        scripted.speak_tls(context)
        scripted.on("GET", "/x", answer(200, {"a": 1}))
        yield scripted


def get(server: ScriptedServer, scheme: str = "http") -> Request:
    return Request("GET", f"{scheme}://{server.address}/v3/project/x")


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b'{"a": 1}', "application/json"),
        (202, b"", "application/json"),
        (204, b"", "text/plain"),
        (300, b'{"versions": []}', "application/json"),
        (401, b"{}", "application/json"),
        (404, b"{}", "application/json"),
        (500, HTML, "text/html"),
        (503, HTML, "text/html"),
    ],
)
def test_an_answer_comes_back_as_it_is(
    server: ScriptedServer, make: Make, status: int, body: bytes, kind: str
) -> None:
    server.on("GET", "/x", answer(status, body, {"X-Some": "Thing"}, kind))
    response = make().send(get(server))
    assert (response.status, response.body) == (status, body)
    assert response.headers["x-some"] == "Thing"
    assert response.headers["content-type"] == kind
    assert len(server.seen) == 1, "it was sent again"


def test_a_request_goes_out_as_it_is(server: ScriptedServer, make: Make) -> None:
    server.on("PUT", "/x", answer(200))
    url = f"{server.endpoint}/x?name=a%20b&limit=2"
    make().send(Request("PUT", url, {"X-Auth-Token": "t", "Accept": "a/b"}, b'{"x": "\xc3\xa9"}'))
    seen = server.seen[0]
    assert (seen.method, seen.query, seen.body) == (
        "PUT", {"name": "a b", "limit": "2"}, b'{"x": "\xc3\xa9"}',
    )  # fmt: skip
    assert (seen.headers["x-auth-token"], seen.headers["accept"]) == ("t", "a/b")


def test_how_long_to_wait_is_left_to_the_caller(server: ScriptedServer, make: Make) -> None:
    server.on("GET", "/x", answer(429, b"{}", {"Retry-After": "7"}))
    response = make().send(get(server))
    assert (response.status, response.headers["retry-after"]) == (429, "7")
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(server: ScriptedServer, make: Make, status: int) -> None:
    with ScriptedServer() as elsewhere:
        server.on("GET", "/x", answer(status, b"", {"Location": f"{elsewhere.endpoint}/x"}))
        response = make().send(Request("GET", f"{server.endpoint}/x", {"X-Auth-Token": "t"}))
        assert response.status == status
        assert elsewhere.seen == []


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_packed_answer_is_unpacked(
    server: ScriptedServer, make: Make, pack: Callable[[bytes], bytes]
) -> None:
    encoding = "gzip" if pack is gzip.compress else "deflate"
    server.on("GET", "/x", answer(200, pack(b'{"a": 1}'), {"Content-Encoding": encoding}))
    assert make().send(get(server)).body == b'{"a": 1}'


def test_an_answer_that_is_not_packed_as_it_says_is_an_answer_cut(
    server: ScriptedServer, make: Make
) -> None:
    server.on("GET", "/x", answer(200, b'{"a": 1}', {"Content-Encoding": "gzip"}))
    with pytest.raises(ConnectionCut):
        make().send(get(server))


@pytest.mark.parametrize("trouble", [cut, cut_in_body])
def test_a_connection_that_breaks_is_told_from_one_that_was_never_made(
    server: ScriptedServer, make: Make, trouble: Callable[..., None]
) -> None:
    server.on("GET", "/x", trouble)
    with pytest.raises(ConnectionCut):
        make().send(get(server))
    assert len(server.seen) == 1, "it was sent again"


def test_a_refused_connection(make: Make) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(ConnectFailed, match="connection refused"):
            make().send(Request("GET", f"http://127.0.0.1:{closed.getsockname()[1]}/v3"))


def test_a_server_that_takes_no_connection(monkeypatch: pytest.MonkeyPatch, make: Make) -> None:
    monkeypatch.setattr("blockctl.transport.CONNECT_TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        # The kernel completes one connection more than the backlog and drops the rest.
        with socket.create_connection(address), pytest.raises(ConnectFailed, match="in time"):
            make().send(Request("GET", f"http://127.0.0.1:{address[1]}/v3"))


def test_a_server_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, server: ScriptedServer, make: Make
) -> None:
    monkeypatch.setattr("blockctl.transport.ANSWER_TIMEOUT", 0.3)
    server.on("GET", "/x", hang)
    with pytest.raises(ConnectionCut, match="did not answer in time"):
        make().send(get(server))


@pytest.mark.parametrize("host", ["no-such-host.invalid", f"{'a' * 70}.invalid"])
def test_a_name_that_is_none(make: Make, host: str) -> None:
    with pytest.raises(ConnectFailed, match="its name cannot be resolved"):
        make().send(Request("GET", f"http://{host}:8776/v3"))


def test_tls_to_a_plain_port(server: ScriptedServer, make: Make) -> None:
    with pytest.raises(ConnectFailed, match="does not speak TLS; its URL may have to begin"):
        make(Tls(verify=False)).send(get(server, "https"))


def test_a_plain_request_to_a_tls_port(secure: ScriptedServer, make: Make) -> None:
    with pytest.raises(ConnectionCut):
        make().send(get(secure))


def test_a_tls_alert_in_answer_to_a_plain_request_is_recognised(make: Make) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def alert() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(4096)
                # Fatal, unexpected message: what GnuTLS and NSS servers answer.
                connection.sendall(b"\x15\x03\x03\x00\x02\x02\x0a")

        answering = threading.Thread(target=alert)
        answering.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/v3"
        with pytest.raises(ConnectionCut, match="it speaks TLS; its URL has to begin with https:"):
            make().send(Request("GET", url))
        answering.join()


def test_a_certificate_is_verified(secure: ScriptedServer, make: Make, pair: Pair) -> None:
    with pytest.raises(ConnectFailed, match="its certificate is not trusted"):
        make().send(get(secure, "https"))
    assert secure.seen == []
    for tls in (Tls(ca_file=str(pair.cert)), Tls(verify=False)):
        assert make(tls).send(get(secure, "https")).status == 200


def vanish(handler: Any) -> None:
    """End the connection under TLS, without TLS's own farewell."""
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


@pytest.mark.parametrize("trouble", [cut, cut_in_body, vanish])
def test_a_tls_connection_that_breaks_after_the_request_may_have_been_heard(
    secure: ScriptedServer, make: Make, pair: Pair, trouble: Callable[..., None]
) -> None:
    secure.on("GET", "/x", trouble)
    with pytest.raises(ConnectionCut):
        make(Tls(ca_file=str(pair.cert))).send(get(secure, "https"))
    assert len(secure.seen) == 1


def test_a_certificate_for_another_address_is_not_trusted(
    secure: ScriptedServer, make: Make, pair: Pair
) -> None:
    url = f"https://localhost:{secure.port}/v3/project/x"
    with pytest.raises(ConnectFailed, match="its certificate is not trusted"):
        make(Tls(ca_file=str(pair.cert))).send(Request("GET", url))


def test_a_client_certificate_is_shown(pair: Pair, make: Make) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.cert, pair.key)
    context.load_verify_locations(pair.cert)
    context.verify_mode = ssl.CERT_REQUIRED
    with ScriptedServer() as strict:
        strict.speak_tls(context)
        strict.on("GET", "/x", answer(200))
        trusting = {"ca_file": str(pair.cert)}
        ours = Tls(**trusting, cert_file=str(pair.cert), key_file=str(pair.key))
        assert make(ours).send(get(strict, "https")).status == 200
        with pytest.raises((ConnectionCut, ConnectFailed)):
            make(Tls(**trusting)).send(get(strict, "https"))


def test_files_for_tls_that_cannot_be_used_are_named(make: Make, tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.pem"
    garbage.write_text("no certificate")
    locked = certificates.make(tmp_path, "locked", password="of the key")
    for tls, named in (
        (Tls(ca_file=str(garbage)), garbage),
        (Tls(ca_file=str(tmp_path / "missing")), tmp_path / "missing"),
        (Tls(cert_file=str(garbage)), garbage),
        (Tls(cert_file=str(locked.cert), key_file=str(locked.key)), locked.key),
    ):
        with pytest.raises(BadUsage) as refused:
            make(tls).send(Request("GET", "https://127.0.0.1:1/"))
        assert str(named) in refused.value.message


def test_threads_share_a_transport(server: ScriptedServer, make: Make) -> None:
    server.on("GET", "/x", answer(200, {"a": 1}))
    transport = make()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: transport.send(get(server)), range(40)))
    assert {response.body for response in answers} == {b'{"a": 1}'}
    assert len(server.seen) == 40


def test_a_proxy_is_used_but_for_what_no_proxy_names(
    monkeypatch: pytest.MonkeyPatch, server: ScriptedServer
) -> None:
    monkeypatch.setenv("http_proxy", f"http://{server.address}")
    server.on("GET", "/x", answer(200, {"through": "the proxy"}))
    request = Request("GET", "http://cinder.invalid/v3/project/x")
    assert Proxied().send(request).body == b'{"through": "the proxy"}'
    assert server.seen[0].headers["host"] == "cinder.invalid"
    monkeypatch.setenv("no_proxy", "cinder.invalid")
    with pytest.raises(ConnectFailed):
        Proxied().send(request)


@pytest.mark.parametrize("name", ["http_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
def test_which_variables_name_a_proxy(name: str) -> None:
    assert has_proxy({name: "http://127.0.0.1:3128"})
    assert not has_proxy({name: ""})
    assert not has_proxy({"no_proxy": "*"})
