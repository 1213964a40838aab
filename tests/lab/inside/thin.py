"""Volume groups on loop devices, with a thin pool or with nothing yet: what Cinder's LVM driver
works on.
"""

import time
from pathlib import Path

from tests.lab.inside.shell import run

_FOLDER = Path("/var/lib/lab")
_SECONDS = 120


def create(group: str, mib: int) -> str:
    """Make the volume group with a pool named ``GROUP-pool`` in it; return the loop device."""
    loop = empty(group, mib)
    run("lvcreate", "-qq", "--type", "thin-pool", "-l", "90%FREE", "-n", f"{group}-pool", group)
    return loop


def empty(group: str, mib: int) -> str:
    """Make the volume group with nothing in it; return the loop device."""
    file = _file(group)
    _FOLDER.mkdir(parents=True, exist_ok=True)
    run("truncate", "--size", f"{mib}M", str(file))
    loop = run("losetup", "--find", "--show", str(file))
    run("vgcreate", "-qq", group, loop)
    return loop


def remove(group: str, loop: str) -> None:
    """Take all of it away."""
    run("vgremove", "-qq", "--yes", "--force", group)
    run("losetup", "--detach", loop)
    # While udev still looks at it, the kernel only notes that it shall go (loop_clr_fd).
    deadline = time.monotonic() + _SECONDS
    while Path(f"/sys/block/{Path(loop).name}/loop").exists():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{loop} is still held after {_SECONDS} s.")
        time.sleep(0.1)
    _file(group).unlink()


def _file(group: str) -> Path:
    return _FOLDER / f"{group}.img"
