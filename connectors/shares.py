"""The file systems of shares that os-brick mounts for us, and never unmounts."""

from pathlib import Path

from blockctl.connectors.connection import Connection
from blockctl.connectors.holders import mounts_in
from blockctl.connectors.programs import ended
from blockctl.connectors.transports import SHARES
from blockctl.errors import LocalFailed
from blockctl.paths import private_dir, runtime_dir


def mount_base() -> str:
    """The folder below which shares are mounted, for us alone. Raises LocalFailed."""
    try:
        return str(private_dir(runtime_dir() / "shares"))
    except OSError as trouble:
        raise LocalFailed(f"There is no folder to mount shares in: {trouble}.") from trouble


def leave(connection: Connection) -> None:
    """Unmount the share of a connection, unless something on it is still in use.

    Raises LocalFailed without the program.
    """
    if connection.transport not in SHARES:
        return
    base = Path(mount_base())
    mountinfo = Path("/proc/self/mountinfo").read_text(errors="surrogateescape")
    for _, source, place in mounts_in(mountinfo):
        is_its = source == connection.data.get("export") and base in Path(place).parents
        if is_its and ended(["umount", place]).returncode == 0:
            Path(place).rmdir()
