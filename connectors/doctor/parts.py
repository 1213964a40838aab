"""What is checked, as data: the transports, and what stands on them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from blockctl.connectors.doctor import fibre, initiator, multipath, nvme, strangers
from blockctl.connectors.doctor.finding import Finding
from blockctl.connectors.doctor.host import Host

Check = Callable[[Host], Iterator[Finding]]


@dataclass(frozen=True)
class Tool:
    """A program that os-brick runs, and Debian's package that has it."""

    name: str
    package: str


@dataclass(frozen=True)
class Daemon:
    """A service that must run, or whose socket systemd listens on for it."""

    name: str
    socket: str


@dataclass(frozen=True)
class Part:
    """A way to attach, or a layer above; ``transports`` are its names in the ledger: os-brick's
    names of transports, and those of what was put upon them.

    Without any of ``tools`` it is not set up, and nothing else of it is looked at.
    """

    name: str
    label: str
    transports: tuple[str, ...]
    tools: tuple[Tool, ...] = ()
    modules: tuple[str, ...] = ()
    daemons: tuple[Daemon, ...] = ()
    checks: tuple[Check, ...] = ()
    connected: tuple[strangers.Kind, ...] = ()


PARTS = (
    Part(
        "iscsi",
        "iSCSI",
        transports=("iscsi", "iser"),
        tools=(Tool("iscsiadm", "open-iscsi"),),
        modules=("iscsi_tcp",),
        daemons=(Daemon("iscsid", "@ISCSIADM_ABSTRACT_NAMESPACE"),),
        checks=(initiator.check,),
        connected=(strangers.SESSIONS, strangers.DISKS),
    ),
    Part(
        "multipath",
        "multipath",
        transports=("multipath",),
        tools=(Tool("multipath", "multipath-tools"), Tool("multipathd", "multipath-tools")),
        modules=("dm_multipath",),
        daemons=(Daemon("multipathd", "@/org/kernel/linux/storage/multipathd"),),
        checks=(multipath.check,),
        connected=(strangers.MAPS,),
    ),
    Part(
        "nvme",
        "NVMe-oF",
        transports=("nvmeof",),
        tools=(Tool("nvme", "nvme-cli"),),
        modules=("nvme_tcp",),
        checks=(nvme.names, nvme.native_multipath),
        connected=(strangers.CONTROLLERS, strangers.NAMESPACES),
    ),
    Part(
        "fc",
        "Fibre Channel",
        transports=("fibre_channel",),
        checks=(fibre.check,),
    ),
    Part(
        "rbd",
        "RBD",
        transports=("rbd",),
        tools=(Tool("rbd", "ceph-common"),),
        modules=("rbd",),
        connected=(strangers.IMAGES,),
    ),
    Part(
        "nfs",
        "NFS",
        transports=("nfs",),
        tools=(Tool("mount.nfs", "nfs-common"),),
        modules=("nfs", "loop"),
    ),
    Part(
        "file",
        "files",
        transports=("local", "file", "loop"),
        modules=("loop",),
        connected=(strangers.LOOPS,),
    ),
    Part(
        "lvm",
        "LVM",
        transports=("lvm",),
        tools=(Tool("lvs", "lvm2"), Tool("lvchange", "lvm2")),
        modules=("dm_mod",),
    ),
    Part(
        "luks",
        "LUKS",
        transports=("luks",),
        tools=(Tool("cryptsetup", "cryptsetup-bin"),),
        modules=("dm_crypt",),
    ),
)
NAMES = tuple(part.name for part in PARTS)
