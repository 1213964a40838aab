"""What is on this host already, by the wires of a connection; told from the kernel's own tables."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from blockctl.connectors.connection import Connection
from blockctl.connectors.wires import wires

_SYS = Path("/sys")


def paths(connection: Connection, sys: Path = _SYS) -> list[str]:
    """The devices through which something with one of the connection's wires is here.

    A disk that is one path of a multipath map is told by the map.
    """
    found = set()
    for wire in wires(connection):
        kind, _, address = wire.partition(":")
        found |= {_map_of(sys, name) for name in _FINDERS.get(kind, _none)(sys, address)}
    return sorted(f"/dev/{name}" for name in found)


def _none(sys: Path, address: str) -> Iterator[str]:
    yield from ()


def _iscsi(sys: Path, address: str) -> Iterator[str]:
    """Disks of a session to the portal and target, with the LUN (``PORTAL,IQN,LUN``)."""
    portal, iqn, lun = address.rsplit(",", 2)
    for connection in sys.glob("class/iscsi_connection/connection*"):
        number = connection.name.removeprefix("connection").partition(":")[0]
        session = sys / "class" / "iscsi_session" / f"session{number}"
        host, port = _read(connection / "persistent_address"), _read(connection / "persistent_port")
        here = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        if here == portal and _read(session / "targetname").lower() == iqn:
            for disk in (session / "device").glob(f"target*/*:*:*:{lun}/block/*"):
                yield disk.name


def _nvme(sys: Path, address: str) -> Iterator[str]:
    """Namespaces of the subsystem, by their number or UUID (``NQN,NAMESPACE``)."""
    nqn, _, namespace = address.rpartition(",")
    for subsystem in sys.glob("class/nvme-subsystem/*"):
        if _read(subsystem / "subsysnqn") != nqn:
            continue
        for found in subsystem.glob("nvme*n*"):
            if namespace in ("", _read(found / "nsid"), _read(found / "uuid")):
                yield found.name


def _rbd(sys: Path, address: str) -> Iterator[str]:
    """Mapped images, by pool and image (``CLUSTER,POOL/IMAGE[@SNAPSHOT]``)."""
    image, _, snapshot = address.rpartition(",")[2].partition("@")
    for mapped in sys.glob("bus/rbd/devices/*"):
        here = f"{_read(mapped / 'pool')}/{_read(mapped / 'name')}"
        if here == image and _read(mapped / "current_snap") == (snapshot or "-"):
            yield f"rbd{mapped.name}"


def _map_of(sys: Path, name: str) -> str:
    for holder in sys.glob(f"block/{name}/holders/dm-*"):
        if _read(sys / "block" / holder.name / "dm" / "uuid").startswith("mpath-"):
            return holder.name
    return name


def _read(file: Path) -> str:
    with suppress(OSError):
        return file.read_text(encoding="utf-8", errors="backslashreplace").strip()
    return ""


_FINDERS: dict[str, Callable[[Path, str], Iterator[str]]] = {
    "iscsi": _iscsi,
    "nvme": _nvme,
    "rbd": _rbd,
}
