"""Programs of this host that are run to their end, with nothing to read."""

import subprocess
from collections.abc import Sequence

from blockctl.errors import LocalFailed


def ended(
    command: Sequence[str], without: str = "", seconds: float | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run it, whatever its exit status, for at most ``seconds``. Raises LocalFailed when it is not
    installed (``without`` is what that means, as the end of the sentence), cannot be run, or does
    not end.
    """
    try:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
            check=False, timeout=seconds,
        )  # fmt: skip
    except FileNotFoundError:
        raise LocalFailed(f"{command[0]} is not installed{without}.") from None
    except (OSError, subprocess.TimeoutExpired) as trouble:
        raise LocalFailed(f"'{' '.join(command)}' did not work: {trouble}.") from trouble


def complaint(done: "subprocess.CompletedProcess[str]") -> list[str]:
    """The lines of what it said on stderr, or one with its exit status."""
    return done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
