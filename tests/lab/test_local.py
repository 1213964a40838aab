"""``blockctl local`` on every transport: attach, write, read, extend, detach, kill, recover."""

import json
from typing import Any

import pytest

from tests.lab.guest import Guest
from tests.lab.inside import brick, data, remains
from tests.lab.inside import ceph as cluster
from tests.lab.inside.command import blockctl
from tests.lab.local import (
    FILE,
    allow_faults,
    assert_nothing_is_left,
    attached,
    each,
    kill_at,
    offered,
    recovered,
    run,
    told,
)
from tests.lab.transports import ENCRYPTED, MULTIPATH, TRANSPORTS

_MIB = 1024**2
ATTACH = ("reserve", "export", "connect", "identify", "protect", "complete")
DETACH = ("flush", "disconnect", "give-back")
ALWAYS = ("iscsi multipath", "nvme multipath", "local")
DIFFERS = ("connect", "disconnect", "loop", "luks")


@each(TRANSPORTS, "attach", "write", "read", "extend", "detach", "leftovers")
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


def _steps(operation: str, steps: tuple[str, ...]) -> list[Any]:
    """Each transport with each step, to be killed before and after.

    On three every step always is; on the others those that differ between transports, and the rest
    only with --full.
    """
    return [
        pytest.param(
            name,
            step,
            id=f"{name}-{step}",
            marks=[
                pytest.mark.proves(name, f"{operation} killed", "recover", "leftovers"),
                *([] if name in ALWAYS or step in DIFFERS else [pytest.mark.full]),
            ],
        )
        for name, transport in TRANSPORTS.items()
        for step in (*steps, *(transport.layers if operation == "attach" else ()))
    ]


@pytest.mark.parametrize(("name", "step"), _steps("attach", ATTACH))
def test_an_attach_killed_around_each_step_is_undone(bed: Guest, name: str, step: str) -> None:
    transport = TRANSPORTS[name]
    offered(bed, transport)
    allow_faults(bed)
    before = bed.call(remains.found)
    for point in (f"attach-{step}-before", f"attach-{step}-after"):
        kill_at(bed, point, "local", "attach", FILE, *transport.options)
        assert recovered(bed) == "undone", point
        assert bed.call(remains.found) == before, point
    assert_nothing_is_left(bed, transport)


@pytest.mark.parametrize(("name", "step"), _steps("detach", DETACH))
def test_a_detach_killed_around_each_step_is_finished(bed: Guest, name: str, step: str) -> None:
    transport = TRANSPORTS[name]
    offered(bed, transport)
    allow_faults(bed)
    digest = bed.call(data.write, attached(bed, transport), 1, 8)
    for point in (f"detach-{step}-before", f"detach-{step}-after"):
        kill_at(bed, point, "local", "detach", FILE)
        assert recovered(bed) == "finished", point
        assert bed.call(data.read, attached(bed, transport), 8) == digest, point
    run(bed, "local", "detach", FILE).check()
    assert_nothing_is_left(bed, transport)


@each(TRANSPORTS, "extend killed", "recover", "leftovers")
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


@each(TRANSPORTS, "recover killed", "recover", "leftovers")
def test_a_recover_killed_at_each_step_in_turn_is_carried_on(
    bed: Guest, name: str, pytestconfig: pytest.Config
) -> None:
    transport = TRANSPORTS[name]
    every = name in ALWAYS or pytestconfig.getoption("--full")
    offered(bed, transport)
    allow_faults(bed)
    kill_at(bed, "attach-complete-before", "local", "attach", FILE, *transport.options)
    for step in DETACH if every else ("disconnect",):
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
    guest.write(FILE, connection)
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


# As iscsiadm fails on a busy host, where it makes the records of several portals at once.
_FAILS_ONCE = b"""#!/bin/sh
case "$*" in *192.168.52.1*--op\\ new*)
    if mkdir /run/failed-once; then echo Failed. >&2; exit 1; fi;;
esac
exec /usr/sbin/iscsiadm "$@"
"""


def test_a_login_that_fails_once_costs_no_path(guest: Guest) -> None:
    transport = TRANSPORTS["iscsi multipath"]
    offered(guest, transport)
    guest.run(["tee", "/opt/lab/venv/bin/iscsiadm"], given=_FAILS_ONCE)
    guest.run(["chmod", "+x", "/opt/lab/venv/bin/iscsiadm"])
    done = run(guest, "local", "attach", FILE, *MULTIPATH).check()
    guest.run(["rmdir", "/run/failed-once"])
    assert "No path comes by" not in done.err
    assert len(guest.call(remains.found)["iSCSI sessions"]) == 2, "one for each path"
    run(guest, "local", "detach", FILE).check()
    assert_nothing_is_left(guest, transport)


def test_two_processes_at_once_attach_once(guest: Guest) -> None:
    transport = TRANSPORTS["iscsi multipath"]
    offered(guest, transport)
    both = [
        guest.begin(blockctl, ["local", "attach", FILE, *MULTIPATH, "-f", "json"], {})
        for _ in range(2)
    ]
    first, second = (json.loads(running.wait(600).check().out)["path"] for running in both)
    assert first == second
    assert len(told(guest, "local", "list")) == 1
    assert len(guest.call(remains.found)["iSCSI sessions"]) == 2, "one for each path"
    run(guest, "local", "detach", FILE).check()
    assert_nothing_is_left(guest, transport)


def test_an_image_of_the_same_name_in_another_pool_stays(ceph: Guest) -> None:
    offered(ceph, TRANSPORTS["rbd"])
    theirs = ceph.call(cluster.create, "volume-1", 64, cluster.OTHER_POOL)
    ceph.write("/root/theirs.json", theirs)
    first = told(ceph, "local", "attach", "/root/theirs.json")["path"]
    digest = ceph.call(data.write, first, 1, 8)
    second = attached(ceph, TRANSPORTS["rbd"])
    assert second != first
    run(ceph, "local", "detach", FILE).check()
    assert [row["Volume"] for row in told(ceph, "local", "list")] == ["/root/theirs.json"]
    assert ceph.call(data.read, first, 8) == digest
    run(ceph, "local", "detach", first).check()
    assert_nothing_is_left(ceph, TRANSPORTS["rbd"])
