"""Block devices behind the targets: logical volumes on the machine's second disk, as Cinder's are.

Block devices rather than files, since LIO lets only those grow while they are exported.
"""

import subprocess
from pathlib import Path

from tests.lab.inside.shell import run

GROUP = "lab-backing"
_DISK = "/dev/disk/by-id/virtio-lab-data"


def create(name: str, mib: int) -> str:
    """Make a block device full of zeros and return its path."""
    if subprocess.run(["vgs", "-qq", GROUP], capture_output=True).returncode:
        run("vgcreate", "-qq", GROUP, _DISK)
    run("lvcreate", "-qq", "--yes", "--size", f"{mib}m", "--name", name, GROUP)
    path = f"/dev/{GROUP}/{name}"
    run("blkdiscard", "--zeroout", path)
    return path


def grow(name: str, mib: int) -> None:
    """Make it larger; whoever exports it may have to be told."""
    run("lvextend", "-qq", "--size", f"{mib}m", f"{GROUP}/{name}")


def remove(name: str) -> None:
    """Take it away, once nobody exports it any more."""
    run("lvremove", "-qq", "--yes", f"{GROUP}/{name}")


def names() -> list[str]:
    """Those that are there."""
    return sorted(path.name for path in Path("/dev", GROUP).glob("*"))
