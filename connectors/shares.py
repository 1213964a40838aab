"""The file systems of shares that os-brick mounts for us, and never unmounts."""

import subprocess
from pathlib import Path

from blockctl.connectors.connection import Connection
from blockctl.connectors.transports import SHARES
from blockctl.errors import LocalFailed
from blockctl.paths import private_dir, runtime_dir


def mount_base() -> str:
    """The folder below which shares are mounted, for us alone. Raises LocalFailed."""
    try:
        return str(private_dir(runtime_dir() / "shares"))
    except OSError as trouble:
        raise LocalFailed(f"There is no folder to mount shares in: {trouble}.") from trouble


def leave(connection: Connection, file: str) -> None:
    """Unmount the share that ``file`` is on, unless something on it is still in use."""
    place = Path(file).parent
    if connection.transport not in SHARES or place.parent != Path(mount_base()):
        return
    subprocess.run(
        ["umount", str(place)], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if not place.is_mount():
        place.rmdir()
