"""What this host has of NVMe targets that do not answer.

os-brick connects so that the kernel tries again for ever (``--ctrl-loss-tmo -1``), and keeps what
is to be written until then.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from blockctl.connectors.connection import Connection
from blockctl.connectors.sysfs import SYS, read
from blockctl.connectors.wires import wires

# For how many seconds what is to be written is kept once a controller is found to be lost.
_SHORTLY = "1"


def are_down(connection: Connection, sys: Path = SYS) -> bool:
    """Whether this host has controllers of the connection's targets, and none of them answers."""
    found = [
        _is_up(each) for subsystem in _subsystems(connection, sys) for each in _each(subsystem)
    ]
    return bool(found) and not any(found)


def give_up(connection: Connection, sys: Path = SYS) -> None:
    """Wait no longer for targets of the connection that do not answer; none over what is not NVMe.
    A target with other namespaces too is left alone. Never fails.
    """
    for subsystem in _subsystems(connection, sys):
        if len(list(subsystem.glob("nvme*n*"))) > 1:
            continue
        for controller in _each(subsystem):
            with suppress(OSError):
                if _is_up(controller):
                    # That the target is gone may not have been noticed yet.
                    (controller / "fast_io_fail_tmo").write_text(_SHORTLY)
                else:
                    (controller / "delete_controller").write_text("1")


def _subsystems(connection: Connection, sys: Path) -> Iterator[Path]:
    kinds = (wire.partition(":") for wire in wires(connection))
    targets = {address.rpartition(",")[0] for kind, _, address in kinds if kind == "nvme"}
    for subsystem in sys.glob("class/nvme-subsystem/*"):
        if read(subsystem / "subsysnqn") in targets:
            yield subsystem


def _each(subsystem: Path) -> Iterator[Path]:
    return (file.parent for file in subsystem.glob("nvme*/delete_controller"))


def _is_up(controller: Path) -> bool:
    return read(controller / "state") == "live"
