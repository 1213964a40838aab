"""blockctl itself in the guest: the working tree, on the guest's own Python and kernel."""

import json
from typing import Any

from tests.lab.guest import Done, Guest
from tests.lab.inside import command, data, remains
from tests.lab.lab import Lab


def blockctl(guest: Guest, *arguments: str) -> Done:
    """Run one command line to its good end."""
    return guest.begin(command.blockctl, arguments, {}).wait(300).check()


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
    how = ("--encryption-provider", "luks2", "--encryption-control-location", "front-end")
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


def test_a_reboot_leaves_a_claim_that_is_stale(served: Guest, lab: Lab) -> None:
    blockctl(served, "volume", "create", "--size", "1", "--wait", "demo")
    blockctl(served, "local", "attach", "demo")
    lab.reboot()
    (claim,) = shown(lab.guest, "local", "list")
    assert claim["State"].startswith("stale")
