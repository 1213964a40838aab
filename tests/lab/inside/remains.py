"""What a host that has nothing attached must not have."""

import glob
import subprocess
from pathlib import Path

from tests.lab.inside.backing import GROUP


def found() -> dict[str, list[str]]:
    """By kind, whatever is left: sessions, records of nodes, devices, maps, links, mounts."""
    kinds = {
        "iSCSI sessions": _names("/sys/class/iscsi_session/*"),
        "iSCSI nodes": _names("/etc/iscsi/nodes/*"),
        "SCSI disks": _names("/sys/block/sd*"),
        "NVMe controllers": _names("/sys/class/nvme/*"),
        "NVMe namespaces": _names("/sys/block/nvme*"),
        "RBD maps": _names("/sys/bus/rbd/devices/*"),
        "Ceph configurations": _names("/tmp/brickrbd_*"),
        "maps": [name for name in _maps() if not name.startswith(GROUP.replace("-", "--"))],
        "loop devices": _names("/sys/block/loop*/loop"),
        "links": _names("/dev/disk/by-id/os-brick*"),
        "mounts": _network_mounts(),
    }
    return {kind: left for kind, left in kinds.items() if left}


def _names(pattern: str) -> list[str]:
    return sorted(glob.glob(pattern))


def _maps() -> list[str]:
    names = (Path(path).read_text().strip() for path in glob.glob("/sys/block/dm-*/dm/name"))
    return sorted(names)


def _network_mounts() -> list[str]:
    done = subprocess.run(
        ["findmnt", "--noheadings", "--raw", "--output", "TARGET", "--types", "nfs,nfs4"],
        capture_output=True,
        text=True,
    )
    return done.stdout.split()
