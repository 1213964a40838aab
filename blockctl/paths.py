"""Where blockctl keeps things: root's in the system's folders, a user's own in theirs.

``BLOCKCTL_STATE_DIR``, ``BLOCKCTL_RUNTIME_DIR`` and ``BLOCKCTL_CACHE_DIR`` override each.
Importing this module is cheap; it touches no file until a function is called.
"""

import os
from collections.abc import Mapping
from pathlib import Path


def _folder(env: Mapping[str, str], variable: str, root: str, xdg: str, fallback: str) -> Path:
    if override := env.get(variable):
        return Path(override).absolute()
    if os.geteuid() == 0:
        return Path(root)
    base = env.get(xdg, "")
    # The XDG specification says that a relative path there must be ignored.
    return (Path(base) if base.startswith("/") else Path(fallback).expanduser()) / "blockctl"


def state_dir(env: Mapping[str, str] = os.environ) -> Path:
    """The folder of what must survive a reboot: the ledger and the standalone service."""
    return _folder(
        env, "BLOCKCTL_STATE_DIR", "/var/lib/blockctl", "XDG_STATE_HOME", "~/.local/state"
    )


def runtime_dir(env: Mapping[str, str] = os.environ) -> Path:
    """The folder of what must not survive a reboot: locks, links, pid files."""
    fallback = f"/tmp/blockctl-{os.geteuid()}"
    return _folder(env, "BLOCKCTL_RUNTIME_DIR", "/run/blockctl", "XDG_RUNTIME_DIR", fallback)


def cache_dir(env: Mapping[str, str] = os.environ) -> Path:
    """The folder of what can be thrown away: what was learned about endpoints."""
    return _folder(env, "BLOCKCTL_CACHE_DIR", "/var/cache/blockctl", "XDG_CACHE_HOME", "~/.cache")


def private_dir(path: Path) -> Path:
    """Create ``path`` and its parents if needed, readable by its owner only, and return it.

    Raises PermissionError when the folder belongs to someone else: what is put there
    could be replaced by them.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_uid != os.geteuid():
        raise PermissionError(f"{path} belongs to another user")
    return path
