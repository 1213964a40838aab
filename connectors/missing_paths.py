"""Paths that a multipath volume lacks: nobody would notice before the other path fails, too."""

from pathlib import Path

from blockctl.connectors import iscsi_paths, nvme_paths
from blockctl.connectors.connection import Connection
from blockctl.connectors.sysfs import SYS
from blockctl.output.terminal import note

_OF = {"iscsi": iscsi_paths.missing, "nvmeof": nvme_paths.missing}
_LOG_IN = {"iscsi": iscsi_paths.log_in, "nvmeof": nvme_paths.log_in}
# The kernel looks for namespaces by itself, for disks once.
_SCAN = {"iscsi": iscsi_paths.scan}


def of(connection: Connection, sys: Path = SYS) -> list[str]:
    """The portals by which nothing of a multipath connection is here, sorted."""
    if not connection.multipath or connection.transport not in _OF:
        return []
    return sorted(_OF[connection.transport](connection, sys))


def complete(connection: Connection, log_in: bool, sys: Path = SYS) -> None:
    """Have every path of a multipath connection; where that cannot be, tell it. Never fails.

    ``log_in``: also where there was nobody during the attach.
    """
    if not of(connection, sys):
        return
    if log_in:
        _LOG_IN[connection.transport](connection, sys)
    if scan := _SCAN.get(connection.transport):
        scan(connection, sys)
    if lacking := of(connection, sys):
        note(f"No path comes by {', '.join(lacking)}: what is attached does without it.")
