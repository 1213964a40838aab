"""A volume group with a thin pool, on a loop device: what Cinder's LVM driver works on."""

from pathlib import Path

from tests.lab.inside.shell import run

_FILE = Path("/var/lib/lab/thin.img")


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
    _FILE.unlink()
