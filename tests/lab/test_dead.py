"""Storage that fails: targets that are dead, paths that go and come back, and ones that lie."""

import signal

import pytest

from tests.lab.guest import Guest
from tests.lab.inside import backing, data, iscsi, network, paths, remains
from tests.lab.inside.command import blockctl
from tests.lab.local import (
    FILE,
    allow_faults,
    assert_nothing_is_left,
    attached,
    begin_and_stop,
    each,
    fail_all,
    mend_all,
    offered,
    run,
    told,
)
from tests.lab.transports import MULTIPATH, TRANSPORTS

_MIB = 1024**2
# How long the kernel's initiators take to give a path up, emulated on a busy machine.
_PATH_SECONDS = 600
# Of LIO, which takes 12 letters at least.
_DISCOVERY = ("finder", "another-secret-of-the-lab")


def wait_for_session(guest: Guest, state: str) -> None:
    look = f"until grep -q {state} /sys/class/iscsi_session/*/state; do sleep 1; done"
    guest.run(["sh", "-c", look])


@each(("iscsi", "iscsi multipath", "nvme", "nvme multipath"), "target dead", "leftovers")
def test_a_dead_target_is_told_and_detached_by_force(bed: Guest, name: str) -> None:
    transport = TRANSPORTS[name]
    offered(bed, transport)
    device = attached(bed, transport)
    digest = bed.call(data.write, device, 1, 8)
    transport.grow(bed)
    # Whoever waits for the kernel to give up waits longer than this test does.
    patience = "for each in /sys/class/iscsi_session/*/recovery_tmo; do echo 3600 > $each; done"
    if name == "iscsi":
        bed.run(["sh", "-c", patience])
    fail_all(bed)
    refused = run(bed, "local", "extend", FILE)
    assert refused.status == 8
    assert "No target answers at 192.168.51.1:" in refused.err
    run(bed, "local", "detach", "--force", FILE).check()
    assert told(bed, "local", "list") == []
    refused = run(bed, "local", "attach", FILE, *transport.options)
    assert refused.status == 8
    assert "No target answers at 192.168.51.1:" in refused.err
    assert told(bed, "local", "list") == []
    assert bed.call(remains.found) == {}
    mend_all(bed)
    device = attached(bed, transport)
    assert bed.call(data.size, device) == 128 * _MIB
    assert bed.call(data.read, device, 8) == digest
    run(bed, "local", "detach", FILE).check()
    assert_nothing_is_left(bed, transport)


# With which a multipath device keeps for ever what has no path.
_QUEUE = b"overrides {\n  no_path_retry queue\n}\n"
_NOTICED = "! grep -qE 'LOGGED_IN|live' /sys/class/iscsi_session/*/state /sys/class/nvme/*/state"


@pytest.mark.parametrize("is_noticed", [True, False], ids=["noticed", "not noticed yet"])
@each(
    ("iscsi", "iscsi multipath", "nvme", "nvme multipath"), "target dead", "leftovers",
    full=("iscsi", "nvme"),
)  # fmt: skip
def test_what_will_never_be_written_is_given_up_by_force(
    bed: Guest, name: str, is_noticed: bool
) -> None:
    transport = TRANSPORTS[name]
    bed.run(["tee", "-a", "/etc/multipath.conf"], given=_QUEUE)
    bed.run(["multipathd", "reconfigure"])
    offered(bed, transport)
    device = attached(bed, transport)
    # Nobody but the flush shall try to write it.
    bed.run(["sh", "-c", "echo 360000 | tee /proc/sys/vm/dirty_*_centisecs"])
    user = bed.begin(data.keep_unwritten, device, 4, "/run/keep-on")
    bed.run(["sh", "-c", "until test -e /run/keep-on; do sleep 0.1; done"])
    fail_all(bed)
    if is_noticed:
        bed.run(["sh", "-c", f"until {_NOTICED} 2>&1; do sleep 0.2; done"])
    run(bed, "local", "detach", "--force", FILE).check()
    assert told(bed, "local", "list") == []
    bed.run(["rm", "/run/keep-on"])
    user.wait(60)
    bed.run(["udevadm", "settle"])
    assert_nothing_is_left(bed, transport)


def test_waiting_for_what_cannot_be_written_can_be_left(guest: Guest) -> None:
    transport = TRANSPORTS["iscsi multipath"]
    guest.run(["tee", "-a", "/etc/multipath.conf"], given=_QUEUE)
    guest.run(["multipathd", "reconfigure"])
    offered(guest, transport)
    attached(guest, transport)
    fail_all(guest)
    guest.run(["sh", "-c", f"until {_NOTICED} 2>&1; do sleep 0.2; done"])
    waiting = guest.begin(blockctl, ["local", "detach", FILE], {})
    guest.run(["sh", "-c", "until pgrep -x sync; do sleep 0.2; done"])
    # Long enough to be told what is waited for.
    guest.run(["sleep", "20"])
    for _ in range(2):
        guest.signal(waiting.pid, signal.SIGINT)
        guest.run(["sleep", "1"])
    left = waiting.wait(60)
    assert left.status == 130, left
    assert "does not answer. multipathd waits for it as no_path_retry" in left.err
    [row] = told(guest, "local", "list")
    assert row["State"] == "detaching, step 'flush' not finished"
    run(guest, "local", "detach", "--force", FILE).check()
    assert_nothing_is_left(guest, transport)


# os-brick tries over iSCSI for three minutes and more.
@each(
    ("iscsi", "iscsi multipath", "nvme multipath"), "target dead", "leftovers",
    full=("iscsi", "iscsi multipath"),
)  # fmt: skip
def test_a_target_that_dies_during_an_attach_leaves_nothing(bed: Guest, name: str) -> None:
    transport = TRANSPORTS[name]
    offered(bed, transport)
    allow_faults(bed)
    attaching = begin_and_stop(
        bed, "attach-connect-before", "local", "attach", FILE, *transport.options
    )
    fail_all(bed)
    bed.signal(attaching.pid, signal.SIGCONT)
    failed = attaching.wait(600)
    assert failed.status == 8, failed
    assert "Connecting over" in failed.err
    if name.startswith("iscsi"):  # NVMe's program gives up at once
        assert "takes long: No target answers at 192.168.51.1:" in failed.err
    assert_nothing_is_left(bed, transport)


@each(("iscsi multipath", "nvme multipath"), "path fails", "leftovers")
def test_a_path_fails_and_comes_back_under_writes(bed: Guest, name: str) -> None:
    transport, kind = TRANSPORTS[name], name.partition(" ")[0]
    offered(bed, transport)
    device = attached(bed, transport)
    bed.call(paths.wait, kind, good=2, seconds=_PATH_SECONDS)
    writing = bed.begin(data.write_on, device, flag="/run/keep-on")
    bed.run(["sh", "-c", "until test -e /run/keep-on; do sleep 0.1; done"])
    bed.call(network.fail, 2)
    bed.call(paths.wait, kind, good=1, seconds=_PATH_SECONDS)
    assert attached(bed, transport) == device, "it is the same device, by one path"
    assert "1 of 2 paths of /dev/" in run(bed, "local", "doctor").out
    bed.call(network.mend, 2)
    bed.call(paths.wait, kind, good=2, seconds=_PATH_SECONDS)
    bed.run(["rm", "/run/keep-on"])
    assert writing.wait(600).check().value["writes"] > 1
    run(bed, "local", "detach", FILE).check()
    assert_nothing_is_left(bed, transport)


# As os-brick leaves a session that was a moment late; and paths that were never had.
_NO_DISK = 'echo 1 > "$(echo /sys/class/iscsi_session/session2/device/target*/*/delete)"'
_NO_SESSION = "iscsiadm --mode session --sid 2 --logout"
_NO_CONTROLLER = "nvme disconnect --device nvme1"


@pytest.mark.parametrize(
    ("name", "losses"),
    [
        pytest.param(
            "iscsi multipath", (_NO_DISK, _NO_SESSION),
            marks=pytest.mark.proves("iscsi multipath", "path fails", "leftovers"),
        ),
        pytest.param(
            "nvme multipath", (_NO_CONTROLLER,),
            marks=pytest.mark.proves("nvme multipath", "path fails", "leftovers"),
        ),
    ],
)  # fmt: skip
def test_a_path_that_is_missing_is_told_and_taken_up_again(
    guest: Guest, name: str, losses: tuple[str, ...]
) -> None:
    transport, kind = TRANSPORTS[name], name.partition(" ")[0]
    offered(guest, transport)
    device = attached(guest, transport)
    guest.call(paths.wait, kind, good=2, seconds=_PATH_SECONDS)
    for lose in losses:
        guest.run(["sh", "-c", lose])
        guest.call(paths.wait, kind, good=1, seconds=_PATH_SECONDS)
        doctor = run(guest, "local", "doctor")
        assert doctor.status == 10
        assert "has no path by 192.168.5" in doctor.out
        assert attached(guest, transport) == device
        guest.call(paths.wait, kind, good=2, seconds=_PATH_SECONDS)
    run(guest, "local", "detach", FILE).check()
    assert_nothing_is_left(guest, transport)


def test_what_cannot_be_flushed_is_not_detached_without_force(guest: Guest) -> None:
    transport = TRANSPORTS["iscsi"]
    offered(guest, transport)
    device = attached(guest, transport)
    # What the kernel waits for is the same with two minutes.
    guest.run(["sh", "-c", "echo 5 > /sys/class/iscsi_session/session1/recovery_tmo"])
    guest.run(["dd", "if=/dev/zero", f"of={device}", "bs=1M", "count=8"])
    guest.call(network.fail, 1)
    wait_for_session(guest, "FAILED")
    refused = run(guest, "local", "detach", FILE)
    assert refused.status == 8
    assert "The iSCSI target at 192.168.51.1:3260 does not answer" in refused.err
    assert "blockctl local detach --force" in refused.err
    [row] = told(guest, "local", "list")
    assert row["Volume"] == FILE
    guest.call(network.mend, 1)
    wait_for_session(guest, "LOGGED")
    run(guest, "local", "detach", FILE).check()
    assert_nothing_is_left(guest, transport)


def test_paths_that_lead_to_different_disks_are_refused(guest: Guest) -> None:
    connections = []
    for number, address in enumerate(network.IPV4, start=1):
        device = guest.call(backing.create, f"volume-{number}", 64)
        connections.append(guest.call(iscsi.create, f"volume-{number}", device, [address]))
    first, second = (connection["data"] for connection in connections)
    for field in ("target_portal", "target_iqn", "target_lun"):
        first[f"{field}s"] = [first[field], second[field]]
    guest.write(FILE, connections[0])
    refused = run(guest, "local", "attach", FILE, *MULTIPATH)
    assert refused.status == 8
    assert "lead to different disks" in refused.err
    assert told(guest, "local", "list") == []
    assert guest.call(remains.found) == {}


# os-brick waits for multipathd, and then blockctl does.
@pytest.mark.full
@pytest.mark.parametrize("force", [(), ("--force",)], ids=["detached", "by force"])
def test_paths_of_which_no_device_is_made_are_told_and_detached(
    guest: Guest, force: tuple[str, ...]
) -> None:
    transport = TRANSPORTS["iscsi multipath"]
    offered(guest, transport)
    guest.run(["cp", "/etc/multipath.conf", "/root/multipath.conf"])
    guest.run(["tee", "-a", "/etc/multipath.conf"], given=b'blacklist {\n  devnode ".*"\n}\n')
    guest.run(["multipathd", "reconfigure"])
    attaching = run(guest, "local", "attach", FILE, *transport.options).check()
    assert "multipathd makes no one device of /dev/sd" in attaching.err
    assert "multipathd makes no one device of /dev/sd" in run(guest, "local", "doctor").out
    guest.run(["mv", "/root/multipath.conf", "/etc/multipath.conf"])
    guest.run(["multipathd", "reconfigure"])
    guest.run(["sh", "-c", "until ls /dev/mapper/3600*; do sleep 1; done"])
    assert "was made of all of them since" in run(guest, "local", "doctor").out
    done = run(guest, "local", "detach", *force, FILE).check()
    assert "the kernel keeps it" not in done.err
    assert_nothing_is_left(guest, transport)


@pytest.mark.parametrize("password", [_DISCOVERY[1], "not-the-secret"])
def test_discovery_asks_for_a_password(guest: Guest, password: str) -> None:
    device = guest.call(backing.create, "volume-1", 64)
    connection = guest.call(iscsi.create, "volume-1", device, network.IPV4)
    guest.call(iscsi.ask_at_discovery, _DISCOVERY)
    for field in ("target_portals", "target_iqns", "target_luns"):
        del connection["data"][field]
    connection["data"] |= {
        "discovery_auth_method": "CHAP",
        "discovery_auth_username": _DISCOVERY[0],
        "discovery_auth_password": password,
    }
    guest.write(FILE, connection)
    done = run(guest, "local", "attach", FILE, *MULTIPATH)
    if password == _DISCOVERY[1]:
        done.check()
        guest.call(paths.wait, "iscsi", good=2, seconds=_PATH_SECONDS)
        run(guest, "local", "detach", FILE).check()
    else:
        assert done.status == 8
        assert password not in done.out + done.err
    assert told(guest, "local", "list") == []
    assert guest.call(remains.found) == {}
