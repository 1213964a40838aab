"""Volume groups (LVM) as backends: whose one is, what is checked before it is taken, and how it is
emptied.
"""

import hashlib
import os
import re
import subprocess
from dataclasses import dataclass

from blockctl.errors import BadUsage, BlockctlError, Conflict, NotAllowed, NotFound
from blockctl.standalone import nvmet

# Cinder's name of the kernel's target, by the protocol that a user names.
HELPERS = {"iscsi": "lioadm", "nvme": "nvmet"}
# What the kernel needs for each, and configfs, in which targets are made.
MODULES = {
    "lioadm": ("configfs", "target_core_iblock", "iscsi_target_mod"),
    "nvmet": ("configfs", "nvmet_tcp"),
}
PREFIX = {"iscsi": "iqn.2010-10.org.openstack:", "nvme": "nqn.2014-08.org.nvmexpress:uuid:"}
# lvm(8), "Valid names".
_NAME = re.compile(r"(?!-)[A-Za-z0-9+_.-]{1,127}")
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_OURS = re.compile(rf"(?:volume|_snapshot|snapshot)-({_UUID})")
_MARK = "blockctl-standalone-"


@dataclass(frozen=True)
class Group:
    """A volume group, whose volumes attach over ``protocol``: iscsi or nvme."""

    name: str
    protocol: str

    @property
    def told(self) -> str:
        """As ``--backend lvm:`` takes it."""
        return f"{self.name}:{self.protocol}"


def parsed(text: str) -> Group:
    """What is written behind ``lvm:``, VG or VG:PROTOCOL. Raises BadUsage."""
    name, colon, protocol = text.partition(":")
    if not _NAME.fullmatch(name) or (colon and protocol not in HELPERS):
        raise BadUsage(
            f"'lvm:{text}' is no backend: give lvm:VG, the volume group for its volumes, or "
            f"lvm:VG:PROTOCOL, which is {' or '.join(HELPERS)}."
        )
    return Group(name, protocol or "iscsi")


def take(group: Group, owner: str) -> None:
    """Check that the group is there for ``owner``, a service's folder. Nothing is changed.

    Raises NotAllowed without root, NotFound without the group, Conflict when it is another
    service's or has volumes of another Cinder in it, BlockctlError without LVM.
    """
    if os.geteuid() != 0:
        raise NotAllowed(
            f"The volume group {group.name} takes root.", "Run it with sudo, or use file:FOLDER."
        )
    tags = _tags().get(group.name)
    if tags is None:
        raise NotFound(
            f"There is no volume group {group.name} on this host.",
            f"Make it with: vgcreate {group.name} DEVICE",
        )
    if _mark(owner) in tags:
        return
    if any(tag.startswith(_MARK) for tag in tags):
        raise Conflict(f"The volume group {group.name} is used by another standalone service.")
    if others := volumes(group):
        raise Conflict(
            f"The volume group {group.name} has volumes of another Cinder in it, such as "
            f"{others[0]}.",
            "Choose another group; a reset of this service would remove them.",
        )


def require(group: Group, owner: str) -> None:
    """Raise BlockctlError when the group is not there as the service of ``owner`` left it."""
    if not is_marked(group, owner):
        raise BlockctlError(
            f"The volume group {group.name} is not there as this service left it.",
            "Connect its disks; its volumes are needed before the service can start.",
        )


def is_marked(group: Group, owner: str) -> bool:
    """Whether it is there, and the service's. Raises BlockctlError."""
    return _mark(owner) in _tags().get(group.name, ())


def mark(group: Group, owner: str) -> None:
    """Note in the group whose it is. Raises BlockctlError."""
    if not is_marked(group, owner):
        _run("vgchange", "-qq", "--addtag", _mark(owner), group.name)


def unmark(group: Group, owner: str) -> None:
    """Take that back. Raises BlockctlError."""
    if is_marked(group, owner):
        _run("vgchange", "-qq", "--deltag", _mark(owner), group.name)


def volumes(group: Group) -> list[str]:
    """The names of the volumes and snapshots that the service made. Raises BlockctlError."""
    return [
        name for name in _lines("lvs", "--options", "lv_name", group.name) if _OURS.fullmatch(name)
    ]


def remove(group: Group) -> None:
    """End the targets of the service's volumes, and remove these; snapshots go first. What else is
    in the group stays, the empty pool too. Raises BlockctlError.
    """
    names = volumes(group)
    _end_targets(group, names)
    for name in sorted(names, key=lambda name: "snapshot" not in name):
        _run("lvremove", "-qq", "--yes", f"{group.name}/{name}")


def _end_targets(group: Group, names: list[str]) -> None:
    try:
        if group.protocol == "nvme":
            for found in map(_OURS.fullmatch, names):
                if found:
                    nvmet.remove(f"{PREFIX['nvme']}{found[1]}")
        else:
            _end_iscsi({f"{PREFIX['iscsi']}{name}" for name in names})
    except OSError as refused:
        raise BlockctlError(f"A target of {group.name} cannot be ended: {refused}.") from refused


def _end_iscsi(iqns: set[str]) -> None:
    try:
        # It comes with Cinder.
        import rtslib_fb
    except ImportError as missing:
        raise BlockctlError(
            "Ending iSCSI targets needs the package rtslib-fb.",
            "Install it with: pip install 'blockctl[standalone]'",
        ) from missing
    try:
        root = rtslib_fb.RTSRoot()
        for each in [*root.targets, *root.storage_objects]:
            if getattr(each, "wwn", None) in iqns or getattr(each, "name", None) in iqns:
                each.delete()
    except rtslib_fb.utils.RTSLibError as failure:
        raise BlockctlError(f"An iSCSI target cannot be ended: {failure}.") from failure


def _mark(owner: str) -> str:
    """A tag has fewer characters than a path: lvm(8), "Tags"."""
    return _MARK + hashlib.sha256(os.fsencode(owner)).hexdigest()[:16]


def _tags() -> dict[str, list[str]]:
    """Each volume group of this host, with its tags."""
    rows = [line.split() for line in _lines("vgs", "--options", "vg_name,vg_tags")]
    return {name: tags[0].split(",") if tags else [] for name, *tags in rows}


def _lines(command: str, *arguments: str) -> list[str]:
    told = _run(command, "--noheadings", *arguments)
    return [line.strip() for line in told.splitlines() if line.strip()]


def _run(*command: str) -> str:
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
            env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
    except FileNotFoundError as missing:
        raise BlockctlError(
            f"A volume group needs {command[0]}, which is not installed.",
            "Install the package lvm2.",
        ) from missing
    except subprocess.CalledProcessError as failure:
        told = failure.stderr.strip().splitlines() or [f"exit status {failure.returncode}"]
        raise BlockctlError(f"{command[0]} failed: {told[-1].strip().rstrip('.')}.") from failure
    return done.stdout
