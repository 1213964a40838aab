"""Whether anybody answers where a volume is offered, before os-brick tries for minutes."""

import socket
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from blockctl.connectors.connection import Connection
from blockctl.connectors.field_kinds import ISCSI_PORT, join_portal, split_portal
from blockctl.connectors.wires import all_values
from blockctl.errors import LocalFailed

# Generous for a storage network, and little beside the login's own patience: 120 s a portal.
_SECONDS = 10

Portal = tuple[str, int]


def refuse_silent(connection: Connection) -> None:
    """Raise LocalFailed when no portal of an iSCSI or NVMe/TCP target takes a TCP connection.

    One that answers is enough: the others are os-brick's to try.
    """
    if silent := silence(connection):
        raise LocalFailed(
            f"{silent}.",
            "Look at the storage network, and at the target: is it up, and is this its address?",
        )


def silence(connection: Connection) -> str | None:
    """A clause that says where nobody answers; None when a portal does, or there are none."""
    found = _portals(connection)
    if not found or answering(found):
        return None
    return f"No target answers at {', '.join(join_portal(*portal) for portal in found)}"


def _portals(connection: Connection) -> list[Portal]:
    """Address and port of each; none for what is not reached by TCP, or cannot be read."""
    with suppress(KeyError, ValueError, TypeError):
        if connection.transport == "iscsi":
            split = (
                split_portal(str(each), ISCSI_PORT)
                for each in all_values(connection.data, "target_portal")
            )
            return list(dict.fromkeys((host, int(port)) for host, port in split))
        if connection.transport == "nvmeof":
            return list(dict.fromkeys(portal for _, portal in of_nvme(connection.data)))
    return []


def of_nvme(data: Mapping[str, Any]) -> Iterator[tuple[str, Portal]]:
    """The name of each target (its NQN) with each of its portals that is reached by TCP."""
    for target in data.get("volume_replicas") or [data]:
        nqn = str(target.get("target_nqn") or target.get("nqn"))
        old = [target.get("target_portal"), target.get("target_port"), target.get("transport_type")]
        for host, port, transport in target.get("portals") or [old]:
            if str(transport).lower() == "tcp":
                yield nqn, (str(host), int(port))


def answering(found: Collection[Portal]) -> set[Portal]:
    """Which of them take a TCP connection, asked all at once."""
    with ThreadPoolExecutor(len(found) or 1) as pool:
        return {portal for portal, yes in zip(found, pool.map(_answers, found), strict=True) if yes}


def _answers(portal: Portal) -> bool:
    """Whether it takes a TCP connection."""
    try:
        socket.create_connection(portal, timeout=_SECONDS).close()
    except OSError:
        return False
    return True
