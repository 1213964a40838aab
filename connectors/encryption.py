"""How something is encrypted, and with which passphrase it opens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from blockctl.errors import Conflict

if TYPE_CHECKING:
    from blockctl.connectors.origin import Origin

# What names standard input where a key file is named.
STDIN = "-"

# os_brick/encryptors/__init__.py: today's names, and those of encryption types of before Queens.
_FORMATS = {"luks": "luks1", "luks2": "luks2"}
_OLD_NAMES = ("nova.volume.encryptors.luks.", "os_brick.encryptors.luks.", "")


@dataclass(frozen=True)
class Encryption:
    """``format``, ``cipher`` and ``key_size`` (bits) are for what was never opened before; None
    leaves them to cryptsetup. ``key_id`` is the key's in the cloud's key manager, if it has one.
    """

    format: str = "luks2"
    cipher: str | None = None
    key_size: int | None = None
    key_id: str | None = None


@dataclass(frozen=True)
class Sealing:
    """An encryption, and the ``passphrase`` as cryptsetup takes it, which is no one else's."""

    encryption: Encryption
    passphrase: bytes = field(repr=False)


# What opens an origin: None for what is not encrypted.
Keys = Callable[["Origin"], Sealing | None]


def of_volume(told: Mapping[str, Any], name: str) -> Encryption | None:
    """What the volume service tells of a volume's encryption (``GET /volumes/{id}/encryption``).

    None for a volume that is not encrypted, or that its backend decrypts itself. Raises Conflict
    for an encryption that this host cannot open.
    """
    location = str(told.get("control_location") or "front-end").lower()
    if not told.get("encryption_key_id") or location != "front-end":
        return None
    provider = str(told.get("provider"))
    for prefix in _OLD_NAMES:
        if provider == f"{prefix}LuksEncryptor":
            provider = "luks"
    if provider not in _FORMATS:
        raise Conflict(f"{name} is encrypted with '{provider}', and only luks and luks2 open here.")
    size = told.get("key_size")
    return Encryption(
        _FORMATS[provider],
        told.get("cipher"),
        int(size) if size else None,
        str(told["encryption_key_id"]),
    )
