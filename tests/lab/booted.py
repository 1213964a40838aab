"""A guest that is up and has its heavy modules imported: saved once, and gone on from since.

Emulated, a boot takes 15 to 40 s, os-brick's import some 10 s more, and both a multiple of that
on a machine that is busy; going on from the saved state takes seconds.
"""

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.lab.guest import Guest
from tests.lab.image import Image
from tests.lab.locks import held
from tests.lab.machine import Machine
from tests.lab.places import IMAGES

STATE = "booted"
BOOT_SECONDS = 600
# What most tests need, and takes long to import.
_PRELOADED = (
    "os_brick.initiator.connector",
    "os_brick.initiator.connectors.iscsi",
    "os_brick.initiator.connectors.local",
    "os_brick.initiator.connectors.nvmeof",
    "os_brick.initiator.connectors.remotefs",
    "os_brick.encryptors.luks",
    "os_brick.local_dev.lvm",
    "oslo_log.log",
    "rtslib_fb",
)


def ensure(image: Image) -> Path:
    """The folder with the disks of such a guest, which is booted when it is not there.

    Raises MachineFailed or GuestFailed when it does not boot.
    """
    folder = image.disk.parent / f"booted-{_key(image)}"
    with held(IMAGES / "lock"):
        if not folder.exists():
            for left in IMAGES.glob("booting.*"):
                shutil.rmtree(left)
            with tempfile.TemporaryDirectory(prefix="booting.", dir=IMAGES) as work:
                _boot(image, Path(work)).rename(folder)
    return folder


def meet(machine: Machine) -> Guest:
    """The guest of a machine that is booting or going on. Raises GuestFailed."""
    assert machine.port is not None
    guest = Guest(machine.port)
    guest.greet(BOOT_SECONDS)
    return guest


def _key(image: Image) -> str:
    qemu = subprocess.run(["qemu-system-x86_64", "--version"], capture_output=True, check=True)
    command = Machine(image, Path("folder")).command(None, False, 0, 0)
    decides = [command, _PRELOADED, qemu.stdout.decode()]
    return hashlib.sha256(json.dumps(decides).encode()).hexdigest()[:16]


def _boot(image: Image, work: Path) -> Path:
    folder = work / "disks"
    folder.mkdir()
    machine = Machine(image, folder)
    machine.make_disks()
    machine.start()
    try:
        meet(machine).load(*_PRELOADED)
        machine.save(STATE)
    finally:
        machine.end()
    return folder
