"""The host that is examined: its files, processes, programs and kernel, below a root folder."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from blockctl.errors import NotAllowed

# Where tools of administrators are even when a user's PATH lacks them.
_TOOL_FOLDERS = ("usr/local/sbin", "usr/local/bin", "usr/sbin", "usr/bin", "sbin", "bin")


@dataclass(frozen=True)
class Process:
    """A running program: ``words`` are its command line."""

    pid: int
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Host:
    """Reads below ``root``; paths are given relative to it."""

    root: Path = Path("/")

    def text(self, path: str) -> str | None:
        """What the file holds, stripped; None where there is none.

        Raises NotAllowed when this user may not read it.
        """
        try:
            return (self.root / path).read_text(encoding="utf-8", errors="replace").strip()
        except PermissionError as refused:
            raise NotAllowed(f"/{path} cannot be read by this user") from refused
        except OSError:
            return None

    def exists(self, path: str) -> bool:
        """Whether there is something at ``path``."""
        return os.path.lexists(self.root / path)

    def glob(self, pattern: str) -> list[Path]:
        """What matches, sorted; empty also where that cannot be seen."""
        try:
            return sorted(self.root.glob(pattern))
        except OSError:
            return []

    def tool(self, name: str) -> str | None:
        """Where this program is; None if it is not installed."""
        folders = (*os.environ.get("PATH", "").split(os.pathsep), *_TOOL_FOLDERS)
        for folder in dict.fromkeys(each.lstrip("/") for each in folders if each):
            if os.access(self.root / folder / name, os.X_OK):
                return f"/{folder}/{name}"
        return None

    @cached_property
    def processes(self) -> tuple[Process, ...]:
        """What runs. Some systems hide other users' processes (hidepid) from all but root."""
        return tuple(self._processes())

    @cached_property
    def sockets(self) -> frozenset[str]:
        """The names of Unix sockets; abstract ones begin with ``@``."""
        table = self.text("proc/net/unix") or ""
        rows = (line.split(maxsplit=7) for line in table.splitlines()[1:])
        return frozenset(row[7] for row in rows if len(row) > 7)

    @cached_property
    def kernel(self) -> str:
        """The release of the running kernel."""
        return self.text("proc/sys/kernel/osrelease") or os.uname().release

    def _processes(self) -> Iterator[Process]:
        for folder in self.glob("proc/[0-9]*"):
            try:
                name = (folder / "comm").read_text(errors="replace").strip()
                line = (folder / "cmdline").read_text(errors="replace")
            except OSError:
                continue  # it ended meanwhile, or is hidden
            yield Process(int(folder.name), name, tuple(line.split("\0")))
