"""How something is encrypted, and where its passphrase comes from."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from blockctl.connectors import encryption, keys
from blockctl.connectors.connection import Connection
from blockctl.connectors.encryption import STDIN, Encryption, Sealing
from blockctl.connectors.handed_over import HandedOver
from blockctl.errors import BadUsage, BlockctlError, Conflict, NotFound
from blockctl.neighbours import Neighbours, Service, key_manager
from blockctl.output.trace import masked_json
from blockctl.transport import LeanTransport
from tests.unit.scripted_server import ScriptedServer, answer, fault

KEY_ID = "5c3a3a3e-4f3b-4b7e-9f5b-0d6f3ee6a0f1"
TOLD = {
    "provider": "luks",
    "control_location": "front-end",
    "cipher": "aes-xts-plain64",
    "key_size": 256,
    "encryption_key_id": KEY_ID,
}
SECRET = b"\x01\xff-not-text"


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, Encryption("luks1", "aes-xts-plain64", 256, KEY_ID)),
        ({"provider": "luks2"}, Encryption("luks2", "aes-xts-plain64", 256, KEY_ID)),
        (
            {"provider": "nova.volume.encryptors.luks.LuksEncryptor"},
            Encryption("luks1", "aes-xts-plain64", 256, KEY_ID),
        ),
        ({"key_size": "512", "cipher": None}, Encryption("luks1", None, 512, KEY_ID)),
        ({"encryption_key_id": None}, None),
        ({"control_location": "back-end"}, None),
    ],
)
def test_what_the_service_tells_of_an_encryption(
    changed: dict[str, Any], found: Encryption | None
) -> None:
    assert encryption.of_volume({**TOLD, **changed}, "Volume v") == found


@pytest.mark.parametrize("provider", ["plain", None, "a.class.of.somebody"])
def test_what_does_not_open_here_is_refused(provider: str | None) -> None:
    with pytest.raises(Conflict, match=r"Volume v is encrypted with .* only luks and luks2"):
        encryption.of_volume({**TOLD, "provider": provider}, "Volume v")


def handed_over(**data: Any) -> HandedOver:
    return HandedOver("file", "/disk.json", connection=Connection("iscsi", data))


def none() -> Neighbours | None:
    raise AssertionError("no cloud may be asked")


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "key"
    file.touch(0o600)
    file.write_bytes(SECRET)
    return file


def test_a_key_file_is_taken_as_it_is(key_file: Path) -> None:
    sealing = keys.finder(none, str(key_file))(handed_over())
    assert sealing == Sealing(Encryption(), SECRET)
    assert "not-text" not in repr(sealing)


def test_without_a_key_what_is_not_encrypted_stays_so() -> None:
    assert keys.finder(none, None)(handed_over()) is None
    with pytest.raises(BadUsage, match="is encrypted"):
        keys.finder(none, None)(handed_over(encrypted=True))


def test_standard_input_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(SECRET)))
    find = keys.finder(none, STDIN)
    assert find(handed_over()) == find(handed_over()) == Sealing(Encryption(), SECRET)


def test_a_key_that_others_can_read_is_said(
    key_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key_file.chmod(0o644)
    keys.finder(none, str(key_file))(handed_over())
    assert f"chmod 600 {key_file}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (Path.unlink, "cannot be read: No such file"),
        (lambda file: file.write_bytes(b""), "There is no key in"),
        (lambda file: file.write_bytes(bytes(8 * 1024**2 + 1)), "is too long"),
    ],
)
def test_a_key_file_that_is_none_is_refused(
    key_file: Path, spoil: Callable[[Path], object], sentence: str
) -> None:
    spoil(key_file)
    with pytest.raises(BadUsage, match=sentence):
        keys.finder(none, str(key_file))(handed_over())


@pytest.fixture
def neighbours(server: ScriptedServer) -> Neighbours:
    def service(label: str) -> Service:
        return Service(label, LeanTransport(), lambda: f"http://{server.address}/v3/keys/v1")

    return Neighbours(
        *(service(each) for each in ("identity", "image", "compute", "key manager")),
        token=str,
    )


@pytest.mark.parametrize(
    ("kind", "secret_type", "payload", "passphrase"),
    [
        ("application/octet-stream", "symmetric", SECRET, SECRET.hex().encode()),
        ("application/octet-stream", "opaque", SECRET, SECRET.hex().encode()),
        ("text/plain; charset=utf-8", "passphrase", b"12345", b"12345"),
    ],
)
def test_a_key_of_a_cloud_opens_as_os_brick_would_have_it(
    server: ScriptedServer,
    neighbours: Neighbours,
    kind: str,
    secret_type: str,
    payload: bytes,
    passphrase: bytes,
) -> None:
    about = {"secret_type": secret_type, "content_types": {"default": kind}}
    server.on("GET", f"/v3/keys/v1/secrets/{KEY_ID}", answer(200, about))
    server.on("GET", f"/v3/keys/v1/secrets/{KEY_ID}/payload", answer(200, payload, kind=kind))
    assert key_manager.passphrase(neighbours, KEY_ID) == passphrase
    [asked] = server.requests("GET", f"/v3/keys/v1/secrets/{KEY_ID}/payload")
    assert asked.headers["accept"] == kind.partition(";")[0]
    # What --debug prints of it.
    assert payload.decode(errors="replace") not in masked_json(payload)


@pytest.mark.parametrize(
    ("answered", "error"),
    [
        (fault(404, "Not Found. Sorry but your secret is not here."), NotFound),
        (answer(200, {"status": "ACTIVE"}), BlockctlError),
    ],
)
def test_a_key_that_is_not_there_is_told(
    server: ScriptedServer, neighbours: Neighbours, answered: Any, error: type[Exception]
) -> None:
    server.on("GET", f"/v3/keys/v1/secrets/{KEY_ID}", answered)
    with pytest.raises(error, match=f"Getting the key {KEY_ID} of an encrypted volume failed"):
        key_manager.passphrase(neighbours, KEY_ID)
