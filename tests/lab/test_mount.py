"""File systems on what is attached over kernel targets: made, mounted, grown, killed, rebooted."""

import pytest

from tests.lab.guest import Guest
from tests.lab.inside import backing, iscsi, network, remains
from tests.lab.lab import Lab
from tests.lab.local import (
    FILE,
    allow_faults,
    assert_nothing_is_left,
    each,
    fail_all,
    kill_at,
    mend_all,
    offered,
    recovered,
    run,
    told,
)
from tests.lab.transports import MULTIPATH, TRANSPORTS

_MIB = 1024**2
_PLACE = "/srv/it"
_MOUNT = ("--mount", _PLACE)
# Made of targets that the reboot takes, before blockctl looks for them.
_TARGETS = "/root/targets.json"
_UNIT = f"""\
[Unit]
After=lab-network.service
Before=blockctl-restore.service

[Service]
Type=oneshot
ExecStart=/opt/lab/venv/bin/python -c \
"import rtslib_fb; rtslib_fb.RTSRoot().restore_from_file('{_TARGETS}')"

[Install]
WantedBy=multi-user.target
"""


def mounted(guest: Guest) -> str:
    """What is mounted there; nothing when nothing is."""
    done = guest.run(["findmnt", "--noheadings", "--output", "SOURCE", _PLACE], check=False)
    return done.out.strip()


def size_inside(guest: Guest) -> int:
    """The bytes of the file system that is mounted there."""
    return int(guest.run(["findmnt", "--noheadings", "--bytes", "--output", "SIZE", _PLACE]).out)


@pytest.fixture
def place(guest: Guest) -> Guest:
    """The guest, with a folder to mount on, and a file to be written there."""
    guest.run(["mkdir", _PLACE])
    guest.run(["dd", "if=/dev/urandom", "of=/root/kept", "bs=1M", "count=4"])
    return guest


def write(guest: Guest) -> None:
    guest.run(["cp", "/root/kept", f"{_PLACE}/kept"])


def assert_kept(guest: Guest) -> None:
    guest.run(["cmp", "/root/kept", f"{_PLACE}/kept"])


@each(("iscsi, encrypted", "nvme"), "file system", "leftovers")
def test_a_file_system_is_made_grown_and_kept(place: Guest, name: str) -> None:
    transport = TRANSPORTS[name]
    offered(place, transport)
    attach = ("local", "attach", FILE, *transport.options, *_MOUNT)
    run(place, *attach, "--mkfs", "ext4").check()
    write(place)
    before = size_inside(place)
    transport.grow(place)
    run(place, "local", "extend", "--file-system", FILE).check()
    assert size_inside(place) > before
    run(place, "local", "detach", FILE).check()
    assert not mounted(place)
    run(place, *attach).check()
    assert_kept(place)
    run(place, "local", "detach", FILE).check()
    assert_nothing_is_left(place, transport)


@pytest.mark.proves("iscsi multipath", "file system", "leftovers")
def test_xfs_is_made_grown_and_kept(place: Guest) -> None:
    device = place.call(backing.create, "volume-1", 320)
    place.write(FILE, place.call(iscsi.create, "volume-1", device, network.IPV4))
    attach = ("local", "attach", FILE, *MULTIPATH, *_MOUNT)
    run(place, *attach, "--mkfs", "xfs").check()
    write(place)
    before = size_inside(place)
    place.call(backing.grow, "volume-1", 512)
    run(place, "local", "extend", "--file-system", FILE).check()
    assert size_inside(place) - before > 150 * _MIB
    run(place, "local", "detach", FILE).check()
    run(place, *attach).check()
    assert_kept(place)
    run(place, "local", "detach", FILE).check()
    assert place.call(remains.found) == {}


@pytest.mark.proves("iscsi multipath", "file system", "attach killed", "recover", "leftovers")
@pytest.mark.parametrize("step", ["mkfs", "mount"])
def test_an_attach_killed_at_a_file_system_is_undone(place: Guest, step: str) -> None:
    transport = TRANSPORTS["iscsi multipath"]
    offered(place, transport)
    allow_faults(place)
    attach = ("local", "attach", FILE, *MULTIPATH, *_MOUNT)
    for when in ("before", "after"):
        kill_at(place, f"attach-{step}-{when}", *attach, "--mkfs", "ext4")
        assert recovered(place) == "undone"
        assert not mounted(place)
        assert place.call(remains.found) == {}
    run(place, *attach, "--mkfs", "ext4").check()
    write(place)
    run(place, "local", "detach", FILE).check()
    assert_nothing_is_left(place, transport)


@pytest.mark.proves("nvme multipath", "file system", "detach killed", "recover", "leftovers")
def test_a_detach_killed_at_unmounting_is_finished(place: Guest) -> None:
    transport = TRANSPORTS["nvme multipath"]
    offered(place, transport)
    allow_faults(place)
    attach = ("local", "attach", FILE, *MULTIPATH, *_MOUNT)
    run(place, *attach, "--mkfs", "ext4").check()
    write(place)
    for when in ("before", "after"):
        kill_at(place, f"detach-unmount-{when}", "local", "detach", FILE)
        assert recovered(place) == "finished"
        assert not mounted(place)
        run(place, *attach).check()
        assert_kept(place)
    run(place, "local", "detach", FILE).check()
    assert_nothing_is_left(place, transport)


@pytest.mark.proves("iscsi multipath", "file system", "extend killed", "recover", "leftovers")
def test_growing_a_file_system_killed_is_finished(place: Guest) -> None:
    transport = TRANSPORTS["iscsi multipath"]
    offered(place, transport)
    allow_faults(place)
    run(place, "local", "attach", FILE, *MULTIPATH, *_MOUNT, "--mkfs", "ext4").check()
    write(place)
    before = size_inside(place)
    transport.grow(place)
    for when in ("before", "after"):
        kill_at(place, f"extend-file-system-{when}", "local", "extend", "--file-system", FILE)
        assert recovered(place) == "finished"
        assert size_inside(place) > before
    assert_kept(place)
    run(place, "local", "detach", FILE).check()
    assert_nothing_is_left(place, transport)


@pytest.mark.proves("iscsi", "file system", "target dead", "leftovers")
def test_what_cannot_be_written_is_not_unmounted_without_force(place: Guest) -> None:
    transport = TRANSPORTS["iscsi"]
    offered(place, transport)
    run(place, "local", "attach", FILE, *_MOUNT, "--mkfs", "ext4").check()
    # What the kernel waits for is the same with two minutes.
    place.run(["sh", "-c", "echo 5 > /sys/class/iscsi_session/session1/recovery_tmo"])
    write(place)
    fail_all(place)
    refused = run(place, "local", "detach", FILE)
    assert refused.status == 8
    assert "blockctl local detach --force" in refused.err
    assert mounted(place)
    run(place, "local", "detach", "--force", FILE).check()
    assert not mounted(place)
    assert told(place, "local", "list") == []
    assert place.call(remains.found) == {}
    mend_all(place)


@each(("file", "iscsi multipath"), "file system", "reboot", "leftovers")
def test_what_is_persistent_is_mounted_after_the_next_boot(
    place: Guest, lab: Lab, name: str
) -> None:
    transport = TRANSPORTS[name]
    offered(place, transport)
    run(place, "local", "enable").check()
    how = (*transport.options, "--persistent", *_MOUNT, "--mkfs", "ext4")
    run(place, "local", "attach", FILE, *how).check()
    write(place)
    if name == "file":
        lab.reboot()
    else:
        # An orderly end waits for minutes for the target that it has taken from itself.
        targets_at_boot(place)
        lab.power_cut()
    guest = lab.guest
    guest.run(["systemctl", "start", "blockctl-restore.service"])
    [row] = told(guest, "local", "list")
    assert row["State"] == f"attached, mounted on {_PLACE}"
    assert_kept(guest)
    run(guest, "local", "detach", FILE).check()
    assert guest.call(remains.found) == {}


def targets_at_boot(guest: Guest) -> None:
    """Have the kernel's targets, which no boot outlives, made again before blockctl looks."""
    guest.run(["tee", "/etc/systemd/system/lab-targets.service"], given=_UNIT.encode())
    guest.run(["systemctl", "enable", "lab-targets.service"])
    guest.call(iscsi.keep, _TARGETS)
    guest.run(["sync"])
