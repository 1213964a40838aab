"""What a made-up host has that is not blockctl's: connected things, services, folders, ledger."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from blockctl.connectors import ledger
from blockctl.connectors.connection import Connection
from blockctl.connectors.doctor.examine import Told, examine
from blockctl.connectors.doctor.finding import Level
from blockctl.connectors.doctor.host import Host
from blockctl.connectors.handed_over import HandedOver


@dataclass(frozen=True)
class Volume(HandedOver):
    """What has a claim, as a volume of a cloud does."""

    source: str = "cinder"
    key: str = "c0ffee00-0000-4000-8000-000000000001"
    label: str = "db"
    endpoint: str = "http://cloud/v3/p"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state folder, not made yet; beside it, in ``own``, is the runtime folder."""
    monkeypatch.setenv("BLOCKCTL_STATE_DIR", str(tmp_path / "own" / "state"))
    monkeypatch.setenv("BLOCKCTL_RUNTIME_DIR", str(tmp_path / "own" / "run"))
    (tmp_path / "own").mkdir()
    return tmp_path / "own" / "state"


def lay(root: Path, files: dict[str, str]) -> Host:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return Host(root)


def of(part: str, told: list[Told]) -> list[Told]:
    return [each for each in told if each.part == part]


def attach(
    path: str = "/dev/loop77", transport: str = "local", about: Mapping[str, Any] | None = None
) -> None:
    """A row of the ledger, as an attach that came to its end leaves it."""
    with ledger.opened() as book:
        claim = book.plan(Volume(), host="here", mode="rw")
        offer = Connection(transport, about or {"device_path": path})
        claim = book.finish(book.begin(claim, "attach", "export"), claim, {"connection": offer})
        device = {"path": path, "marks": {}, "size_bytes": 1024**3, "state": "connected"}
        number = book.begin(claim, "attach", "connect")
        book.finish(number, claim, {"device": device, "state": "attached"})


CONNECTED = {
    "usr/sbin/iscsiadm": "", "usr/sbin/nvme": "", "usr/sbin/multipath": "", "usr/sbin/rbd": "",
    "sys/class/iscsi_session/session1/targetname": "iqn.2010-10.org.example:a\n",
    "sys/class/iscsi_session/session2/targetname": "iqn.2010-10.org.example:a\n",
    "sys/class/nvme/nvme0/transport": "pcie\n",
    "sys/class/nvme/nvme0/subsysnqn": "nqn.of-the-machine-itself\n",
    "sys/class/nvme/nvme1/transport": "tcp\n",
    "sys/class/nvme/nvme1/subsysnqn": "nqn.2014-08.org.example:b\n",
    "sys/block/dm-0/dm/uuid": "LVM-abc\n",
    "sys/block/dm-0/dm/name": "vg-root\n",
    "sys/block/dm-1/dm/uuid": "mpath-3600\n",
    "sys/block/dm-1/dm/name": "mpatha\n",
    "sys/bus/rbd/devices/0/pool": "volumes\n",
    "sys/bus/rbd/devices/0/name": "volume-6\n",
    "sys/block/loop5/size": "0\n",
    **{f"sys/block/loop{at}/loop/backing_file": f"/srv/{at}.img\n" for at in (1, 2, 3, 4)},
}  # fmt: skip


def test_what_no_row_explains_is_told_and_no_fault(state: Path, tmp_path: Path) -> None:
    host = lay(tmp_path / "root", CONNECTED)
    for tool in (tmp_path / "root/usr/sbin").iterdir():
        tool.chmod(0o755)
    told = [each for each in examine(host) if each.finding.says.startswith("Not blockctl's")]
    assert [each.finding.says for each in told] == [
        "Not blockctl's iSCSI sessions: iqn.2010-10.org.example:a.",
        "Not blockctl's multipath maps: /dev/mapper/mpatha.",
        "Not blockctl's NVMe controllers: nqn.2014-08.org.example:b.",
        "Not blockctl's RBD images: volumes/volume-6.",
        "Not blockctl's loop devices: /dev/loop1, /dev/loop2, /dev/loop3, /dev/loop4.",
    ]
    assert {each.finding.level for each in told} == {Level.INFO}
    assert not any(each.is_fault for each in told)


def test_what_a_row_or_the_standalone_service_explains_is_not_told(
    state: Path, tmp_path: Path
) -> None:
    attach()
    files = {
        "sys/block/loop77/loop/backing_file": "/elsewhere/volume.img\n",
        "sys/block/loop78/loop/backing_file": f"{state}/standalone/volumes/x\n",
    }
    host = lay(tmp_path / "root", files)
    assert not [each for each in examine(host) if "Not blockctl's" in each.finding.says]


IQN = "iqn.2010-10.org.example:a"
LUN_1 = {"target_portal": "192.0.2.1:3260", "target_iqn": IQN, "target_lun": 1}
SESSION = "sys/class/iscsi_session/session3"
SCSI = {
    f"{SESSION}/targetname": IQN,
    **{
        f"{SESSION}/device/target2:0:0/2:0:0:{lun}/block/{disk}/size": "1"
        for lun, disk in ((1, "sda"), (2, "sdb"), (3, "sdc"))
    },
    "sys/class/iscsi_connection/connection3:0/persistent_address": "192.0.2.1",
    "sys/class/iscsi_connection/connection3:0/persistent_port": "3260",
    # By discovery this host came to it too: one map has both.
    "sys/block/dm-7/slaves/sda": "",
    "sys/block/dm-7/slaves/sdc": "",
}
NQN = "nqn.2014-08.org.example:b"
SUBSYSTEM = "sys/class/nvme-subsystem/nvme-subsys0"
NVME = {
    "sys/class/nvme/nvme0/transport": "tcp",
    "sys/class/nvme/nvme0/subsysnqn": NQN,
    f"{SUBSYSTEM}/subsysnqn": NQN,
    f"{SUBSYSTEM}/nvme0n1/nsid": "1",
    f"{SUBSYSTEM}/nvme0n2/nsid": "2",
}
NAMESPACE_1 = {"target_nqn": NQN, "ns_id": "1", "portals": [["192.0.2.1", 4420, "tcp"]]}


@pytest.mark.parametrize(
    ("transport", "about", "path", "kernel", "told"),
    [
        ("iscsi", LUN_1, "/dev/dm-7", SCSI, f"disks in iSCSI sessions: /dev/sdb (LUN 2 of {IQN})"),
        ("nvmeof", NAMESPACE_1, "/dev/nvme0n1", NVME,
         f"NVMe namespaces: /dev/nvme0n2 (namespace 2 of {NQN})"),
    ],
)  # fmt: skip
def test_what_came_with_a_volume_is_told(
    state: Path, tmp_path: Path, transport: str, about: dict[str, Any], path: str,
    kernel: dict[str, str], told: str,
) -> None:  # fmt: skip
    tools = {"usr/sbin/iscsiadm": "", "usr/sbin/nvme": ""}
    host = lay(tmp_path / "root", {**tools, **kernel})
    for tool in (tmp_path / "root/usr/sbin").iterdir():
        tool.chmod(0o755)
    attach(path, transport, about)
    found = [each.finding for each in examine(host) if "Not blockctl's" in each.finding.says]
    assert [each.says for each in found] == [f"Not blockctl's {told}."]
    assert found[0].level == Level.INFO


def test_a_part_in_use_is_a_fault_without_being_asked_for(state: Path, tmp_path: Path) -> None:
    host = lay(
        tmp_path / "root", {"lib/modules/6.1/modules.dep": "", "proc/sys/kernel/osrelease": "6.1"}
    )
    assert not of("files", list(examine(host)))[0].is_fault
    attach()
    (loop,) = of("files", list(examine(host)))
    assert (loop.finding.level, loop.is_fault) == (Level.MISSING, True)


def test_a_device_that_is_gone_is_a_fault_of_the_ledger(state: Path, tmp_path: Path) -> None:
    attach(str(tmp_path / "no-such-device"))
    (row,) = of("ledger", list(examine(Host(tmp_path))))
    assert row.is_fault
    assert row.finding.says == ("The device of db is gone, or another one has taken its place.")


def test_an_unfinished_and_a_stale_row_are_told(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ledger.opened() as book:
        book.plan(Volume(), host="here", mode="rw")
    (row,) = of("ledger", list(examine(Host(tmp_path))))
    assert row.finding.says == "Volume db is planned: a command did not come to its end."
    monkeypatch.setattr("blockctl.connectors.claims.boot_id", lambda: "another boot")
    (row,) = of("ledger", list(examine(Host(tmp_path))))
    assert row.finding.says == "Volume db was attached before the last boot."


def test_a_damaged_ledger_is_a_finding(state: Path, tmp_path: Path) -> None:
    state.mkdir(mode=0o700)
    ledger.ledger_path().write_bytes(b"not a database" * 100)
    (row,) = of("ledger", list(examine(Host(tmp_path))))
    assert row.is_fault
    assert str(ledger.ledger_path()) in row.finding.says


NOVA = {
    "proc/12/comm": "nova-compute\n",
    "proc/12/cmdline": "/usr/bin/python3\0/usr/bin/nova-compute\0",
}


@pytest.mark.skipif(os.geteuid() != 0, reason="without root nothing is shared")
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[os_brick]\nlock_path = /locks\n", "locks"),
        ("[oslo_concurrency]\nlock_path = /locks\n[os_brick]\n", "locks"),
        ("[oslo_concurrency]\nlock_path = $state_path/tmp\n", "var/lib/nova/tmp"),
        ("[DEFAULT]\nstate_path = /own\n[os_brick]\nlock_path = ${state_path}/x\n", "own/x"),
    ],
)
def test_locks_are_kept_where_nova_has_them(
    state: Path, tmp_path: Path, text: str, place: str
) -> None:
    host = lay(tmp_path / "root", {**NOVA, "etc/nova/nova.conf": text})
    (host.root / place).mkdir(parents=True)
    found = of("neighbours", list(examine(host)))
    assert [each.finding.says for each in found] == [
        f"os-brick's locks are in /{place}, as /etc/nova/nova.conf has it",
        "nova-compute shares os-brick's locks with blockctl",
    ]
    assert not any(each.is_fault for each in found)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        # There is no such folder, so it cannot be shared.
        ("[os_brick]\nlock_path = /no-such\n", "BLOCKCTL_BRICK_LOCK_PATH=/no-such"),
        ("[DEFAULT]\nlock_path = /locks\n", "while nova-compute does."),
        ("[os_brick]\nlock_path = $unknown/x\n", "while nova-compute does."),
    ],
)
def test_another_user_of_os_brick_that_shares_no_locks_is_named(
    state: Path, tmp_path: Path, text: str, remedy: str
) -> None:
    host = lay(tmp_path / "root", {**NOVA, "etc/nova/nova.conf": text})
    (found,) = of("neighbours", list(examine(host)))
    assert found.is_fault
    assert "nova-compute (process 12) keeps os-brick's locks" in found.finding.says
    assert found.finding.remedy.endswith(remedy)


def test_a_named_folder_of_locks_is_told(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLOCKCTL_BRICK_LOCK_PATH", "/named")
    told = [each.finding.says for each in of("neighbours", list(examine(Host(tmp_path))))]
    assert told[:2] == [
        "os-brick's locks are in /named, as BLOCKCTL_BRICK_LOCK_PATH has it",
        "There is no /named to keep os-brick's locks in.",
    ]


def test_folders_are_the_user_s_own(state: Path, tmp_path: Path) -> None:
    state.mkdir()
    state.chmod(0o777)
    (tmp_path / "own" / "run").write_text("")
    says = [each.finding.says for each in of("folders", list(examine(Host(tmp_path))))]
    assert says == [f"Other users may write to {state}.", f"{tmp_path}/own/run is no folder."]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_folder_of_another_user_is_named(state: Path, tmp_path: Path) -> None:
    state.mkdir()
    os.chown(state, 12345, -1)
    found = of("folders", list(examine(Host(tmp_path))))[0]
    assert found.is_fault
    assert found.finding.says == f"{state} belongs to another user (UID 12345)."
