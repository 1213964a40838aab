"""What the value of a connection's field may be."""

import ipaddress
import re
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

ISCSI_PORT = 3260
# RFC 7143 section 4.2.7. Open-iSCSI keeps a folder of this name: it must not lead elsewhere.
_ISCSI_NAME = re.compile(r"(iqn|eui|naa)\.[^\s,/]{1,219}", re.IGNORECASE)
_HOST = re.compile(r"[A-Za-z0-9._-]+")
_WWPN = re.compile(r"(0x)?[0-9a-f]{2}(:?[0-9a-f]{2}){7}", re.IGNORECASE)
_IMAGE = re.compile(r"[^/@\s]+/[^/@\s]+")
# os_brick/initiator/connectors/nvmeof.py (Portal): whatever else it is given it takes for tcp.
_NVME_TRANSPORTS = {"tcp": "tcp", "rdma": "rdma", "rocev2": "RoCEv2"}
# os_brick/constants.py
_ADDRESSING = ("transparent", "SAM", "SAM2", "SAM3-flat")


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Kind:
    """``expected`` ends the sentence "… must be"; ``fits`` tells whether a value is one;
    ``normal`` makes of one that fits what os-brick needs.
    """

    expected: str
    fits: Callable[[Any], bool]
    normal: Callable[[Any], Any] = _same


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and value.isprintable()


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_count(value: Any) -> bool:
    if isinstance(value, str):
        return value.isascii() and value.isdecimal()
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_port(value: Any) -> bool:
    """Whether this is the number of a port, as a number or a text."""
    return _is_count(value) and 0 < int(value) < 65536


def is_host(value: Any) -> bool:
    """Whether this is a host's name or address, an IPv6 address without brackets."""
    if not isinstance(value, str):
        return False
    with suppress(ValueError):
        ipaddress.ip_address(value)
        return True
    return _HOST.fullmatch(value) is not None and not value.startswith("-")


def normal_host(host: str) -> str:
    """A host as it is compared: an address in its shortest form, a name in small letters."""
    with suppress(ValueError):
        return str(ipaddress.ip_address(host))
    return host.lower()


def split_portal(text: str, port: int) -> tuple[str, str]:
    """The host (an IPv6 address without its brackets) and the port of ``HOST[:PORT][,GROUP]``;
    ``port`` where it has none.
    """
    text = text.partition(",")[0]
    host, colon, given = text.rpartition(":")
    if not colon or text.endswith("]"):
        host, given = text, str(port)
    return host.removeprefix("[").removesuffix("]"), given


def join_portal(host: str, port: int | str) -> str:
    """``HOST:PORT``, an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _is_portal(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    host, port = split_portal(value, ISCSI_PORT)
    has_brackets = value.startswith("[") and "]" in value
    return is_host(host) and is_port(port) and (":" in host) == has_brackets


def _normal_portal(value: str) -> str:
    """With its port: os-brick finds no session of a portal without one."""
    return join_portal(*split_portal(value, ISCSI_PORT))


def is_iscsi_name(value: Any) -> bool:
    """Whether this is the name of an iSCSI target or initiator."""
    return isinstance(value, str) and _ISCSI_NAME.fullmatch(value) is not None


def is_nqn(value: Any) -> bool:
    """Whether this is an NVMe qualified name (NVMe base specification: 223 bytes at most)."""
    return _is_text(value) and value.startswith("nqn.") and len(value.encode()) <= 223


def _is_nvme_portal(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 3:
        return False
    host, port, transport = value
    return is_host(host) and is_port(port) and _is_nvme_transport(transport)


def _normal_nvme_portal(value: list[Any]) -> list[Any]:
    host, port, transport = value
    return [host, port, _normal_nvme_transport(transport)]


def _is_nvme_transport(value: Any) -> bool:
    return isinstance(value, str) and value.lower() in _NVME_TRANSPORTS


def _normal_nvme_transport(value: str) -> str:
    return _NVME_TRANSPORTS[value.lower()]


def _is_uuid(value: Any) -> bool:
    with suppress(ValueError, AttributeError, TypeError):
        uuid.UUID(value)
        return True
    return False


def _is_namespace(value: Any) -> bool:
    return _is_count(value) and int(value) > 0


def _is_wwpn(value: Any) -> bool:
    return isinstance(value, str) and _WWPN.fullmatch(value) is not None


def _normal_wwpn(value: str) -> str:
    """As os-brick puts it behind ``0x`` to look for it below /dev/disk/by-path."""
    return value.lower().removeprefix("0x").replace(":", "")


def _are_wwpns(value: Any) -> bool:
    return _is_wwpn(value) or (
        isinstance(value, list) and bool(value) and all(map(_is_wwpn, value))
    )


def _normal_wwpns(value: str | list[str]) -> list[str]:
    return [_normal_wwpn(each) for each in ([value] if isinstance(value, str) else value)]


def _is_path(value: Any) -> bool:
    return _is_text(value) and value.startswith("/")


def _is_export(value: Any) -> bool:
    """Whether this can be an argument of mount(8) that is no option of it."""
    return _is_text(value) and not value.startswith("-")


def _are_mount_options(value: Any) -> bool:
    if not isinstance(value, str) or not value.isprintable():
        return False
    words = value.split()
    return len(words) % 2 == 0 and all(word == "-o" for word in words[::2])


def _is_image(value: Any) -> bool:
    return _is_text(value) and _IMAGE.fullmatch(value) is not None


def _is_inner_name(value: Any) -> bool:
    """Whether this leads to something below the folder that it is joined to."""
    return _is_text(value) and not value.startswith("/") and ".." not in value.split("/")


def _is_wwpn_map(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and all(map(_is_wwpn, value))
        and all(isinstance(each, list) and all(map(_is_wwpn, each)) for each in value.values())
    )


def _normal_wwpn_map(value: dict[str, list[str]]) -> dict[str, list[str]]:
    return {_normal_wwpn(ours): _normal_wwpns(theirs) for ours, theirs in value.items()}


TEXT = Kind("a text that is not empty", _is_text)
# Of several lines, as a keyring is.
LINES = Kind("a text that is not empty", lambda value: isinstance(value, str) and bool(value))
FLAG = Kind("true or false", _is_flag)
COUNT = Kind("a whole number", _is_count)
PORT = Kind("a port, from 1 to 65535", is_port)
HOST = Kind("a host's name or its address", is_host)
PORTAL = Kind(
    "HOST:PORT, an IPv6 address in brackets, such as 192.0.2.10:3260", _is_portal, _normal_portal
)
ISCSI_NAME = Kind("an iSCSI name, such as iqn.2010-10.org.example:disk-1", is_iscsi_name)
LUN = Kind("a LUN, which is a whole number", _is_count, int)
CHAP = Kind('"CHAP"', lambda value: value == "CHAP")
ADDRESSING = Kind(f"one of {', '.join(_ADDRESSING)}", lambda value: value in _ADDRESSING)
NQN = Kind("an NVMe name, such as nqn.2014-08.org.example:disk-1", is_nqn)
NVME_TRANSPORT = Kind(
    f"one of {', '.join(_NVME_TRANSPORTS.values())}", _is_nvme_transport, _normal_nvme_transport
)
NVME_PORTAL = Kind(
    '[HOST, PORT, "tcp"], such as ["192.0.2.10", 4420, "tcp"]',
    _is_nvme_portal,
    _normal_nvme_portal,
)
# os-brick compares it with a text, and looks for 51 s for the namespace of a number.
NAMESPACE = Kind("the number of a namespace, from 1", _is_namespace, str)
UUID = Kind("a UUID", _is_uuid)
WWPNS = Kind("a WWPN of 16 hexadecimal digits, or a list of them", _are_wwpns, _normal_wwpns)
WWPN_MAP = Kind(
    "an object of WWPNs of this host, each with a list of the target's",
    _is_wwpn_map,
    _normal_wwpn_map,
)
PATH = Kind("an absolute path", _is_path)
# os-brick maps a snapshot, and never finds it again to unmap it (rbd.py, _find_root_device).
IMAGE = Kind("POOL/IMAGE, and no snapshot of it", _is_image)
EXPORT = Kind("what mount(8) takes, such as 192.0.2.10:/export", _is_export)
MOUNT_OPTIONS = Kind('options of mount(8), such as "-o hard,timeo=50"', _are_mount_options)
RAW = Kind('"raw", as a device shows a file as it is', lambda value: value in ("raw", None))
INNER_NAME = Kind("a name below the share, without '..'", _is_inner_name)
OBJECT = Kind("an object", lambda value: isinstance(value, dict))
