"""The record of the standalone service, service.json, and the proof that its process still runs.

The core reads it on every command without a cloud, so it imports the standard library only.
"""

import json
import os
import stat
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from blockctl.errors import BlockctlError, NotAllowed

NAME = "service.json"
DEFAULT_PORT = 8776


@dataclass(frozen=True)
class Service:
    """One run of the standalone service.

    ``started`` is the kernel's start time of process ``pid``, in clock ticks after the boot
    whose id is ``boot``; together they tell the process from a later one of the same number.
    """

    endpoint: str
    token: str = field(repr=False)
    pid: int
    started: int
    boot: str
    port: int
    version: str

    def is_running(self) -> bool:
        """Whether the very process that wrote this record is alive."""
        return boot_id() == self.boot and start_time(self.pid) == self.started

    def since(self) -> datetime:
        """When the process was started, in local time."""
        lines = Path("/proc/stat").read_text(encoding="ascii").splitlines()
        boot = next(int(line.split()[1]) for line in lines if line.startswith("btime "))
        started = boot + self.started / os.sysconf("SC_CLK_TCK")
        return datetime.fromtimestamp(started).astimezone()


def read(folder: Path) -> Service | None:
    """The record in the standalone folder, or None when there is none.

    Raises NotAllowed when it belongs to another user or others may read it (its token may
    then be theirs, or known to them), and BlockctlError when it is not such a record.
    """
    path = folder / NAME
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as refused:
        raise NotAllowed(f"{path} cannot be read: {os.strerror(refused.errno or 0)}.") from refused
    with open(descriptor, encoding="utf-8", errors="replace") as file:
        _refuse_foreign(path, os.fstat(descriptor))
        text = file.read()
    try:
        service = Service(**json.loads(text))
    except (ValueError, TypeError) as garbage:
        raise _damaged(path) from garbage
    if any(
        type(getattr(service, name)) is not kind for name, kind in Service.__annotations__.items()
    ):
        raise _damaged(path)
    return service


def as_text(service: Service) -> str:
    """The record as it is stored."""
    return json.dumps(asdict(service), indent=2) + "\n"


def remove(folder: Path) -> None:
    """Drop the record of a service that has ended."""
    (folder / NAME).unlink(missing_ok=True)


def start_time(pid: int) -> int | None:
    """The start time of a living process in clock ticks after boot (proc(5), field 22).

    None for a process that is gone or a zombie: it may wait long for a parent to reap it.
    """
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The second field, the command, is in parentheses and may hold spaces and parentheses.
    fields = text.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else int(fields[19])


def boot_id() -> str:
    """What the kernel calls this boot."""
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


def _refuse_foreign(path: Path, status: os.stat_result) -> None:
    if status.st_uid != os.geteuid():
        raise NotAllowed(f"{path} belongs to another user, so it is not used.")
    if not stat.S_ISREG(status.st_mode) or status.st_mode & 0o077:
        raise NotAllowed(
            f"{path} can be read by other users, so the token in it is not used.",
            f"Take their access away with: chmod 600 {path}",
        )


def _damaged(path: Path) -> BlockctlError:
    return BlockctlError(
        f"{path} is not a record of the standalone service.",
        "Remove it and start the service again with: blockctl standalone up",
    )
