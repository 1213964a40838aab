"""The guest's disk: built from Debian packages once, and kept by a hash of what decides it."""

import hashlib
import json
import shlex
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.lab import contents, wheels
from tests.lab.locks import held
from tests.lab.places import IMAGES, LAB
from tests.lab.tied import tied

_ROOTFS = LAB / "rootfs"
_AGENT = LAB / "inside" / "agent.py"
_SIZE = "6G"


@dataclass(frozen=True)
class Image:
    """What a guest boots from. ``disk`` (qcow2) is never written: machines have overlays."""

    disk: Path
    kernel: Path
    initrd: Path


def ensure() -> Image:
    """The image of contents.PACKAGES, built when it is not there: that takes minutes.

    An older one is removed then, so only one is kept.

    Raises CalledProcessError when mmdebstrap, pip or qemu-img fails; their words go to stderr.
    """
    IMAGES.mkdir(parents=True, exist_ok=True)
    folder = IMAGES / f"image-{_key()}"
    with held(IMAGES / "lock"):
        if not folder.exists():
            for left in (*IMAGES.glob("building.*"), *IMAGES.glob("image-*")):
                shutil.rmtree(left)
            with tempfile.TemporaryDirectory(prefix="building.", dir=IMAGES) as work:
                _build(Path(work)).rename(folder)
    return Image(folder / "disk.qcow2", folder / "kernel", folder / "initrd")


def _key() -> str:
    command = _mmdebstrap(Path("root"), Path("wheels"), Path("image"))
    decides = [command, _SIZE, wheels.requirements(), wheels.versions()]
    digest = hashlib.sha256(json.dumps(decides).encode())
    files = sorted(path for path in _ROOTFS.rglob("*") if path.is_file())
    for file in (*files, _AGENT):
        digest.update(f"{file.relative_to(LAB)}\0{file.stat().st_mode:o}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _build(work: Path) -> Path:
    image, root, raw = work / "image", work / "root", work / "raw"
    image.mkdir()
    wheels.download(work / "wheels")
    unpack = _mmdebstrap(root, work / "wheels", image)
    subprocess.run(tied(unpack, signal.SIGTERM), check=True)  # it unmounts what it mounted
    subprocess.run(["mkfs.ext4", "-q", "-d", str(root), str(raw), _SIZE], check=True)
    convert = ["qemu-img", "convert", "-O", "qcow2", str(raw), str(image / "disk.qcow2")]
    subprocess.run(convert, check=True)
    return image


def _mmdebstrap(root: Path, wheels_folder: Path, image: Path) -> list[str]:
    """The command that unpacks Debian into ``root``, and puts kernel and initrd into ``image``."""
    return [
        "mmdebstrap", "--quiet", "--variant=minbase", "--format=directory",
        f"--include={','.join(contents.PACKAGES)}",
        *(f"--dpkgopt=path-exclude={path}" for path in contents.NOT_UNPACKED),
        # Before the kernel, which makes its initrd as the files there say.
        f"--essential-hook=sync-in {shlex.quote(str(_ROOTFS))} /",
        *(f"--customize-hook={hook}" for hook in _hooks(wheels_folder, image)),
        contents.SUITE, str(root),
    ]  # fmt: skip


def _hooks(wheels_folder: Path, image: Path) -> list[str]:
    """mmdebstrap's hooks: its own words, or shell in which $1 is the new root."""
    pip = "/opt/lab/venv/bin/pip --disable-pip-version-check install --quiet --no-index"
    quoted = shlex.quote
    return [
        'mkdir "$1/etc/target"',  # LIO's kernel modules ask for it
        'mkdir "$1/opt/lab/project"',
        f"upload {quoted(str(_AGENT))} /opt/lab/agent.py",
        'mkdir "$1/opt/lab/wheels"',
        f"sync-in {quoted(str(wheels_folder))} /opt/lab/wheels",
        'chroot "$1" python3 -m venv /opt/lab/venv',
        f'chroot "$1" {pip} --find-links=/opt/lab/wheels -r /opt/lab/wheels/requirements.txt',
        'rm -r "$1/opt/lab/wheels"',
        'echo /opt/lab/project > "$1/opt/lab/venv/lib/python3.11/site-packages/project.pth"',
        f'chroot "$1" systemctl --quiet enable {shlex.join(contents.ENABLED)}',
        f'chroot "$1" systemctl --quiet disable {shlex.join(contents.DISABLED)}',
        f'chroot "$1" systemctl --quiet mask {shlex.join(contents.MASKED)}',
        f"download /vmlinuz {quoted(str(image / 'kernel'))}",
        f"download /initrd.img {quoted(str(image / 'initrd'))}",
    ]
