"""What stands around a connect, on a made-up kernel."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from blockctl.connectors import iscsi_paths, missing_paths, present, udev
from blockctl.connectors.connect import assembled
from blockctl.connectors.connection import Connection

IQN = "iqn.2010-10.org.example:a"
PORTALS = {"192.0.2.1": "sda", "192.0.2.2": "sdb"}
OFFER = Connection(
    "iscsi",
    {
        "target_portals": [f"{address}:3260" for address in PORTALS],
        "target_iqns": [IQN] * 2,
        "target_luns": [1] * 2,
    },
    multipath=True,
)

DISCOVERED = Connection(
    "iscsi",
    {"target_portal": "192.0.2.1:3260", "target_iqn": IQN, "target_lun": 1},
    multipath=True,
)


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One disk by two paths, of which no map was made yet."""
    monkeypatch.setattr(udev, "settle", lambda: None)
    for number, (address, disk) in enumerate(PORTALS.items(), start=1):
        session = tmp_path / f"class/iscsi_session/session{number}"
        connection = tmp_path / f"class/iscsi_connection/connection{number}:0"
        about = tmp_path / f"block/{disk}"
        host = tmp_path / f"devices/host{number}"
        found = host / f"session{number}/target{number}:0:0/{number}:0:0:1/block/{disk}"
        for folder in (
            session,
            found,
            connection,
            about,
            tmp_path / f"class/scsi_host/host{number}",
        ):
            folder.mkdir(parents=True)
        (session / "device").symlink_to(host / f"session{number}")
        (session / "targetname").write_text(IQN)
        (session / "state").write_text("LOGGED_IN")
        (connection / "persistent_address").write_text(address)
        (connection / "persistent_port").write_text("3260")
        (about / "device").mkdir()
        (about / "device/wwid").write_text("naa.1")
    return tmp_path


def test_of_a_path_that_os_brick_gave_the_map_is_taken(
    kernel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for disk in PORTALS.values():
        (kernel / f"block/{disk}/holders/dm-3").mkdir(parents=True)
    (kernel / "block/dm-3/dm").mkdir(parents=True)
    (kernel / "block/dm-3/dm/uuid").write_text("mpath-1")
    assert assembled(OFFER, "/dev/sda", kernel) == "/dev/dm-3"
    assert present.taken_by(OFFER, "/dev/sda", kernel) == "/dev/dm-3"
    assert present.taken_by(OFFER, "/dev/dm-3", kernel) is None
    assert present.taken_by(OFFER, "/dev/sdx", kernel) is None
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("offer", [OFFER, DISCOVERED])
def test_a_session_without_its_disk_is_scanned_for_it_alone(
    kernel: Path, offer: Connection
) -> None:
    shutil.rmtree(kernel / "devices/host2/session2/target2:0:0")
    shutil.rmtree(kernel / "devices/host1/session1/target1:0:0/1:0:0:1")
    assert missing_paths.of(offer, kernel) == ["192.0.2.1:3260", "192.0.2.2:3260"]
    iscsi_paths.scan(offer, kernel, seconds=0)
    assert (kernel / "class/scsi_host/host1/scan").read_text() == "0 0 1"
    assert (kernel / "class/scsi_host/host2/scan").read_text() == "- - 1"


def test_a_path_that_is_not_to_be_had_is_told(
    kernel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(kernel / "class/iscsi_connection/connection2:0")
    missing_paths.complete(OFFER, log_in=False, sys=kernel)
    assert capsys.readouterr().err == (
        "No path comes by 192.0.2.2:3260: what is attached does without it.\n"
    )
    alone = dataclasses.replace(OFFER, multipath=False)
    assert missing_paths.of(alone, kernel) == []


def test_where_every_path_is_here_nothing_is_scanned(kernel: Path) -> None:
    missing_paths.complete(OFFER, log_in=True, sys=kernel)
    assert not list(kernel.glob("class/scsi_host/*/scan"))


@pytest.mark.parametrize(("native", "lacking"), [("Y", ["[2001:db8::2]:4420"]), ("N", [])])
def test_nvme_paths_are_controllers(tmp_path: Path, native: str, lacking: list[str]) -> None:
    parameter = tmp_path / "module/nvme_core/parameters/multipath"
    controller = tmp_path / "class/nvme/nvme0"
    for folder in (parameter.parent, controller):
        folder.mkdir(parents=True)
    parameter.write_text(native)
    (controller / "subsysnqn").write_text("nqn.a")
    (controller / "address").write_text("traddr=192.0.2.1,trsvcid=4420,src_addr=192.0.2.9")
    portals = [["192.0.2.1", 4420, "tcp"], ["2001:DB8:0::2", "4420", "tcp"]]
    offer = Connection("nvmeof", {"target_nqn": "nqn.a", "portals": portals}, multipath=True)
    assert missing_paths.of(offer, tmp_path) == lacking


def test_a_map_that_is_never_made_is_told(kernel: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert assembled(OFFER, "/dev/sda", kernel, seconds=0) == "/dev/sda"
    assert capsys.readouterr().err == (
        "multipathd makes no one device of /dev/sda and /dev/sdb, so /dev/sda is one path only. "
        "See blockctl local doctor multipath; then detach it and attach it again.\n"
    )
