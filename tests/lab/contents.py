"""What is in the guest: Debian's packages, and which services stay out of its way."""

SUITE = "bookworm"

# The cloud kernel has every storage module, and none of the drivers of real hardware.
_SYSTEM = (
    "linux-image-cloud-amd64", "systemd-sysv", "udev", "kmod", "dbus", "iproute2", "procps",
    "initramfs-tools", "zstd", "e2fsprogs", "util-linux", "psmisc", "sudo", "strace",
    "python3", "python3-venv",
)  # fmt: skip
_STORAGE = (
    "open-iscsi", "nvme-cli", "multipath-tools", "kpartx", "sg3-utils", "lsscsi", "sysfsutils",
    "lvm2", "dmsetup", "thin-provisioning-tools", "cryptsetup-bin", "qemu-utils",
    "nfs-common", "nfs-kernel-server", "xfsprogs",
)  # fmt: skip

_CEPH = ("ceph-mon", "ceph-osd", "ceph-common")

PACKAGES = (*_SYSTEM, *_STORAGE, *_CEPH)

ENABLED = ("lab-agent.service", "lab-network.service", "iscsid.socket", "multipathd.service")
# Started by the tests that want them.
DISABLED = (
    "nfs-server.service", "nfs-client.target", "rpcbind.service", "rpcbind.socket",
    "remote-fs.target", "open-iscsi.service",
)  # fmt: skip
# What would only take time, or change the machine under a test.
MASKED = (
    "apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer",
    "e2scrub_reap.service", "fstrim.timer", "getty@tty1.service", "serial-getty@ttyS0.service",
    "nvmf-autoconnect.service", "lvm2-monitor.service", "blk-availability.service",
    "systemd-update-utmp.service", "systemd-random-seed.service", "systemd-timesyncd.service",
    "modprobe@drm.service", "modprobe@fuse.service", "rpc-statd-notify.service",
    "nfs-blkmap.service", "networking.service", "systemd-logind.service", "sysfsutils.service",
    "ceph-crash.service", "ceph.target", "ceph-mon.target", "ceph-osd.target",
    "systemd-binfmt.service", "proc-sys-fs-binfmt_misc.automount", "systemd-user-sessions.service",
)  # fmt: skip

# What dpkg leaves out.
NOT_UNPACKED = tuple(f"/usr/share/{folder}/*" for folder in ("man", "doc", "locale", "info"))
