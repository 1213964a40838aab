"""What blockctl attaches in the lab: each transport, with a volume of its own offered over it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.lab.guest import Guest
from tests.lab.inside import backing, ceph, iscsi, network, nfs, nvme, thin

UUID = "c0ffee00-0000-0000-0000-000000000001"
CHAP = ("lab-user", "a-secret-of-the-lab")
KEY = "/root/key"
# cryptsetup's default for LUKS2.
_LUKS_HEADER = 16


@dataclass(frozen=True)
class Transport:
    """``offer`` makes a volume of 64 MiB and returns its connection; ``grow`` makes it 128 MiB;
    ``withdraw`` ends what ``offer`` made, where that would be taken for something left;
    ``overhead`` are the MiB that the device has less than the volume; ``bed`` is the fixture with
    the guest that it takes.
    """

    offer: Callable[[Guest], dict[str, Any]]
    grow: Callable[[Guest], None]
    withdraw: Callable[[Guest], None] = lambda guest: None
    options: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    overhead: int = 0
    bed: str = "guest"


def _iscsi(*addresses: str, chap: tuple[str, str] | None = None) -> Callable[..., dict[str, Any]]:
    def offer(guest: Guest) -> dict[str, Any]:
        device = guest.call(backing.create, "volume-1", 64)
        return guest.call(iscsi.create, "volume-1", device, addresses, chap)

    return offer


def _nvme(*addresses: str) -> Callable[..., dict[str, Any]]:
    def offer(guest: Guest) -> dict[str, Any]:
        device = guest.call(backing.create, "volume-1", 64)
        return guest.call(nvme.create, UUID, device, addresses)

    return offer


def _nfs(guest: Guest) -> dict[str, Any]:
    connection = guest.call(nfs.create, "volume-1", 64)
    return {name: connection[name] for name in ("driver_volume_type", "data")}


def _file(guest: Guest) -> dict[str, Any]:
    guest.run(["truncate", "--size=64M", "/root/volume-1"])
    return {"driver_volume_type": "file", "data": {"path": "/root/volume-1"}}


def _thin(guest: Guest) -> dict[str, Any]:
    loop = guest.call(thin.create, "lab-thin", 256)
    made = ["lvcreate", "-qq", "--virtualsize", "64m", "--thinpool", "lab-thin/lab-thin-pool"]
    guest.run([*made, "--name", "volume-1"])
    guest.run(["sh", "-c", f"echo {loop} > /run/lab-thin-loop"])
    return {"driver_volume_type": "local", "data": {"device_path": "/dev/lab-thin/volume-1"}}


def _thin_gone(guest: Guest) -> None:
    loop = guest.run(["cat", "/run/lab-thin-loop"]).out.strip()
    guest.call(thin.remove, "lab-thin", loop)


def _rbd(guest: Guest) -> dict[str, Any]:
    return guest.call(ceph.create, "volume-1", 64)


def _grow_rbd(guest: Guest) -> None:
    guest.call(ceph.grow, "volume-1", 128)


def _grow_backing(guest: Guest) -> None:
    guest.call(backing.grow, "volume-1", 128)


def _grow_nvme(guest: Guest) -> None:
    _grow_backing(guest)
    guest.call(nvme.resized, UUID)


def _resize(path: str) -> Callable[[Guest], None]:
    def grow(guest: Guest) -> None:
        guest.run(["truncate", "--size=128M", path])

    return grow


def _grow_thin(guest: Guest) -> None:
    guest.run(["lvextend", "-qq", "--size", "128m", "lab-thin/volume-1"])


MULTIPATH = ("--multipath",)
ENCRYPTED = ("--key-file", KEY)
TRANSPORTS: Mapping[str, Transport] = {
    "iscsi": Transport(_iscsi(network.IPV4[0], chap=CHAP), _grow_backing),
    "iscsi, encrypted": Transport(
        _iscsi(network.IPV4[0]),
        _grow_backing,
        options=ENCRYPTED,
        layers=("luks",),
        overhead=_LUKS_HEADER,
    ),
    "iscsi over IPv6": Transport(_iscsi(network.IPV6[0]), _grow_backing),
    "iscsi multipath": Transport(_iscsi(*network.IPV4), _grow_backing, options=MULTIPATH),
    "nvme": Transport(_nvme(network.IPV4[0]), _grow_nvme),
    "nvme multipath": Transport(_nvme(*network.IPV4), _grow_nvme, options=MULTIPATH),
    "rbd": Transport(_rbd, _grow_rbd, bed="ceph"),
    "nfs": Transport(
        _nfs, _resize("/srv/nfs/volume-1"), lambda guest: guest.call(nfs.remove), layers=("loop",)
    ),
    "file": Transport(_file, _resize("/root/volume-1"), layers=("loop",)),
    "local": Transport(_thin, _grow_thin, _thin_gone),
}
