"""What a connection is on the wire, as texts, one for each path to it.

Two connections with a text in common lead to one and the same thing.
"""

import hashlib
import json
import os
import posixpath
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from blockctl.connectors.connection import Connection, kept
from blockctl.connectors.field_kinds import ISCSI_PORT, join_portal, normal_host, split_portal
from blockctl.connectors.stable import name_of
from blockctl.connectors.transports import FILE, SHARES
from blockctl.errors import LocalFailed


def wires(connection: Connection) -> tuple[str, ...]:
    """``iscsi:PORTAL,IQN,LUN``, ``nvme:NQN,NAMESPACE``, ``fc:WWPN,LUN``,
    ``rbd:MONITOR,POOL/IMAGE``, ``share:EXPORT/NAME``, ``file:PATH``, ``path:PATH``; for a transport
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


def all_values(data: Mapping[str, Any], name: str) -> list[Any]:
    """Drivers give one value, and a list of all of them where there are several paths."""
    return list(data.get(f"{name}s") or [data[name]])


def _iscsi(data: Mapping[str, Any]) -> Iterator[str]:
    portals = all_values(data, "target_portal")
    iqns, luns = all_values(data, "target_iqn"), all_values(data, "target_lun")
    for at, portal in enumerate(portals):
        host, port = split_portal(str(portal), ISCSI_PORT)
        iqn = iqns[at] if at < len(iqns) else iqns[0]
        lun = luns[at] if at < len(luns) else luns[0]
        # As the kernel tells it (present), whose targets are in small letters (RFC 7143, 4.2.7.2).
        here = join_portal(normal_host(host), int(port))
        yield f"iscsi:{here},{str(iqn).lower()},{int(lun)}"


def _nvme(data: Mapping[str, Any]) -> Iterator[str]:
    """By every name of the namespace that is given: old and new properties give other ones."""
    replicas = data.get("volume_replicas")
    for target in replicas or [data]:
        nqn = target.get("target_nqn") or target.get("nqn")
        uuids = [target.get(name) for name in ("vol_uuid", "volume_nguid")]
        names = [str(UUID(each)) for each in uuids if each]
        if target.get("ns_id") is not None:
            names.append(str(target["ns_id"]))
        yield from (f"nvme:{nqn},{name}" for name in names or [""])


def _fibre_channel(data: Mapping[str, Any]) -> Iterator[str]:
    wwpns = data.get("target_wwns") or data["target_wwn"]
    wwpns = wwpns if isinstance(wwpns, list) else [wwpns]
    luns = all_values(data, "target_lun")
    for wwpn, lun in zip(wwpns, luns if len(luns) > 1 else luns * len(wwpns), strict=False):
        yield f"fc:{str(wwpn).lower().removeprefix('0x').replace(':', '')},{int(lun)}"


def _rbd(data: Mapping[str, Any]) -> Iterator[str]:
    """By each monitor: they are of one cluster only, and no two configurations need name all."""
    hosts = [normal_host(str(host).strip("[]")) for host in data.get("hosts") or ()]
    for host in hosts or [f"@{data.get('cluster_name') or 'ceph'}"]:
        yield f"rbd:{host},{data['name']}"


def _share(data: Mapping[str, Any]) -> Iterator[str]:
    host, colon, folder = str(data["export"]).rpartition(":/")
    if colon:
        bare = host.removeprefix("[").removesuffix("]")
        host = f"[{normal_host(bare)}]" if ":" in bare else normal_host(bare)
    place = posixpath.normpath(f"/{folder}/{data['name']}").lstrip("/")
    yield f"share:{host}{colon}{place}"


def _local(data: Mapping[str, Any]) -> Iterator[str]:
    # Behind the name of a loop device there can be another file tomorrow.
    if file := data.get("backing_file"):
        yield f"file:{os.path.realpath(file)}"
        return
    path = os.path.normpath(data["device_path"])
    yield f"path:{path}"
    # A logical volume has two names. The kernel's own is another device's after a reboot.
    stable = name_of(os.path.realpath(path))
    if not stable.startswith("/dev/dm-"):
        yield f"path:{stable}"


def _file(data: Mapping[str, Any]) -> Iterator[str]:
    yield f"file:{os.path.realpath(data['path'])}"


_OF: dict[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "iscsi": _iscsi,
    "iser": _iscsi,
    "nvmeof": _nvme,
    "nvme": _nvme,
    "fibre_channel": _fibre_channel,
    "rbd": _rbd,
    "local": _local,
    FILE: _file,
    **dict.fromkeys(SHARES, _share),
}
