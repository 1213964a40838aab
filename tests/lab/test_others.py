"""Disks of others at the same targets: in the place of ours, and beside them."""

from collections.abc import Callable

import pytest

from tests.lab.guest import Guest
from tests.lab.inside import backing, data, iscsi, nvme, remains
from tests.lab.local import FILE, attached, offered, run, told
from tests.lab.transports import MULTIPATH, TRANSPORTS, UUID

_OTHER_UUID = "c0ffee00-0000-0000-0000-000000000002"


def test_another_disk_under_the_same_address_is_not_taken_for_the_one_before(guest: Guest) -> None:
    offered(guest, TRANSPORTS["iscsi multipath"])
    device = attached(guest, TRANSPORTS["iscsi multipath"])
    guest.run(["multipath", "-f", guest.run(["readlink", "-f", device]).out.strip()])
    guest.run(["iscsiadm", "--mode", "node", "--logoutall", "all"])
    another = guest.call(backing.create, "volume-2", 64)
    digest = guest.call(data.write, another, 2, 8)
    guest.call(iscsi.exchange, "volume-1", another)
    refused = run(guest, "local", "attach", FILE, *MULTIPATH)
    assert refused.status == 8
    assert f"is another disk than {FILE} was when it was attached last" in refused.err
    assert guest.call(remains.found) == {}
    run(guest, "local", "detach", FILE).check()
    assert guest.call(data.read, another, 8) == digest
    assert guest.call(data.read, attached(guest, TRANSPORTS["iscsi multipath"]), 8) == digest


def test_a_disk_that_is_exchanged_under_its_session_is_not_written_to(guest: Guest) -> None:
    transport = TRANSPORTS["iscsi multipath"]
    offered(guest, transport)
    attached(guest, transport)
    another = guest.call(backing.create, "volume-2", 64)
    digest = guest.call(data.write, another, 2, 8)
    guest.call(iscsi.exchange, "volume-1", another)
    for command in (("extend",), ("detach",), ("attach", *MULTIPATH)):
        refused = run(guest, "local", command[0], FILE, *command[1:])
        assert refused.status == 8, refused
        assert "leads to another disk now, as its LUN was given out again" in refused.err
    assert "leads to another disk now" in run(guest, "local", "doctor").out
    assert guest.call(data.read, another, 8) == digest
    run(guest, "local", "detach", "--force", FILE).check()
    assert told(guest, "local", "list") == []
    assert guest.call(data.read, another, 8) == digest
    assert guest.call(remains.found)["maps"], "it is left alone"


def test_a_namespace_that_is_exchanged_is_not_written_to(guest: Guest) -> None:
    offered(guest, TRANSPORTS["nvme"])
    attached(guest, TRANSPORTS["nvme"])
    another = guest.call(backing.create, "volume-2", 64)
    digest = guest.call(data.write, another, 2, 8)
    guest.call(nvme.exchange, UUID, another, _OTHER_UUID)
    # The kernel looks again by itself, as the target tells it to.
    guest.run(
        ["sh", "-c", f"until grep -q {_OTHER_UUID} /sys/block/nvme*/uuid; do sleep 0.2; done"]
    )
    for command, status in (("extend", 5), ("detach", 8)):
        refused = run(guest, "local", command, FILE)
        assert refused.status == status, refused
    assert "another one has taken its place" in run(guest, "local", "doctor").out
    run(guest, "local", "detach", "--force", FILE).check()
    assert told(guest, "local", "list") == []
    assert guest.call(data.read, another, 8) == digest


def _added_lun(guest: Guest, device: str) -> None:
    guest.call(iscsi.add, "volume-1", device)
    guest.run(["iscsiadm", "--mode", "session", "--rescan"])


def _added_namespace(guest: Guest, device: str) -> None:
    guest.call(nvme.add, UUID, device, _OTHER_UUID)


@pytest.mark.parametrize(
    ("name", "add", "kind", "known"),
    [
        ("iscsi multipath", _added_lun, "disks in iSCSI sessions", "(LUN 1 of "),
        ("nvme multipath", _added_namespace, "NVMe namespaces", "(namespace 2 of "),
    ],
)
def test_what_came_with_ours_is_told_and_left(
    guest: Guest, name: str, add: Callable[[Guest, str], None], kind: str, known: str
) -> None:
    offered(guest, TRANSPORTS[name])
    attached(guest, TRANSPORTS[name])
    assert f"Not blockctl's {kind}" not in run(guest, "local", "doctor").out
    another = guest.call(backing.create, "volume-2", 64)
    digest = guest.call(data.write, another, 2, 8)
    add(guest, another)
    guest.run(["udevadm", "settle"])
    [told_of] = [row["Finding"] for row in told(guest, "local", "doctor") if kind in row["Finding"]]
    assert known in told_of
    here = told_of.split(": ")[1].split(" ")[0]
    run(guest, "local", "detach", FILE).check()
    assert told(guest, "local", "list") == []
    assert guest.call(data.read, here, 8) == digest, "it is here still"
