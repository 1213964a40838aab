"""Small facts kept between runs in one owner-only JSON file: what was learned about endpoints.

Losing it costs a request; so every trouble with it is met by going on without it.
"""

import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from blockctl.paths import cache_dir, private_dir


class Cache:
    """A dictionary on disk whose entries are forgotten after ``lifetime`` seconds."""

    def __init__(self, name: str, lifetime: float, folder: Path | None = None) -> None:
        self._path = (folder or cache_dir()) / f"{name}.json"
        self._lifetime = lifetime

    def get(self, key: str) -> Any:
        """The value kept under ``key``, or None when there is none, or none fresh enough."""
        entry = self._read().get(key)
        if isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], int | float):
            kept_at, value = entry
            if 0 <= time.time() - kept_at < self._lifetime:
                return value
        return None

    def put(self, key: str, value: Any) -> None:
        """Keep ``value`` (anything JSON can hold) under ``key``; None forgets it."""
        entries = self._read()
        entries.pop(key, None)
        if value is not None:
            entries[key] = [time.time(), value]
        try:
            self._write(entries)
        except OSError:
            return

    def _read(self) -> dict[str, Any]:
        try:
            with self._path.open(encoding="utf-8") as file:
                status = os.fstat(file.fileno())
                # Another user's words must not decide how we speak to a server.
                if status.st_uid != os.geteuid() or status.st_mode & 0o077:
                    return {}
                entries = json.load(file)
        except (OSError, ValueError):
            return {}
        return entries if isinstance(entries, dict) else {}

    def _write(self, entries: dict[str, Any]) -> None:
        folder = private_dir(self._path.parent)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=self._path.name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(entries, file)
            os.replace(temporary, self._path)
        except BaseException:
            os.unlink(temporary)
            raise
