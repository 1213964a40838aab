"""blockctl itself in the guest: the working tree, on the guest's own Python and kernel."""

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.lab.guest import Done, Guest
from tests.lab.inside import command, data, iscsi, nvme, remains, thin
from tests.lab.lab import Lab


def blockctl(guest: Guest, *arguments: str) -> Done:
    """Run one command line to its good end."""
    return guest.begin(command.blockctl, arguments, {}).wait(600).check()


def shown(guest: Guest, *arguments: str) -> Any:
    """What one command line shows."""
    return json.loads(blockctl(guest, *arguments, "-f", "json").out)


def test_a_volume_of_the_standalone_service(served: Guest) -> None:
    blockctl(served, "volume", "create", "--size", "1", "--wait", "demo")
    device = shown(served, "local", "attach", "demo")["path"]
    digest = served.call(data.write, device, 1, 8)
    assert served.call(data.read, device, 8) == digest
    blockctl(served, "local", "detach", device)
    assert shown(served, "volume", "show", "demo")["status"] == "available"
    assert served.call(remains.found) == {}


def test_an_encrypted_volume_of_the_standalone_service(served: Guest) -> None:
    how = ("--encryption-provider", "luks2", "--encryption-cipher", "aes-xts-plain64")
    how += ("--encryption-key-size", "256", "--encryption-control-location", "front-end")
    blockctl(served, "volume", "type", "create", *how, "sealed")
    blockctl(served, "volume", "create", "--size", "1", "--type", "sealed", "--wait", "demo")
    device = shown(served, "local", "attach", "demo")["path"]
    digest = served.call(data.write, device, 1, 8)
    blockctl(served, "local", "extend", "--size", "2", "demo")
    blockctl(served, "local", "detach", "demo")
    again = shown(served, "local", "attach", "--mode", "ro", "demo")["path"]
    assert again == device
    assert served.call(data.read, again, 8) == digest
    blockctl(served, "local", "detach", again)
    assert shown(served, "volume", "show", "demo")["status"] == "available"
    assert served.call(remains.found) == {}


def grouped(guest: Guest, backend: str) -> None:
    """Start a service with this backend, and make the volume ``demo`` on it."""
    blockctl(guest, "standalone", "up", "--backend", backend, "--timeout", "600")
    blockctl(guest, "volume", "type", "create", "--property", "volume_backend_name=lvm", "here")
    blockctl(guest, "volume", "create", "--size", "1", "--type", "here", "--wait", "demo")


TARGETS = {"iscsi": iscsi.names, "nvme": nvme.names}


def hold_it_three_times(guest: Guest, device: str) -> None:
    """Attach the one iSCSI disk of this host by its URI and by a file too, and give those back."""
    portal, target = guest.run(["iscsiadm", "--mode", "session"]).out.split()[2:4]
    portal = portal.partition(",")[0]
    fields = {"target_portal": portal, "target_iqn": target, "target_lun": 0}
    guest.write("/root/same.json", {"driver_volume_type": "iscsi", "data": fields})
    others = (f"iscsi://{portal}/{target}/0", "/root/same.json")
    for source in others:
        assert shown(guest, "local", "attach", source)["path"] == device
    claims = shown(guest, "local", "list")
    assert (len(claims), len({claim["Device"] for claim in claims})) == (3, 1)
    for source in others:
        blockctl(guest, "local", "detach", source)
    assert [row["Volume"] for row in shown(guest, "local", "list")] == ["demo"]
    assert len(guest.call(remains.found)["iSCSI sessions"]) == 1


@pytest.mark.parametrize("protocol", TARGETS)
def test_a_volume_group_of_the_standalone_service(guest: Guest, protocol: str) -> None:
    loop = guest.call(thin.empty, "lab-group", 4096)
    blockctl(
        guest, "standalone", "up", "--backend", f"lvm:lab-group:{protocol}", "--timeout", "600"
    )
    blockctl(guest, "volume", "type", "create", "--property", "volume_backend_name=lvm", "here")
    blockctl(guest, "volume", "create", "--size", "1", "--type", "here", "--wait", "demo")
    attached = shown(guest, "local", "attach", "demo")
    assert attached["transport"].startswith(protocol)
    digest = guest.call(data.write, attached["path"], 1, 8)
    blockctl(
        guest, "volume", "snapshot", "create", "--volume", "demo", "--force", "--wait", "monday"
    )
    blockctl(guest, "local", "extend", "--size", "2", "demo")
    assert guest.call(data.size, attached["path"]) == 2 * 1024**3
    if protocol == "iscsi":
        hold_it_three_times(guest, attached["path"])
    blockctl(guest, "local", "detach", "demo")
    blockctl(guest, "volume", "create", "--snapshot", "monday", "--type", "here", "--wait", "copy")
    copy = shown(guest, "local", "attach", "--mode", "ro", "copy")["path"]
    assert guest.call(data.read, copy, 8) == digest
    blockctl(guest, "local", "detach", "copy")
    blockctl(guest, "standalone", "down")
    blockctl(guest, "standalone", "reset", "--yes")
    assert guest.run(["lvs", "--noheadings", "-o", "lv_name", "lab-group"]).out.split() == [
        "lab-group-pool"
    ]
    assert guest.call(TARGETS[protocol]) == []
    guest.call(thin.remove, "lab-group", loop)
    assert guest.call(remains.found) == {}


def test_a_volume_group_that_is_not_to_be_had(guest: Guest) -> None:
    def refusal(backend: str) -> tuple[int, str]:
        arguments = ["standalone", "up", "--backend", backend]
        done = guest.begin(command.blockctl, arguments, {}).wait(120)
        return done.status, done.err

    loop = guest.call(thin.empty, "lab-group", 256)
    guest.run(["lvcreate", "-qq", "--size", "8m", "--name", f"volume-{uuid4()}", "lab-group"])
    status, told = refusal("lvm:lab-group")
    assert status == 5
    assert "has volumes of another Cinder in it" in told
    status, told = refusal("lvm:nowhere")
    assert status == 3
    assert "There is no volume group nowhere" in told
    guest.call(thin.remove, "lab-group", loop)


def test_a_target_that_a_power_cut_took_is_made_again(guest: Guest, lab: Lab) -> None:
    loop = guest.call(thin.empty, "lab-group", 4096)
    grouped(guest, "lvm:lab-group")
    device = shown(guest, "local", "attach", "--persistent", "demo")["path"]
    digest = guest.call(data.write, device, 1, 8)
    # An orderly end waits for minutes for the target that it has taken from itself.
    lab.power_cut()
    guest = lab.guest
    guest.run(["losetup", loop, "/var/lib/lab/lab-group.img"])
    guest.run(["vgchange", "-qq", "--activate", "y", "lab-group"])
    blockctl(guest, "standalone", "up", "--timeout", "600")
    blockctl(guest, "local", "restore")
    assert guest.call(data.read, device, 8) == digest
    blockctl(guest, "local", "detach", "demo")


def test_a_reboot_leaves_a_claim_that_is_stale(served: Guest, lab: Lab) -> None:
    blockctl(served, "volume", "create", "--size", "1", "--wait", "demo")
    blockctl(served, "local", "attach", "demo")
    lab.reboot()
    (claim,) = shown(lab.guest, "local", "list")
    assert claim["State"].startswith("stale")
