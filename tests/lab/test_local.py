"""``blockctl local`` on every transport: attach, write, read, extend, detach, kill, recover."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.lab.guest import Done, Guest
from tests.lab.inside import backing, brick, ceph, data, iscsi, network, nfs, nvme, remains, thin
from tests.lab.inside.command import blockctl

UUID = "c0ffee00-0000-0000-0000-000000000001"
CHAP = ("lab-user", "a-secret-of-the-lab")
FILE = "/root/connection.json"
KEY = "/root/key"
# cryptsetup's default for LUKS2.
_LUKS_HEADER = 16
_MIB = 1024**2
_KILLED = -9


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
ATTACH = ("reserve", "export", "connect", "identify", "protect", "complete")
DETACH = ("flush", "disconnect", "give-back")
ALWAYS = ("iscsi multipath", "nvme multipath", "local")
DIFFERS = ("connect", "disconnect", "loop", "luks")


def run(guest: Guest, *arguments: str, fault: str = "") -> Done:
    """One command of blockctl, to its end."""
    env = {"BLOCKCTL_FAULT": fault} if fault else {}
    return guest.begin(blockctl, list(arguments), env).wait(240)


def told(guest: Guest, *arguments: str) -> Any:
    return json.loads(run(guest, *arguments, "-f", "json").check().out)


def offered(guest: Guest, transport: Transport) -> None:
    connection = json.dumps(transport.offer(guest)).encode()
    guest.run(["sh", "-c", f"umask 077; cat > {FILE}"], given=connection)
    guest.run(["sh", "-c", f"umask 077; cat > {KEY}"], given=bytes(range(32)))


def attached(guest: Guest, transport: Transport) -> str:
    path: str = told(guest, "local", "attach", FILE, *transport.options)["path"]
    return path


def allow_faults(guest: Guest) -> None:
    guest.run(["sh", "-c", "mkdir -p /var/lib/blockctl && touch /var/lib/blockctl/faults-allowed"])


def assert_nothing_is_left(guest: Guest, transport: Transport) -> None:
    assert told(guest, "local", "list") == []
    transport.withdraw(guest)
    assert guest.call(remains.found) == {}


@pytest.fixture
def bed(request: pytest.FixtureRequest, name: str) -> Guest:
    """The guest, with what the transport of the test takes."""
    guest: Guest = request.getfixturevalue(TRANSPORTS[name].bed)
    return guest


def _each(names: Iterable[str], *what: str) -> pytest.MarkDecorator:
    """A test of each of these transports, which proves all of ``what``."""
    return pytest.mark.parametrize(
        "name", [pytest.param(name, marks=pytest.mark.proves(name, *what)) for name in names]
    )


@_each(TRANSPORTS, "attach", "write", "read", "extend", "detach", "leftovers")
def test_attach_write_read_extend_detach(bed: Guest, name: str) -> None:
    transport = TRANSPORTS[name]
    offered(bed, transport)
    device = attached(bed, transport)
    assert attached(bed, transport) == device, "a second attach is the first"
    digest = bed.call(data.write, device, 1, 8)
    transport.grow(bed)
    grown = told(bed, "local", "extend", FILE)["size_bytes"]
    assert grown == (128 - transport.overhead) * _MIB
    run(bed, "local", "detach", FILE).check()
    device = attached(bed, transport)
    assert bed.call(data.read, device, 8) == digest
    run(bed, "local", "detach", device).check()
    assert_nothing_is_left(bed, transport)


def _points(operation: str, steps: tuple[str, ...]) -> list[Any]:
    """Each transport with the points before and after each step.

    On three every point is always killed at; on the others those around what differs between
    transports, and the rest only with --full.
    """
    return [
        pytest.param(
            name,
            point,
            id=f"{name}-{point}",
            marks=[
                pytest.mark.proves(name, f"{operation} killed", "recover", "leftovers"),
                *([] if name in ALWAYS or step in DIFFERS else [pytest.mark.full]),
            ],
        )
        for name, transport in TRANSPORTS.items()
        for step in (*steps, *(transport.layers if operation == "attach" else ()))
        for point in (f"{operation}-{step}-before", f"{operation}-{step}-after")
    ]


def kill_at(guest: Guest, point: str, *arguments: str) -> None:
    """Run a command that does not come further than this fault point."""
    assert run(guest, *arguments, fault=f"{point}=SIGKILL").status == _KILLED


def recovered(guest: Guest) -> str:
    """What ``local recover`` did to the one thing that was half done."""
    [row] = told(guest, "local", "recover")
    result: str = row["Result"]
    return result


@pytest.mark.parametrize(("name", "point"), _points("attach", ATTACH))
def test_an_attach_killed_at_each_step_is_undone(bed: Guest, name: str, point: str) -> None:
    transport = TRANSPORTS[name]
    offered(bed, transport)
    allow_faults(bed)
    kill_at(bed, point, "local", "attach", FILE, *transport.options)
    assert recovered(bed) == "undone"
    assert_nothing_is_left(bed, transport)


@pytest.mark.parametrize(("name", "point"), _points("detach", DETACH))
def test_a_detach_killed_at_each_step_is_finished(bed: Guest, name: str, point: str) -> None:
    transport = TRANSPORTS[name]
    offered(bed, transport)
    allow_faults(bed)
    device = attached(bed, transport)
    digest = bed.call(data.write, device, 1, 8)
    kill_at(bed, point, "local", "detach", FILE)
    assert recovered(bed) == "finished"
    assert bed.call(data.read, attached(bed, transport), 8) == digest
    run(bed, "local", "detach", FILE).check()
    assert_nothing_is_left(bed, transport)


@_each(TRANSPORTS, "extend killed", "recover", "leftovers")
def test_an_extend_killed_before_and_after_its_step_is_finished(bed: Guest, name: str) -> None:
    transport = TRANSPORTS[name]
    offered(bed, transport)
    allow_faults(bed)
    device = attached(bed, transport)
    digest = bed.call(data.write, device, 1, 8)
    transport.grow(bed)
    kill_at(bed, "extend-rescan-before", "local", "extend", FILE)
    kill_at(bed, "extend-rescan-after", "local", "recover")
    assert recovered(bed) == "finished"
    # What is in an encrypted device grows once its key is at hand.
    grown = told(bed, "local", "extend", FILE)["size_bytes"]
    assert grown == bed.call(data.size, device) == (128 - transport.overhead) * _MIB
    assert bed.call(data.read, device, 8) == digest
    run(bed, "local", "detach", FILE).check()
    assert_nothing_is_left(bed, transport)


@_each(TRANSPORTS, "recover killed", "recover", "leftovers")
def test_a_recover_killed_at_each_step_in_turn_is_carried_on(bed: Guest, name: str) -> None:
    transport = TRANSPORTS[name]
    offered(bed, transport)
    allow_faults(bed)
    kill_at(bed, "attach-complete-before", "local", "attach", FILE, *transport.options)
    for step in DETACH:
        for place in ("before", "after"):
            kill_at(bed, f"recover-{step}-{place}", "local", "recover")
    assert recovered(bed) in ("undone", "finished")
    assert_nothing_is_left(bed, transport)


def test_one_disk_with_two_claims_goes_with_the_last(guest: Guest) -> None:
    transport = TRANSPORTS["iscsi multipath"]
    offered(guest, transport)
    guest.run(["cp", FILE, "/root/again.json"])
    device = attached(guest, transport)
    digest = guest.call(data.write, device, 1, 8)
    again = told(guest, "local", "attach", "/root/again.json", *MULTIPATH)
    assert again["path"] == device
    run(guest, "local", "detach", FILE).check()
    assert guest.call(data.read, device, 8) == digest, "the other claim holds it"
    run(guest, "local", "detach", "/root/again.json").check()
    assert_nothing_is_left(guest, transport)


def test_a_disk_that_others_attached_is_not_touched(guest: Guest) -> None:
    connection = TRANSPORTS["nvme"].offer(guest)
    guest.run(["sh", "-c", f"umask 077; cat > {FILE}"], given=json.dumps(connection).encode())
    theirs = guest.call(brick.connect, connection)
    refused = run(guest, "local", "attach", FILE)
    assert refused.status == 5
    assert f"already as {theirs['path']}, which blockctl did not attach" in refused.err
    assert told(guest, "local", "list") == []
    guest.call(data.write, theirs["path"], 1, 1)
    guest.call(brick.disconnect, connection, theirs)


def test_what_has_data_is_not_formatted_to_be_encrypted(guest: Guest) -> None:
    transport = TRANSPORTS["iscsi"]
    offered(guest, transport)
    digest = guest.call(data.write, attached(guest, transport), 1, 8)
    run(guest, "local", "detach", FILE).check()
    refused = run(guest, "local", "attach", FILE, *ENCRYPTED)
    assert refused.status == 5
    assert "is to be opened as encrypted, and is not" in refused.err
    assert guest.call(remains.found) == {}
    assert guest.call(data.read, attached(guest, transport), 8) == digest


def test_another_key_opens_nothing_and_leaves_nothing(guest: Guest) -> None:
    offered(guest, TRANSPORTS["iscsi, encrypted"])
    device = attached(guest, TRANSPORTS["iscsi, encrypted"])
    digest = guest.call(data.write, device, 1, 8)
    run(guest, "local", "detach", FILE).check()
    guest.run(["sh", "-c", "umask 077; echo another > /root/another"])
    refused = run(guest, "local", "attach", FILE, "--key-file", "/root/another")
    assert refused.status == 8
    assert refused.err.startswith("The key does not open /dev/")
    assert guest.call(remains.found) == {}
    assert guest.call(data.read, attached(guest, TRANSPORTS["iscsi, encrypted"]), 8) == digest


# Seconds, on an emulated machine that is busy: os-brick alone takes 130 for one path of iSCSI.
_BOUNDED = 60


@_each(("iscsi", "iscsi multipath", "nvme", "nvme multipath"), "target dead", "leftovers")
def test_a_target_that_is_dead_is_detached_by_force_and_attached_once_it_is_back(
    guest: Guest, name: str
) -> None:
    transport = TRANSPORTS[name]
    offered(guest, transport)
    device = attached(guest, transport)
    digest = guest.call(data.write, device, 1, 8)
    for network_number in (1, 2):
        guest.call(network.fail, network_number)
    begun = guest.call(time.monotonic)
    run(guest, "local", "detach", "--force", FILE).check()
    assert guest.call(time.monotonic) - begun < _BOUNDED
    assert told(guest, "local", "list") == []
    refused = run(guest, "local", "attach", FILE, *transport.options)
    assert refused.status == 8
    assert "No target answers at 192.168.51.1:" in refused.err
    assert told(guest, "local", "list") == []
    assert guest.call(remains.found) == {}
    for network_number in (1, 2):
        guest.call(network.mend, network_number)
    assert guest.call(data.read, attached(guest, transport), 8) == digest
    run(guest, "local", "detach", FILE).check()
    assert_nothing_is_left(guest, transport)


def wait_for_session(guest: Guest, state: str) -> None:
    look = f"until grep -q {state} /sys/class/iscsi_session/*/state; do sleep 1; done"
    guest.run(["sh", "-c", look])


def test_what_cannot_be_flushed_is_not_detached_without_force(guest: Guest) -> None:
    transport = TRANSPORTS["iscsi"]
    offered(guest, transport)
    device = attached(guest, transport)
    # What the kernel waits for is the same with two minutes.
    guest.run(["sh", "-c", "echo 5 > /sys/class/iscsi_session/session1/recovery_tmo"])
    guest.run(["dd", "if=/dev/zero", f"of={device}", "bs=1M", "count=8"])
    guest.call(network.fail, 1)
    guest.run(
        ["sh", "-c", "until grep -q FAILED /sys/class/iscsi_session/*/state; do sleep 1; done"]
    )
    refused = run(guest, "local", "detach", FILE)
    assert refused.status == 8
    assert "The iSCSI target at 192.168.51.1:3260 does not answer" in refused.err
    assert "blockctl local detach --force" in refused.err
    [row] = told(guest, "local", "list")
    assert row["Volume"] == FILE
    guest.call(network.mend, 1)
    guest.run(
        ["sh", "-c", "until grep -q LOGGED /sys/class/iscsi_session/*/state; do sleep 1; done"]
    )
    run(guest, "local", "detach", FILE).check()
    assert_nothing_is_left(guest, transport)
