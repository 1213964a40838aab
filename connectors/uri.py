"""URIs of what can be attached, as text to what os-brick needs: ``iscsi://`` as libiscsi writes it
(its README, "iSCSI URL Format"), ``nvme+tcp://``, ``rbd://``, ``nfs://`` (RFC 2224) and ``file://``
(RFC 8089). No sentence repeats a part of one, as a secret may stand where none is looked for.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from blockctl.connectors import ceph_conf
from blockctl.connectors.chap import HOW_TO_GIVE, VARIABLE, Secret
from blockctl.connectors.connection import Connection
from blockctl.connectors.connection_check import checked
from blockctl.connectors.field_kinds import (
    ISCSI_PORT,
    is_host,
    is_iscsi_name,
    is_nqn,
    is_port,
    join_portal,
    split_portal,
)
from blockctl.errors import BadUsage

NVME_PORT = 4420
NFS_PORT = 2049
# Between scheme and the rest; no name of a volume or path has it at this place.
_URI = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
# A CHAP user that is written in a URI; what has a colon is taken for user:secret, unless it is the
# name of an initiator, which many targets have as the user.
_USER = re.compile(r"[A-Za-z0-9._~-]+|(iqn|eui|naa)\.[A-Za-z0-9._:~-]+")


@dataclass(frozen=True)
class _Parts:
    """A URI taken apart; ``path`` and the values of ``query`` are decoded, ``user`` has none."""

    scheme: str
    user: str
    authority: str
    path: tuple[str, ...]
    query: dict[str, str]


@dataclass(frozen=True)
class _Scheme:
    """``form`` is what a user is told, ``data`` makes a connection's data of the parts."""

    transport: str
    form: str
    data: Callable[[_Parts], dict[str, Any]]
    parameters: tuple[str, ...] = ()


def is_uri(text: str) -> bool:
    """Whether this is written as a URI, of whichever scheme."""
    return _URI.fullmatch(text) is not None


def refuse_malformed(text: str) -> None:
    """Raise BadUsage as ``parsed`` does, before ``text`` is repeated in any sentence; what is no
    URI passes.
    """
    if is_uri(text):
        parsed(text)


def is_plain_user(user: str) -> bool:
    """Whether a CHAP user can be written in a URI."""
    return _USER.fullmatch(user) is not None


def parsed(uri: str) -> tuple[str, dict[str, Any]]:
    """The transport, and the data that the URI itself has: no secret, and for RBD ``conf`` rather
    than monitors. Raises BadUsage for what is none of the known URIs, or has a secret in it.
    """
    parts = _parts(uri)
    scheme = SCHEMES[parts.scheme]
    if set(parts.query) - set(scheme.parameters):
        takes = " and ".join(scheme.parameters) or "none"
        raise _bad(parts.scheme, f"has a parameter that is not known (it takes {takes})")
    if parts.user and scheme.transport != "iscsi":
        raise _bad(parts.scheme, "has a user in it, and there is none in such a URI")
    return scheme.transport, scheme.data(parts)


def connection_of(uri: str, secret: Secret | None = None) -> Connection:
    """The connection that a URI leads to, with the CHAP secret that its user has.

    Raises BadUsage as ``parsed`` does, for a user without a secret, and for a secret without a
    user; NotFound or BadUsage for a Ceph configuration that names no monitors.
    """
    transport, data = parsed(uri)
    if transport == "rbd":
        data |= ceph_conf.monitors(data.pop("conf"))
    if secret is not None:
        data = secret.put_into(data, "a URI")
    if "auth_username" in data and transport == "iscsi" and "auth_password" not in data:
        raise BadUsage(
            f"The URI has the CHAP user {data['auth_username']}, and its secret is not given.",
            HOW_TO_GIVE,
        )
    return checked(transport, data, "The URI", "")


def _bad(scheme: str, trouble: str) -> BadUsage:
    return BadUsage(f"The {scheme} URI {trouble}.", f"It is written {SCHEMES[scheme].form}")


def _parts(uri: str) -> _Parts:
    found = _URI.fullmatch(uri)
    scheme = found[1].lower() if found else ""
    if found is None or scheme not in SCHEMES:
        raise BadUsage(
            f"There are no URIs of the scheme '{scheme}' here.",
            f"It is one of: {', '.join(SCHEMES)}.",
        )
    rest, _, query = found[2].partition("?")
    if "#" in found[2]:
        raise _bad(scheme, "has a '#' in it; where that is meant write %23")
    authority, _, path = rest.partition("/")
    user, _, authority = authority.rpartition("@")
    outside_brackets = re.sub(r"\[[^]]*\]", "", authority)
    if (user and not is_plain_user(user)) or (scheme != "rbd" and "%" in outside_brackets):
        raise _secret_in(scheme)
    decoded = tuple(_decoded(scheme, each) for each in path.split("/")) if path else ()
    return _Parts(scheme, user, authority, decoded, _query(scheme, query))


def _secret_in(scheme: str) -> BadUsage:
    return BadUsage(
        f"The {scheme} URI seems to have a secret in it, and every user of this host can read the "
        "arguments of a command.",
        "Write only the user (iscsi://USER@HOST/IQN/LUN), and give the secret with --secret-file "
        f"FILE or in the variable {VARIABLE}; a user with other signs than letters, digits and "
        "._~- takes a connection file.",
    )


def _query(scheme: str, query: str) -> dict[str, str]:
    pairs = [each.partition("=") for each in query.split("&") if each]
    names = [name for name, _, _ in pairs]
    if len(set(names)) < len(names):
        raise _bad(scheme, "has a parameter twice")
    # Not as forms are encoded: a plus sign is one.
    return {name: _decoded(scheme, value) for name, _, value in pairs}


def _decoded(scheme: str, text: str) -> str:
    if _BROKEN_ESCAPE.search(text):
        raise _bad(
            scheme, "has a '%' without two hexadecimal digits; where that is meant write %25"
        )
    try:
        decoded = unquote_to_bytes(text).decode()
    except (UnicodeDecodeError, UnicodeEncodeError):
        raise _bad(scheme, "has bytes in it that are no UTF-8") from None
    if not decoded.isprintable():
        raise _bad(scheme, "has a control character in it")
    return decoded


def _portals(parts: _Parts, port: int) -> list[tuple[str, int]]:
    """Each host, an IPv6 address without its brackets, and its port."""
    found = []
    for portal in parts.authority.split(","):
        host, given = split_portal(portal, port)
        host = host.replace("%25", "%")  # the zone of a link-local address (RFC 6874)
        if ":" in host and not portal.startswith("["):
            raise _bad(parts.scheme, "has an IPv6 address, or a secret, without brackets")
        if not is_host(host):
            raise _bad(parts.scheme, "has no host where one should be")
        if not is_port(given):
            raise _bad(parts.scheme, "has a port that is not from 1 to 65535")
        found.append((host, int(given)))
    return found


def _iscsi(parts: _Parts) -> dict[str, Any]:
    portals = [join_portal(*portal) for portal in _portals(parts, ISCSI_PORT)]
    if len(parts.path) != 2:
        raise _bad(parts.scheme, "must have a target and a LUN behind the host")
    iqn, lun = parts.path
    if not is_iscsi_name(iqn):
        raise _bad(parts.scheme, "has a target that is no iSCSI name (iqn., eui. or naa.)")
    if not lun.isascii() or not lun.isdecimal():
        raise _bad(parts.scheme, "has a LUN that is not a whole number")
    data: dict[str, Any] = {
        "target_discovered": False,
        "target_portal": portals[0],
        "target_iqn": iqn,
        "target_lun": int(lun),
    }
    if len(portals) > 1:
        data["target_portals"] = portals
        data["target_iqns"] = [iqn] * len(portals)
        data["target_luns"] = [int(lun)] * len(portals)
    if parts.user:
        data |= {"auth_method": "CHAP", "auth_username": parts.user}
    return data


def _nvme(parts: _Parts) -> dict[str, Any]:
    portals = _portals(parts, NVME_PORT)
    nqn, *more = parts.path or ("",)
    if not is_nqn(nqn):
        raise _bad(parts.scheme, "must have a subsystem (nqn.) behind the host")
    number = more[0] if more else "1"
    if len(more) > 1 or not number.isascii() or not number.isdecimal() or int(number) == 0:
        raise _bad(
            parts.scheme, "must have the number of a namespace, from 1, or nothing behind it"
        )
    transport = parts.scheme.partition("+")[2]
    return {
        "target_nqn": nqn,
        "portals": [[host, port, transport] for host, port in portals],
        "ns_id": str(int(number)),
    }


def _rbd(parts: _Parts) -> dict[str, Any]:
    pool = _decoded(parts.scheme, parts.authority)
    if not pool or len(parts.path) != 1 or not parts.path[0]:
        raise _bad(parts.scheme, "must have a pool and an image")
    if "@" in parts.path[0]:
        raise _bad(
            parts.scheme, "names a snapshot, which os-brick maps and never unmaps; clone it first"
        )
    data = {
        "name": f"{pool}/{parts.path[0]}",
        "conf": parts.query.get("conf", ceph_conf.USUAL),
        "cluster_name": ceph_conf.cluster_of(parts.query.get("conf", ceph_conf.USUAL)),
    }
    return data | ({"auth_username": parts.query["id"]} if parts.query.get("id") else {})


def _nfs(parts: _Parts) -> dict[str, Any]:
    [(host, port), *more] = _portals(parts, NFS_PORT)
    if more:
        raise _bad(parts.scheme, "has several hosts, and a share is mounted from one")
    *folders, name = parts.path or ("",)
    if not name or not all(folders) or any("/" in each or each == ".." for each in parts.path):
        raise _bad(parts.scheme, "must have the export and a file on it, without '..' or '//'")
    export = f"[{host}]" if ":" in host else host
    data: dict[str, Any] = {"export": f"{export}:/{'/'.join(folders)}", "name": name}
    return data | ({} if port == NFS_PORT else {"options": f"-o port={port}"})


def _file(parts: _Parts) -> dict[str, Any]:
    if parts.authority not in ("", "localhost"):
        raise _bad(parts.scheme, "has a host, and files are of this host")
    if not parts.path or any("/" in each for each in parts.path):
        raise _bad(parts.scheme, "must have an absolute path")
    return {"path": f"/{'/'.join(parts.path)}"}


SCHEMES = {
    "iscsi": _Scheme("iscsi", "iscsi://[USER@]HOST[:PORT][,HOST[:PORT]…]/IQN/LUN", _iscsi),
    "nvme+tcp": _Scheme("nvmeof", "nvme+tcp://HOST[:PORT][,HOST[:PORT]…]/NQN[/NAMESPACE]", _nvme),
    "nvme+rdma": _Scheme("nvmeof", "nvme+rdma://HOST[:PORT][,HOST[:PORT]…]/NQN[/NAMESPACE]", _nvme),
    "rbd": _Scheme("rbd", "rbd://POOL/IMAGE[?id=USER][&conf=FILE]", _rbd, ("id", "conf")),
    "nfs": _Scheme("nfs", "nfs://HOST[:PORT]/EXPORT/FILE", _nfs),
    "file": _Scheme("file", "file:///PATH", _file),
}
