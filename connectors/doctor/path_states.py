"""The paths by which the kernel reaches what is attached, each with its state."""

from collections.abc import Iterator
from pathlib import Path

from blockctl.connectors import multipath_maps
from blockctl.connectors.sysfs import SYS, lowest, read

# Of a SCSI disk (drivers/scsi/scsi_sysfs.c) and of an NVMe controller (drivers/nvme/host/sysfs.c).
_GOOD = ("running", "live")


def failing(path: str, folder: Path = SYS) -> str | None:
    """A clause about the paths of the device at ``path`` on which nothing goes, or None."""
    found = multipath_maps.at(path, folder)
    if found and multipath_maps.is_empty(found, folder):
        return f"{path} has no path any more"
    states = dict(state for about in lowest(path, folder) for state in _states(about))
    bad = [f"{name} ({state})" for name, state in sorted(states.items()) if state not in _GOOD]
    if not bad:
        return None
    return f"{len(bad)} of {len(states)} paths of {path} carry nothing: {', '.join(bad)}"


def _states(about: Path) -> Iterator[tuple[str, str]]:
    # Of an NVMe namespace, its controller or, with several paths, their subsystem.
    storage = about / "device"
    for each in (storage, *storage.glob("nvme*")):
        if state := read(each / "state"):
            yield (about.name if each == storage else each.name), state
