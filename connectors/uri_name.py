"""The one way in which a connection is written as a URI, which is its name in the ledger."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from blockctl.connectors import ceph_conf
from blockctl.connectors.connection import Connection
from blockctl.connectors.connection_fields import COMMON
from blockctl.connectors.field_kinds import ISCSI_PORT, is_host, normal_host, split_portal
from blockctl.connectors.transports import FILE
from blockctl.connectors.uri import NFS_PORT, NVME_PORT, is_plain_user, parsed
from blockctl.connectors.wires import all_values, wires

# What a URI tells of each transport; with any other field a connection is more than a URI.
_TOLD = {
    "iscsi": {
        "target_portal", "target_portals", "target_iqn", "target_iqns", "target_lun",
        "target_luns", "target_discovered", "auth_method", "auth_username", "auth_password",
    },
    "nvmeof": {
        "target_portal", "target_port", "transport_type", "nqn", "target_nqn", "portals", "ns_id",
    },
    "rbd": {"name", "conf", "cluster_name", "auth_username"},
    "nfs": {"export", "name", "options", "format"},
    "file": {"path"},
}  # fmt: skip
_PORT_OPTION = re.compile(r"-o port=(\d+)")
_OF_NO_USE = {field.name for field in COMMON}


def name_of_uri(uri: str) -> str:
    """A URI as all the ways to write it are told. Raises BadUsage as uri.parsed does."""
    transport, data = parsed(uri)
    return _written(transport, data) or uri


def name_of(connection: Connection) -> str:
    """The URI of a connection, or where none tells all of it the first of its wires."""
    return _written(connection.transport, connection.data) or wires(connection)[0]


def _written(transport: str, data: Mapping[str, Any]) -> str | None:
    given = {name for name, value in data.items() if value is not None} - _OF_NO_USE
    if given - _TOLD.get(transport, set()) or transport not in _WRITERS:
        return None
    return _WRITERS[transport](data)


def _authority(portals: list[tuple[str, int]], usual: int) -> str:
    return ",".join(_host_port(host, port, usual) for host, port in portals)


def _host_port(host: str, port: int, usual: int) -> str:
    written = normal_host(host)
    if ":" in host:
        written = f"[{written.replace('%', '%25')}]"
    return written if port == usual else f"{written}:{port}"


def _iscsi(data: Mapping[str, Any]) -> str | None:
    iqns = {data.get("target_iqn"), *(data.get("target_iqns") or ())} - {None}
    luns = {data.get("target_lun"), *(data.get("target_luns") or ())} - {None}
    user = data.get("auth_username") or ""
    if len(iqns) != 1 or len(luns) != 1 or not (is_plain_user(user) or not user):
        return None
    found = [split_portal(each, ISCSI_PORT) for each in all_values(data, "target_portal")]
    portals = [(host, int(port)) for host, port in found]
    at = f"{user}@" if user else ""
    return f"iscsi://{at}{_authority(portals, ISCSI_PORT)}/{_quoted(iqns.pop())}/{luns.pop()}"


def _nvme(data: Mapping[str, Any]) -> str | None:
    old = [data.get("target_portal"), data.get("target_port"), data.get("transport_type")]
    portals = data.get("portals") or [old]
    transports = {transport for _, _, transport in portals}
    # Without a number os-brick guesses the namespace.
    if data.get("ns_id") is None or transports not in ({"tcp"}, {"rdma"}):
        return None
    authority = _authority([(host, int(port)) for host, port, _ in portals], NVME_PORT)
    nqn = data.get("target_nqn") or data["nqn"]
    return f"nvme+{transports.pop()}://{authority}/{_quoted(nqn)}/{data['ns_id']}"


def _rbd(data: Mapping[str, Any]) -> str | None:
    pool, image = data["name"].split("/")
    user, conf = data.get("auth_username"), data.get("conf")
    if conf is None:
        return None
    query = {"id": user} if user else {}
    query |= {"conf": conf} if conf != ceph_conf.USUAL else {}
    told = f"?{urlencode(query, safe='/', quote_via=quote)}" if query else ""
    return f"rbd://{_quoted(pool)}/{_quoted(image)}{told}"


def _nfs(data: Mapping[str, Any]) -> str | None:
    host, colon, folder = data["export"].rpartition(":/")
    host = host.removeprefix("[").removesuffix("]")
    options = _PORT_OPTION.fullmatch(data.get("options") or f"-o port={NFS_PORT}")
    if not colon or not is_host(host) or "/" in data["name"] or not options:
        return None
    path = "/".join(_quoted(each) for each in (*folder.split("/"), data["name"]) if each)
    return f"nfs://{_host_port(host, int(options[1]), NFS_PORT)}/{path}"


def _file(data: Mapping[str, Any]) -> str:
    return f"file://{quote(data['path'])}"


def _quoted(text: str) -> str:
    return quote(text, safe=":")


_WRITERS: dict[str, Callable[[Mapping[str, Any]], str | None]] = {
    "iscsi": _iscsi,
    "nvmeof": _nvme,
    "rbd": _rbd,
    "nfs": _nfs,
    FILE: _file,
}
