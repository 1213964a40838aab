"""What a connection is on the wire, as texts, one for each path to it.

Two connections with a text in common lead to one and the same thing.
"""

import hashlib
import ipaddress
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from blockctl.connectors.connection import Connection, kept
from blockctl.connectors.transports import FILE, SHARES
from blockctl.errors import LocalFailed

_ISCSI_PORT = "3260"


def wires(connection: Connection) -> tuple[str, ...]:
    """``iscsi:PORTAL,IQN,LUN``, ``nvme:NQN,NAMESPACE``, ``fc:WWPN,LUN``,
    ``rbd:CLUSTER,POOL/IMAGE``, ``share:EXPORT/NAME``, ``file:PATH``, ``path:PATH``; for a transport
    that is not known here a digest of all that is not secret.

    Raises LocalFailed for a connection that does not say where it leads.
    """
    of_transport = _OF.get(connection.transport)
    if of_transport is None:
        text = json.dumps(kept(connection), sort_keys=True)
        return (f"{connection.transport}:{hashlib.sha256(text.encode()).hexdigest()}",)
    try:
        return tuple(dict.fromkeys(of_transport(connection.data)))
    except KeyError as missing:
        raise _leads_nowhere(connection, f"has no {missing.args[0]}") from None
    except (TypeError, ValueError, AttributeError, IndexError) as malformed:
        raise _leads_nowhere(connection, "is malformed") from malformed


def _leads_nowhere(connection: Connection, trouble: str) -> LocalFailed:
    return LocalFailed(
        f"What is offered over {connection.transport} {trouble}, so it leads nowhere."
    )


def _iscsi(data: Mapping[str, Any]) -> Iterator[str]:
    portals = _all(data, "target_portal")
    iqns, luns = _all(data, "target_iqn"), _all(data, "target_lun")
    for at, portal in enumerate(portals):
        iqn = iqns[at] if at < len(iqns) else iqns[0]
        lun = luns[at] if at < len(luns) else luns[0]
        yield f"iscsi:{_portal(str(portal))},{str(iqn).lower()},{int(lun)}"


def _all(data: Mapping[str, Any], name: str) -> list[Any]:
    """Cinder gives one value, and a list of all of them where there are several paths."""
    return list(data.get(f"{name}s") or [data[name]])


def _portal(text: str) -> str:
    """``HOST:PORT`` as the kernel writes it: without a name for the group, an IPv6 in brackets."""
    text = text.partition(",")[0]
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):
        host, port = text, _ISCSI_PORT
    host = host.strip("[]")
    with suppress(ValueError):
        host = str(ipaddress.ip_address(host))
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _nvme(data: Mapping[str, Any]) -> Iterator[str]:
    """By every name of the namespace that is given: old and new properties give other ones."""
    nqn = data.get("target_nqn") or data.get("nqn")
    names = [data.get(name) for name in ("vol_uuid", "volume_nguid", "ns_id")]
    given = [str(name).lower() for name in names if name is not None]
    yield from (f"nvme:{nqn},{name}" for name in given or [""])


def _fibre_channel(data: Mapping[str, Any]) -> Iterator[str]:
    wwpns = data["target_wwn"] if isinstance(data["target_wwn"], list) else [data["target_wwn"]]
    luns = data.get("target_luns") or [data["target_lun"]] * len(wwpns)
    for wwpn, lun in zip(wwpns, luns, strict=False):
        yield f"fc:{str(wwpn).lower().removeprefix('0x').replace(':', '')},{int(lun)}"


def _rbd(data: Mapping[str, Any]) -> Iterator[str]:
    cluster = data.get("cluster_name") or "ceph"
    hosts = sorted(map(str, data.get("hosts") or ()))
    yield f"rbd:{cluster}@{'+'.join(hosts)},{data['name']}"


def _share(data: Mapping[str, Any]) -> Iterator[str]:
    yield f"share:{str(data['export']).rstrip('/')}/{data['name']}"


def _local(data: Mapping[str, Any]) -> Iterator[str]:
    # Behind the name of a loop device there can be another file tomorrow.
    if file := data.get("backing_file"):
        yield f"file:{os.path.realpath(file)}"
    else:
        yield f"path:{os.fspath(data['device_path'])}"


def _file(data: Mapping[str, Any]) -> Iterator[str]:
    yield f"file:{os.path.realpath(data['path'])}"


_OF: dict[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "iscsi": _iscsi,
    "iser": _iscsi,
    "nvmeof": _nvme,
    "fibre_channel": _fibre_channel,
    "rbd": _rbd,
    "local": _local,
    FILE: _file,
    **dict.fromkeys(SHARES, _share),
}
