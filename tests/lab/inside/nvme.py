"""NVMe/TCP targets of the kernel, through configfs (Documentation of the kernel: nvmet)."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.lab.inside.shell import until

PORT = 4420
_PREFIX = "nqn.2014-08.org.nvmexpress:uuid:"
_ROOT = Path("/sys/kernel/config/nvmet")


def create(uuid: str, device: str, addresses: Sequence[str]) -> dict[str, Any]:
    """Export ``device`` as namespace 1 at every address; return the connection as Cinder gives it.

    With one address it has os-brick's older format, with several the newer.
    """
    nqn = _PREFIX + uuid
    subsystem = _ROOT / "subsystems" / nqn
    subsystem.mkdir()
    (subsystem / "attr_allow_any_host").write_text("1")
    _export(subsystem, 1, device, uuid)
    for address in addresses:
        (_port(address) / "subsystems" / nqn).symlink_to(subsystem)
    return {"driver_volume_type": "nvmeof", "data": _connection(uuid, nqn, addresses)}


def exchange(uuid: str, device: str, its_uuid: str) -> None:
    """Have the target's namespace 1 be another device, as storage that gives a number out again
    does.
    """
    subsystem = _ROOT / "subsystems" / (_PREFIX + uuid)
    _withdraw(subsystem / "namespaces" / "1")
    # A host that looks only once the other is there takes its own away, and does not look again
    # (nvme_validate_ns in the kernel's drivers/nvme/host/core.c).
    until(lambda: not any(_here(uuid)), 60)
    _export(subsystem, 1, device, its_uuid)


def add(uuid: str, device: str, its_uuid: str) -> None:
    """Have the target export another device too, as its namespace 2."""
    _export(_ROOT / "subsystems" / (_PREFIX + uuid), 2, device, its_uuid)


def resized(uuid: str) -> None:
    """Tell the hosts that are connected that the device behind it has another size."""
    space = _ROOT / "subsystems" / (_PREFIX + uuid) / "namespaces" / "1"
    (space / "revalidate_size").write_text("1")


def remove(uuid: str) -> None:
    """End the target, with the connections that it has."""
    nqn = _PREFIX + uuid
    for port in (_ROOT / "ports").iterdir():
        (port / "subsystems" / nqn).unlink(missing_ok=True)
        if not any((port / "subsystems").iterdir()):
            port.rmdir()
    subsystem = _ROOT / "subsystems" / nqn
    if subsystem.exists():
        for space in (subsystem / "namespaces").iterdir():
            _withdraw(space)
        subsystem.rmdir()


def names() -> list[str]:
    """The UUIDs of the targets that are there."""
    return [path.name.removeprefix(_PREFIX) for path in (_ROOT / "subsystems").iterdir()]


def _here(uuid: str) -> Iterator[bool]:
    for file in Path("/sys/block").glob("nvme*/uuid"):
        with suppress(OSError):
            yield file.read_text().strip() == uuid


def _export(subsystem: Path, number: int, device: str, uuid: str) -> None:
    space = subsystem / "namespaces" / str(number)
    space.mkdir()
    for attribute, value in (
        ("device_path", device), ("device_uuid", uuid), ("device_nguid", uuid), ("enable", "1"),
    ):  # fmt: skip
        (space / attribute).write_text(value)


def _withdraw(space: Path) -> None:
    (space / "enable").write_text("0")
    space.rmdir()


def _port(address: str) -> Path:
    """The listening port on ``address``, which all targets share."""
    ports = _ROOT / "ports"
    taken = {int(path.name): path for path in ports.iterdir()}
    for path in taken.values():
        if (path / "addr_traddr").read_text().strip() == address:
            return path
    port = ports / str(max(taken, default=0) + 1)
    port.mkdir()
    for attribute, value in (
        ("addr_adrfam", "ipv6" if ":" in address else "ipv4"),
        ("addr_trtype", "tcp"),
        ("addr_traddr", address),
        ("addr_trsvcid", str(PORT)),
    ):
        (port / attribute).write_text(value)
    return port


def _connection(uuid: str, nqn: str, addresses: Sequence[str]) -> dict[str, Any]:
    # A number as ns_id makes os-brick wait for 50 s and fail.
    shared = {"ns_id": "1", "access_mode": "rw", "encrypted": False}
    if len(addresses) == 1:
        older = {"target_portal": addresses[0], "target_port": PORT, "transport_type": "tcp"}
        return {"nqn": nqn, **older, **shared}
    portals = [[address, PORT, "tcp"] for address in addresses]
    newer = {"target_nqn": nqn, "vol_uuid": uuid, "portals": portals, "enforce_multipath": True}
    return {**newer, **shared}
