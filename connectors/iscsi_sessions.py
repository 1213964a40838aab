"""iSCSI sessions of this host, and what to do with those whose target does not answer.

The kernel holds such a session for two minutes (node.session.timeo.replacement_timeout of
open-iscsi), and whoever flushes waits with it.
"""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from blockctl.connectors.connection import Connection
from blockctl.connectors.sysfs import SYS, read
from blockctl.connectors.wires import wires

_TRANSPORTS = ("iscsi", "iser")
_LOGOUT_SECONDS = 30
# How long a session is waited for whose device is to go anyhow.
_SHORTLY = "1"


@dataclass(frozen=True)
class Session:
    """``target`` is ``PORTAL,IQN``; ``disks`` are the kernel's names of its disks, with their LUN;
    ``patience`` are the seconds that it waits for the target.
    """

    number: str
    target: str
    is_up: bool
    patience: str
    disks: Mapping[str, str]

    @property
    def portal(self) -> str:
        """Address and port."""
        return self.target.partition(",")[0]


def every(sys: Path = SYS) -> Iterator[Session]:
    """All that the kernel has."""
    for connection in sys.glob("class/iscsi_connection/connection*"):
        number = connection.name.removeprefix("connection").partition(":")[0]
        session = folder(sys, number)
        host, port = read(connection / "persistent_address"), read(connection / "persistent_port")
        portal = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        disks = (session / "device").glob("target*/*:*:*:*/block/*")
        yield Session(
            number,
            f"{portal},{read(session / 'targetname').lower()}",
            read(session / "state") == "LOGGED_IN",
            read(session / "recovery_tmo"),
            {disk.name: disk.parent.parent.name.rpartition(":")[2] for disk in disks},
        )


def silent(connection: Connection, sys: Path = SYS) -> list[Session]:
    """Those to the connection's target, if it answers in none of them."""
    found = [session for session, _ in of(connection, sys)]
    return found if not any(session.is_up for session in found) else []


def give_up(connection: Connection, log_out: bool, sys: Path = SYS) -> None:
    """Wait no longer for a target that does not answer: its disk shall go, whatever is lost.
    ``log_out``: end the sessions that are lost.

    A session with other LUNs too is left alone. What fails here makes it slower only.
    """
    for session, lun in of(connection, sys):
        if set(session.disks.values()) - {lun}:
            continue
        if session.is_up:
            # That the target is gone may not have been noticed yet; later it cannot be changed.
            with suppress(OSError):
                (folder(sys, session.number) / "recovery_tmo").write_text(_SHORTLY)
        elif log_out:
            _log_out(session)


def luns(connection: Connection) -> dict[str, str]:
    """The LUN of a connection at each of its targets (``PORTAL,IQN``); none over what is not
    iSCSI.
    """
    if connection.transport not in _TRANSPORTS:
        return {}
    return dict(wire.partition(":")[2].rsplit(",", 1) for wire in wires(connection))


def of(connection: Connection, sys: Path) -> Iterator[tuple[Session, str]]:
    """The sessions of a connection, each with its LUN."""
    wanted = luns(connection)
    for session in every(sys):
        if session.target in wanted:
            yield session, wanted[session.target]


def _log_out(session: Session) -> None:
    command = ["iscsiadm", "--mode", "session", "--sid", session.number, "--logout"]
    with suppress(OSError, subprocess.SubprocessError):
        subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_LOGOUT_SECONDS
        )


def folder(sys: Path, number: str) -> Path:
    """The kernel's, about a session."""
    return sys / "class" / "iscsi_session" / f"session{number}"
