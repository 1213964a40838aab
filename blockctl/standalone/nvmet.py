"""NVMe/TCP targets of this host's kernel, through configfs (the kernel's nvmet; there is no package
of Debian's or PyPI's for it). A target is reachable on loopback, by the hosts that are let in.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

ROOT = Path("/sys/kernel/config/nvmet")
# The one namespace of each of our subsystems.
NAMESPACE = 1


def create(nqn: str, device: str, uuid: str, address: str, port: int) -> None:
    """Export ``device`` as a subsystem that lets nobody in yet; one that is there is completed.

    Raises OSError.
    """
    subsystem = _subsystem(nqn)
    subsystem.mkdir(exist_ok=True)
    (subsystem / "attr_allow_any_host").write_text("0")
    space = _namespace(nqn)
    space.mkdir(exist_ok=True)
    if (space / "enable").read_text().strip() == "0":
        for attribute, value in (("device_path", device), ("device_uuid", uuid), ("enable", "1")):
            (space / attribute).write_text(value)
    with suppress(FileExistsError):
        (_listener(address, port) / "subsystems" / nqn).symlink_to(subsystem)


def let_in(nqn: str, host_nqn: str) -> None:
    """Allow a host to connect. Raises OSError."""
    host = ROOT / "hosts" / host_nqn
    host.mkdir(exist_ok=True)
    with suppress(FileExistsError):
        (_allowed(nqn) / host_nqn).symlink_to(host)


def shut_out(nqn: str, host_nqn: str) -> None:
    """Allow it no longer. Raises OSError."""
    (_allowed(nqn) / host_nqn).unlink(missing_ok=True)
    with suppress(OSError):  # another subsystem lets it in, or it was never let in
        (ROOT / "hosts" / host_nqn).rmdir()


def resized(nqn: str) -> None:
    """Tell the hosts that are connected that the device has another size. Raises OSError."""
    (_namespace(nqn) / "revalidate_size").write_text("1")


def remove(nqn: str) -> None:
    """End a target, with the connections that it has; one that is not there is none. Raises
    OSError.
    """
    subsystem = _subsystem(nqn)
    if not subsystem.exists():
        return
    for listener in _listeners():
        link = listener / "subsystems" / nqn
        if link.is_symlink():
            link.unlink()
            with suppress(OSError):  # it has other subsystems
                listener.rmdir()
    for host in [each.name for each in _allowed(nqn).iterdir()]:
        shut_out(nqn, host)
    space = _namespace(nqn)
    if space.exists():
        (space / "enable").write_text("0")
        space.rmdir()
    subsystem.rmdir()


def exists(nqn: str) -> bool:
    """Whether there is a subsystem of this name."""
    return _subsystem(nqn).exists()


def _subsystem(nqn: str) -> Path:
    return ROOT / "subsystems" / nqn


def _namespace(nqn: str) -> Path:
    return _subsystem(nqn) / "namespaces" / str(NAMESPACE)


def _allowed(nqn: str) -> Path:
    return _subsystem(nqn) / "allowed_hosts"


def _listeners() -> Iterator[Path]:
    yield from (ROOT / "ports").iterdir()


def _listener(address: str, port: int) -> Path:
    """What listens on this address and port, which all subsystems may share."""
    numbers = set()
    for listener in _listeners():
        numbers.add(int(listener.name))
        where = [(listener / f"addr_{name}").read_text().strip() for name in ("traddr", "trsvcid")]
        if where == [address, str(port)]:
            return listener
    made = ROOT / "ports" / str(max(numbers, default=0) + 1)
    made.mkdir()
    for name, value in (
        ("adrfam", "ipv4"), ("trtype", "tcp"), ("traddr", address), ("trsvcid", str(port)),
    ):  # fmt: skip
        (made / f"addr_{name}").write_text(value)
    return made
