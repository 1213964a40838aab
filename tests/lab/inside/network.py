"""The two storage networks: what the paths to a target go through, and how they fail."""

from tests.lab.inside.shell import run

# The address of each, as in rootfs/etc/lab/storage1 and storage2.
IPV4 = ("192.168.51.1", "192.168.52.1")
IPV6 = ("fd51::1", "fd52::1")


def fail(network: int) -> None:
    """Take storage network 1 or 2 down, as a pulled cable does."""
    run("ip", "link", "set", f"storage{network}", "down")
    # The kernel itself would answer for an address of its own, though its link is down.
    run("ip", "address", "flush", "dev", f"storage{network}")


def mend(network: int) -> None:
    """Bring storage network 1 or 2 back as it was."""
    run("ip", "-batch", f"/etc/lab/storage{network}")
