"""``local doctor`` and ``local enable`` on a host that has every tool, and systemd."""

import json
from typing import Any

from tests.lab.guest import Done, Guest
from tests.lab.inside import command

# What the guest can do; it has no adapter for Fibre Channel, and nobody tells it of a Ceph cluster.
PARTS = ("iscsi", "multipath", "nvme", "nfs", "file", "lvm", "luks")
MULTIPATH = "/etc/multipath.conf"
UNIT = "blockctl-restore.service"


def blockctl(guest: Guest, *arguments: str) -> Done:
    return guest.begin(command.blockctl, arguments, {}).wait(600)


def troubles(guest: Guest, *parts: str) -> tuple[int, list[Any]]:
    """The exit status, and what is a warning or missing."""
    done = blockctl(guest, "local", "doctor", *parts, "-f", "json")
    rows = json.loads(done.out)
    return done.status, [row for row in rows if row["Level"] in ("warning", "missing")]


def test_on_a_host_with_all_tools_all_is_well(guest: Guest) -> None:
    assert troubles(guest, *PARTS) == (0, [])


def test_what_is_wrong_is_named(guest: Guest) -> None:
    guest.run(["systemctl", "stop", "iscsid.socket", "iscsid.service"])
    guest.run(["tee", MULTIPATH], given=b"defaults {\n  find_multipaths no\n}\n")
    status, (daemon, claims_all) = troubles(guest, "iscsi", "multipath")
    assert status == 10
    assert daemon["Finding"] == "iscsid does not run."
    assert "find_multipaths no" in claims_all["Finding"]
    assert troubles(guest)[0] == 0  # neither is used, and nobody asked


def test_the_unit_is_enabled_before_remote_file_systems_and_removed(guest: Guest) -> None:
    for said in ("is installed and enabled", "was installed already"):
        assert said in blockctl(guest, "local", "enable").check().err
        assert guest.run(["systemctl", "is-enabled", UNIT]).out == "enabled\n"
    verified = guest.run(["systemd-analyze", "verify", UNIT])
    assert (verified.out, verified.err) == ("", "")
    order = guest.run(["systemctl", "show", "--property=Before,After,ExecStart", UNIT]).out
    for expected in ("remote-fs-pre.target", "multipathd.service", "local restore"):
        assert expected in order
    blockctl(guest, "local", "disable").check()
    assert guest.run(["systemctl", "is-enabled", UNIT], check=False).status != 0
    assert "was not installed" in blockctl(guest, "local", "disable").check().err
