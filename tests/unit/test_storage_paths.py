"""What the kernel's tables and a disk's own answer say about the way to its storage."""

from pathlib import Path

import pytest

from blockctl.connectors import exchanged, multipath_maps, nvme_controllers
from blockctl.connectors.connection import Connection
from blockctl.connectors.doctor import path_states

# Kind 3 (NAA) of the disk, and kind 4 (relative port) of the port it was asked at.
_NAMED = b"\x01\x03\x00\x08" + bytes.fromhex("6001405aaaaaaaaa")
_PORT = b"\x01\x14\x00\x04\x00\x00\x00\x01"


def page(*designators: bytes) -> bytes:
    body = b"".join(designators)
    return b"\x00\x83" + len(body).to_bytes(2, "big") + body


def test_a_disk_is_told_by_its_own_names_whatever_port_it_was_asked_at() -> None:
    names = [(3, _NAMED[4:])]
    assert exchanged.designators(page(_NAMED, _PORT)) == names
    assert exchanged.designators(page(_PORT, _NAMED) + bytes(100)) == names
    assert exchanged.designators(page(_PORT)) == []


@pytest.mark.parametrize("torn", [b"", b"\x00\x83", page(_NAMED)[:-3], page(b"\x01\x03\x00")])
def test_a_torn_page_does_no_harm(torn: bytes) -> None:
    exchanged.designators(torn)


def lay(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def test_a_disk_that_does_not_answer_is_not_another_one(tmp_path: Path) -> None:
    files = {"block/sdnone/device/state": "running", "block/sdnone/device/vpd_pg83": "page"}
    assert exchanged.among("/dev/sdnone", lay(tmp_path, files)) is None


EMPTY = {"block/dm-7/dm/uuid": "mpath-3600\n", "block/dm-7/dm/name": "mpatha\n"}
MAP = {
    "block/dm-7/dm/name": "mpatha\n",
    "block/dm-7/slaves/sdx/size": "1",
    "block/dm-7/slaves/sdy/size": "1",
    "block/sdx/device/state": "running\n",
    "block/sdy/device/state": "transport-offline\n",
}
NVME = {"block/nvme7n1/device/nvme7/state": "live\n", "block/nvme7n1/device/nvme8/state": "x\n"}


@pytest.mark.parametrize(
    ("path", "files", "expected"),
    [
        ("/dev/dm-7", MAP, "1 of 2 paths of /dev/dm-7 carry nothing: sdy (transport-offline)"),
        ("/dev/sdx", MAP, None),
        ("/dev/nvme7n1", NVME, "1 of 2 paths of /dev/nvme7n1 carry nothing: nvme8 (x)"),
        ("/dev/loop7", MAP, None),
        ("/dev/dm-7", EMPTY, "/dev/dm-7 has no path any more"),
        (
            "/dev/dm-7",
            EMPTY | MAP,
            "1 of 2 paths of /dev/dm-7 carry nothing: sdy (transport-offline)",
        ),
    ],
)
def test_paths_that_carry_nothing_are_named(
    tmp_path: Path, path: str, files: dict[str, str], expected: str | None
) -> None:
    assert path_states.failing(path, lay(tmp_path, files)) == expected


def test_a_multipath_device_is_empty_without_paths(tmp_path: Path) -> None:
    sys = lay(tmp_path, EMPTY)
    found = multipath_maps.at("/dev/dm-7", sys)
    assert found == ("/dev/dm-7", "mpatha", "mpath-3600")
    assert multipath_maps.is_empty(found, sys)
    lay(sys, MAP)
    assert not multipath_maps.is_empty(found, sys)
    assert not multipath_maps.take_away(found, sys, seconds=0)
    lay(sys, {"block/dm-7/dm/uuid": "CRYPT-LUKS2-1\n"})
    assert multipath_maps.at("/dev/dm-7", sys) is None
    assert not multipath_maps.is_empty(found, sys), "there is another one"


_SUBSYSTEM = "class/nvme-subsystem/nvme-subsys0"
_FILES = {
    "subsysnqn": "nqn.a\n",
    "nvme0n1/nsid": "1\n",
    "nvme0/state": "live\n",
    "nvme0/fast_io_fail_tmo": "off\n",
    "nvme0/delete_controller": "",
    "nvme1/state": "connecting\n",
    "nvme1/fast_io_fail_tmo": "off\n",
    "nvme1/delete_controller": "",
}


@pytest.mark.parametrize(
    ("nqn", "more", "patience", "deleted"),
    [
        ("nqn.a", {}, "1", "1"),
        ("nqn.b", {}, "off\n", ""),
        ("nqn.a", {"nvme0n2/nsid": "2\n"}, "off\n", ""),
    ],
    ids=["ours", "of another target", "with another namespace"],
)
def test_controllers_are_given_up_that_serve_only_what_is_to_go(
    tmp_path: Path, nqn: str, more: dict[str, str], patience: str, deleted: str
) -> None:
    sys = lay(tmp_path, {f"{_SUBSYSTEM}/{name}": text for name, text in (_FILES | more).items()})
    data = {"target_nqn": nqn, "portals": [["192.0.2.1", 4420, "tcp"]], "ns_id": 1}
    nvme_controllers.give_up(Connection("nvmeof", data, multipath=False), sys)
    there = sys / _SUBSYSTEM
    assert (there / "nvme0/fast_io_fail_tmo").read_text() == patience
    assert (there / "nvme0/delete_controller").read_text() == ""
    assert (there / "nvme1/fast_io_fail_tmo").read_text() == "off\n"
    assert (there / "nvme1/delete_controller").read_text() == deleted


def test_nvme_targets_are_down_when_no_controller_is_live(tmp_path: Path) -> None:
    sys = lay(tmp_path, {f"{_SUBSYSTEM}/{name}": text for name, text in _FILES.items()})
    offer = Connection("nvmeof", {"target_nqn": "nqn.a", "ns_id": 1}, multipath=False)
    assert not nvme_controllers.are_down(offer, sys)
    lay(sys, {f"{_SUBSYSTEM}/nvme0/state": "connecting\n"})
    assert nvme_controllers.are_down(offer, sys)
    file = Connection("file", {"path": "/x"}, multipath=False)
    assert not nvme_controllers.are_down(file, sys)
