"""udev: it opens each device that comes or changes, and makes its names under /dev/disk."""

import subprocess
from contextlib import suppress

_SECONDS = 10


def settle() -> None:
    """Wait until udev has nothing left to do, or for 10 seconds; at once where it does not run."""
    with suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(
            ["udevadm", "settle", f"--timeout={_SECONDS}"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=2 * _SECONDS,
            check=False,
        )
