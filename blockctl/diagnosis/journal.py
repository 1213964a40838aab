"""What ``volume repair`` did, one JSON object a line, in a file that only its owner can read."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from blockctl.diagnosis.diagnose import Diagnosis
from blockctl.errors import BlockctlError
from blockctl.paths import private_dir, state_dir


def path() -> Path:
    """Where it is."""
    return state_dir() / "repairs.jsonl"


def write(found: Diagnosis, endpoint: str, outcome: str) -> None:
    """Add one line, synced to disk: ``outcome`` is begun, done, or why it failed.

    Raises BlockctlError when it cannot.
    """
    line: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cloud": endpoint,
        **{key: value for key, value in found.as_data().items() if key in _KEPT},
        "deed": found.rule.deed if found.rule else None,
        "outcome": outcome,
    }
    try:
        _append(json.dumps(line))
    except OSError as refused:
        raise BlockctlError(
            f"{path()} cannot be written, where repairs are recorded: {refused.strerror}.",
            "Repair only where it can: it may be asked for later what was done.",
        ) from refused


def _append(text: str) -> None:
    private_dir(state_dir())
    handle = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    try:
        os.fchmod(handle, 0o600)
        os.write(handle, f"{text}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


_KEPT = ("id", "name", "project_id", "status", "cause", "says", "sure", "remedy", "evidence")
