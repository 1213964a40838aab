"""A volume group with a thin pool, on a loop device: what Cinder's LVM driver works on."""

import time
from pathlib import Path

from tests.lab.inside.shell import run

_FILE = Path("/var/lib/lab/thin.img")
_SECONDS = 30


def create(group: str, mib: int) -> str:
    """Make the volume group with a pool named ``GROUP-pool`` in it; return the loop device."""
    _FILE.parent.mkdir(parents=True, exist_ok=True)
    run("truncate", "--size", f"{mib}M", str(_FILE))
    loop = run("losetup", "--find", "--show", str(_FILE))
    run("vgcreate", "-qq", group, loop)
    run("lvcreate", "-qq", "--type", "thin-pool", "-l", "90%FREE", "-n", f"{group}-pool", group)
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
    _FILE.unlink()
