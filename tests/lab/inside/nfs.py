"""An NFS export of the kernel's server, with files in it as volumes."""

import os
import subprocess
from pathlib import Path
from typing import Any

from tests.lab.inside.network import IPV4
from tests.lab.inside.shell import run

FOLDER = Path("/srv/nfs")
MOUNTS = Path("/var/lib/lab/mounts")


def create(name: str, mib: int) -> dict[str, Any]:
    """Export a folder with a sparse file in it; return the connection as Cinder gives it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    MOUNTS.mkdir(parents=True, exist_ok=True)
    os.truncate(os.open(FOLDER / name, os.O_CREAT | os.O_RDWR, 0o600), mib * 1024**2)
    Path("/etc/exports").write_text(f"{FOLDER} *(rw,sync,no_subtree_check,no_root_squash,fsid=1)\n")
    run("systemctl", "start", "nfs-server")
    run("exportfs", "-ra")
    data = {"export": f"{IPV4[0]}:{FOLDER}", "name": name, "options": "-o hard,timeo=50"}
    return {
        "driver_volume_type": "nfs",
        "data": {**data, "format": "raw"},
        "mount_point_base": str(MOUNTS),
    }


def remove() -> None:
    """End the export and the server; the files stay."""
    run("exportfs", "-ua")
    run("systemctl", "stop", "nfs-server")


def is_served() -> bool:
    """Whether the server runs."""
    return not subprocess.run(["systemctl", "is-active", "--quiet", "nfs-server"]).returncode
