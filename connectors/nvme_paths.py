"""The paths of an NVMe/TCP volume that are missing, and how they are had.

The kernel connects again what was lost. What did not answer during the attach it does not know.
"""

from contextlib import suppress
from pathlib import Path

from blockctl.connectors import portals, programs
from blockctl.connectors.connection import Connection
from blockctl.connectors.field_kinds import join_portal, normal_host
from blockctl.connectors.portals import Portal
from blockctl.connectors.sysfs import read
from blockctl.errors import LocalFailed

_CONNECT_SECONDS = 30


def missing(connection: Connection, sys: Path) -> set[str]:
    """The portals to which this host has no controller; none where the kernel does not join paths,
    so that os-brick takes one.
    """
    if read(sys / "module/nvme_core/parameters/multipath") != "Y":
        return set()
    return {join_portal(*portal) for _, portal in _lacking(connection, sys)}


def log_in(connection: Connection, sys: Path) -> None:
    """Connect to those that answer, as os-brick does. Never fails."""
    lacking = sorted(_lacking(connection, sys))
    answering = portals.answering({portal for _, portal in lacking})
    for nqn, (host, port) in lacking:
        if (host, port) in answering:
            target = ["--nqn", nqn, "--traddr", host, "--trsvcid", str(port)]
            # As many queues, and as long a patience, as os-brick's own (connectors/nvmeof.py).
            rest = ["--transport", "tcp", "--nr-io-queues", "128", "--ctrl-loss-tmo", "-1"]
            with suppress(LocalFailed):
                programs.ended(["nvme", "connect", *target, *rest], seconds=_CONNECT_SECONDS)


def _lacking(connection: Connection, sys: Path) -> set[tuple[str, Portal]]:
    here = set()
    for controller in sys.glob("class/nvme/nvme*"):
        pairs = (pair.partition("=") for pair in read(controller / "address").split(","))
        address = {name: value for name, _, value in pairs}
        with suppress(KeyError, ValueError):
            portal = normal_host(address["traddr"]), int(address["trsvcid"])
            here.add((read(controller / "subsysnqn"), portal))
    wanted = portals.of_nvme(connection.data)
    return {(nqn, (normal_host(host), port)) for nqn, (host, port) in wanted} - here
