"""Every transport with os-brick alone: connect, write, read back, extend, disconnect, nothing left.

These prove the bed: kernel targets and initiators that really carry data, and can be broken.
"""

from typing import Any

import pytest

from tests.lab.guest import Guest, GuestFailed
from tests.lab.inside import backing, brick, data, iscsi, network, nfs, nvme, remains, thin

UUID = "c0ffee00-0000-0000-0000-000000000001"
CHAP = ("lab-user", "a-secret-of-the-lab")
_MIB = 1024**2


def iscsi_multipath(guest: Guest) -> dict[str, Any]:
    device = guest.call(backing.create, "volume-1", 64)
    return guest.call(iscsi.create, "volume-1", device, network.IPV4)


def nvme_multipath(guest: Guest) -> dict[str, Any]:
    device = guest.call(backing.create, "volume-1", 64)
    return guest.call(nvme.create, UUID, device, network.IPV4)


MULTIPATH = {"iscsi": iscsi_multipath, "nvme": nvme_multipath}
REMOVE = {"iscsi": (iscsi.remove, "volume-1"), "nvme": (nvme.remove, UUID)}


def use(guest: Guest, connection: dict[str, Any], multipath: bool = False) -> None:
    """Connect, write, read back through another opening, disconnect; nothing may be left."""
    device = guest.call(brick.connect, connection, multipath)
    digest = guest.call(data.write, device["path"], 1, 8)
    assert guest.call(data.read, device["path"], 8) == digest
    guest.call(brick.disconnect, connection, device, multipath)
    assert guest.call(remains.found) == {}


def test_iscsi_with_chap(guest: Guest) -> None:
    device = guest.call(backing.create, "volume-1", 64)
    connection = guest.call(iscsi.create, "volume-1", device, network.IPV4[:1], CHAP)
    use(guest, connection)


def test_iscsi_with_a_wrong_password_leaves_nothing(guest: Guest) -> None:
    device = guest.call(backing.create, "volume-1", 64)
    connection = guest.call(iscsi.create, "volume-1", device, network.IPV4[:1], CHAP)
    connection["data"]["auth_password"] = "not-the-secret"
    with pytest.raises(GuestFailed, match="VolumeDeviceNotFound"):
        guest.call(brick.connect, connection)
    guest.call(brick.disconnect, connection, None)
    assert guest.call(remains.found) == {}


def test_iscsi_over_ipv6(guest: Guest) -> None:
    device = guest.call(backing.create, "volume-1", 64)
    use(guest, guest.call(iscsi.create, "volume-1", device, network.IPV6[:1]))


def test_nvme_over_tcp(guest: Guest) -> None:
    device = guest.call(backing.create, "volume-1", 64)
    use(guest, guest.call(nvme.create, UUID, device, network.IPV4[:1]))


def test_nvme_over_ipv6(guest: Guest) -> None:
    device = guest.call(backing.create, "volume-1", 64)
    use(guest, guest.call(nvme.create, UUID, device, network.IPV6))


@pytest.mark.parametrize("transport", MULTIPATH)
def test_a_target_goes_away_and_can_still_be_detached(guest: Guest, transport: str) -> None:
    connection = MULTIPATH[transport](guest)
    device = guest.call(brick.connect, connection, multipath=True)
    guest.run(["udevadm", "settle"])  # what udev still reads holds the map, and os-brick fails
    remove, name = REMOVE[transport]
    guest.call(remove, name)
    guest.call(brick.disconnect, connection, device, multipath=True)
    assert guest.call(remains.found) == {}


def test_iscsi_grows_in_use(guest: Guest) -> None:
    connection = iscsi_multipath(guest)
    device = guest.call(brick.connect, connection, multipath=True)
    guest.call(backing.grow, "volume-1", 128)
    assert guest.call(brick.extend, connection, device, multipath=True) == 128 * _MIB
    assert guest.call(data.size, device["path"]) == 128 * _MIB


def test_nvme_grows_in_use(guest: Guest) -> None:
    connection = nvme_multipath(guest)
    device = guest.call(brick.connect, connection, multipath=True)
    guest.call(backing.grow, "volume-1", 128)
    guest.call(nvme.resized, UUID)
    assert guest.call(brick.extend, connection, device, multipath=True) == 128 * _MIB
    assert guest.call(data.size, device["path"]) == 128 * _MIB


def test_nfs_through_a_loop_device(guest: Guest) -> None:
    connection = guest.call(nfs.create, "volume-1", 64)
    file = guest.call(brick.connect, connection)["path"]
    loop = guest.run(["losetup", "--find", "--show", "--direct-io=on", file]).out.strip()
    digest = guest.call(data.write, loop, 1, 8)
    guest.run(["losetup", "--detach", loop])
    assert guest.call(data.read, file, 8) == digest
    guest.call(brick.disconnect, connection, {"type": "nfs", "path": file})
    left = guest.call(remains.found)
    assert list(left) == ["mounts"]  # os-brick never unmounts
    guest.run(["umount", *left["mounts"]])
    guest.call(nfs.remove)
    assert guest.call(remains.found) == {}


def test_a_thin_logical_volume_as_a_local_device(guest: Guest) -> None:
    loop = guest.call(thin.create, "lab-thin", 256)
    made = ["lvcreate", "-qq", "--virtualsize", "64m", "--thinpool", "lab-thin/lab-thin-pool"]
    guest.run([*made, "--name", "volume-1"])
    path = "/dev/lab-thin/volume-1"
    connection = {"driver_volume_type": "local", "data": {"device_path": path}}
    device = guest.call(brick.connect, connection)
    digest = guest.call(data.write, device["path"], 1, 8)
    assert guest.call(data.read, path, 8) == digest
    guest.call(brick.disconnect, connection, device)
    guest.call(thin.remove, "lab-thin", loop)
    assert guest.call(remains.found) == {}
