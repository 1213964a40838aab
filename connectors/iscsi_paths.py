"""The paths of an iSCSI volume that are missing, and how they are had.

os-brick logs in at all portals at once, and stops looking once multipathd has made a device of the
first path: a session that was there a moment later stays without its disk (_connect_vol in its
connectors/iscsi.py).
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from blockctl.connectors import iscsi_sessions, portals, programs
from blockctl.connectors.connection import Connection
from blockctl.connectors.field_kinds import ISCSI_PORT, split_portal
from blockctl.connectors.iscsi_sessions import Session
from blockctl.connectors.portals import Portal
from blockctl.errors import LocalFailed

# From a scan until the disk has its name, on a host that is busy.
_APPEARING = 10.0
_PAUSE = 0.2
_LOGIN_SECONDS = 30


def missing(connection: Connection, sys: Path) -> set[str]:
    """The portals by which no disk of the connection is here."""
    here = {
        session.target
        for session, lun in iscsi_sessions.of(connection, sys)
        if lun in session.disks.values()
    }
    lacking = iscsi_sessions.luns(connection).keys() - here
    lacking |= {session.target for session, _ in _without_disk(connection, sys)}
    return {target.partition(",")[0] for target in lacking}


def unconnected(connection: Connection, sys: Path) -> list[str]:
    """The targets (``PORTAL,IQN``) that answer, and with which there is no session."""
    here = {session.target for session in iscsi_sessions.every(sys)}
    lacking = {
        target: _portal(target)
        for target in sorted(iscsi_sessions.luns(connection))
        if target not in here
    }
    answering = portals.answering(lacking.values())
    return [target for target, portal in lacking.items() if portal in answering]


def log_in(connection: Connection, sys: Path) -> None:
    """Where there is no session, by the record, password and all, that os-brick made when it tried.
    Never fails.
    """
    for target in unconnected(connection, sys):
        portal, name = target.partition(",")[0], _name(target)
        node = ["iscsiadm", "--mode", "node", "--targetname", name, "--portal", portal]
        with suppress(LocalFailed):
            programs.ended([*node, "--login"], seconds=_LOGIN_SECONDS)


def scan(connection: Connection, sys: Path, seconds: float = _APPEARING) -> None:
    """Have the disks of sessions that are without. Never fails."""
    for session, lun in _without_disk(connection, sys):
        _scan(session, lun, sys)
    end = time.monotonic() + seconds
    while any(_without_disk(connection, sys)) and time.monotonic() < end:
        time.sleep(_PAUSE)


def _without_disk(connection: Connection, sys: Path) -> Iterator[tuple[Session, str]]:
    luns = iscsi_sessions.luns(connection)
    if not connection.data.get("target_portals"):
        # Of one portal os-brick asks for the others of its target, and logs in to these too.
        luns |= {_name(target): lun for target, lun in luns.items()}
    for session in iscsi_sessions.every(sys):
        lun = luns.get(session.target) or luns.get(_name(session.target))
        if lun is not None and session.is_up and lun not in session.disks.values():
            yield session, lun


def _portal(target: str) -> Portal:
    host, port = split_portal(target.partition(",")[0], ISCSI_PORT)
    return host, int(port)


def _name(target: str) -> str:
    return target.partition(",")[2]


def _scan(session: Session, lun: str, sys: Path) -> None:
    """Have the kernel look for this LUN only; other LUNs of the target are not ours to take."""
    device = (iscsi_sessions.folder(sys, session.number) / "device").resolve()
    host = device.parent.name
    # targetHOST:CHANNEL:ID, once there is a disk of the target.
    numbers = [each.name.split(":")[1:] for each in device.glob("target*")]
    channel, target = numbers[0] if numbers else ("-", "-")
    with suppress(OSError):
        (sys / "class" / "scsi_host" / host / "scan").write_text(f"{channel} {target} {lun}")
