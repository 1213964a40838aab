"""What is on this host already, by the wires of a connection; told from the kernel's own tables."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from blockctl.connectors import iscsi_sessions, multipath_maps
from blockctl.connectors.connection import Connection
from blockctl.connectors.sysfs import SYS, read
from blockctl.connectors.wires import wires


def paths(connection: Connection, sys: Path = SYS) -> list[str]:
    """The devices through which something with one of the connection's wires is here.

    A disk that is one path of a multipath map is told by the map.
    """
    return sorted({f"/dev/{_map_of(sys, name)}" for name in _names(connection, sys)})


def taken_by(connection: Connection, path: str, sys: Path = SYS) -> str | None:
    """The multipath device that was made since of the disk at ``path``, if that is one of the
    connection's paths.
    """
    name = os.path.basename(os.path.realpath(path))
    found = paths(connection, sys)
    is_path = len(found) == 1 and name in _names(connection, sys)
    return found[0] if is_path and found[0] != f"/dev/{name}" else None


def wwids(connection: Connection, sys: Path = SYS) -> set[str]:
    """What the storage calls the SCSI disks that the connection's paths lead to here: one name,
    if they lead to one disk.
    """
    found = (read(sys / "block" / name / "device" / "wwid") for name in _names(connection, sys))
    return set(filter(None, found))


def names(connection: Connection, sys: Path = SYS) -> set[str]:
    """As ``paths``, but the kernel's names, and each path of a multipath map by itself."""
    return set(_names(connection, sys))


def _names(connection: Connection, sys: Path) -> Iterator[str]:
    for wire in wires(connection):
        kind, _, address = wire.partition(":")
        yield from _FINDERS.get(kind, _none)(sys, address)


def _none(sys: Path, address: str) -> Iterator[str]:
    yield from ()


def _iscsi(sys: Path, address: str) -> Iterator[str]:
    """Disks of a session to the portal and target, with the LUN (``PORTAL,IQN,LUN``)."""
    target, lun = address.rsplit(",", 1)
    for session in iscsi_sessions.every(sys):
        if session.target == target:
            yield from (disk for disk, its_lun in session.disks.items() if its_lun == lun)


def _nvme(sys: Path, address: str) -> Iterator[str]:
    """Namespaces of the subsystem, by their number or UUID (``NQN,NAMESPACE``)."""
    nqn, _, namespace = address.rpartition(",")
    for subsystem in sys.glob("class/nvme-subsystem/*"):
        if read(subsystem / "subsysnqn") != nqn:
            continue
        for found in subsystem.glob("nvme*n*"):
            if namespace in ("", read(found / "nsid"), read(found / "uuid")):
                yield found.name


def _rbd(sys: Path, address: str) -> Iterator[str]:
    """Mapped images, by pool and image (``CLUSTER,POOL/IMAGE[@SNAPSHOT]``)."""
    image, _, snapshot = address.rpartition(",")[2].partition("@")
    for mapped in sys.glob("bus/rbd/devices/*"):
        here = f"{read(mapped / 'pool')}/{read(mapped / 'name')}"
        if here == image and read(mapped / "current_snap") == (snapshot or "-"):
            yield f"rbd{mapped.name}"


def _map_of(sys: Path, name: str) -> str:
    for holder in sys.glob(f"block/{name}/holders/dm-*"):
        if multipath_maps.at(f"/dev/{holder.name}", sys):
            return holder.name
    return name


_FINDERS: dict[str, Callable[[Path, str], Iterator[str]]] = {
    "iscsi": _iscsi,
    "nvme": _nvme,
    "rbd": _rbd,
}
