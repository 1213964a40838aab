"""The paths to a device, and whether data goes over them."""

from pathlib import Path

from tests.lab.inside.shell import run, until


def iscsi() -> dict[str, bool]:
    """Whether device-mapper uses each SCSI disk that is a path of a multipath device; nothing
    while multipathd is too busy to tell, and says ``timeout`` instead.
    """
    lines = run("multipathd", "show", "paths", "raw", "format", "%d %t").splitlines()
    told = [line.split() for line in lines]
    if any(len(words) != 2 for words in told):
        return {}
    return {name: state == "active" for name, state in told}


def nvme() -> dict[str, bool]:
    """Whether each NVMe controller is connected to its target."""
    states = Path("/sys/class/nvme").glob("*/state")
    return {state.parent.name: state.read_text().strip() == "live" for state in states}


def wait(transport: str, good: int, seconds: float) -> None:
    """Wait until so many paths of ``iscsi`` or ``nvme`` carry data. Raises TimeoutError."""
    look = {"iscsi": iscsi, "nvme": nvme}[transport]
    until(lambda: sum(look().values()) == good, seconds)
