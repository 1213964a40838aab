"""What connections are on the wire: one text for each path, the same however it is written."""

from typing import Any

import pytest

from blockctl.connectors.connection import Connection
from blockctl.connectors.wires import wires

IQN = "iqn.2010-10.org.openstack:volume-1"
NQN = "nqn.2014-08.org.nvmexpress:uuid:c0ffee00-0000-0000-0000-000000000003"
UUID = "c0ffee00-0000-0000-0000-000000000003"


@pytest.mark.parametrize(
    ("transport", "data", "expected"),
    [
        (
            "iscsi",
            {"target_portal": "192.168.51.1:3260", "target_iqn": IQN.upper(), "target_lun": 0},
            [f"iscsi:192.168.51.1:3260,{IQN.lower()},0"],
        ),
        (
            "iscsi",
            {"target_portal": "192.168.51.1,1", "target_iqn": IQN, "target_lun": "7"},
            [f"iscsi:192.168.51.1:3260,{IQN},7"],
        ),
        (
            "iscsi",
            {"target_portal": "[FD00:0::1]:3260", "target_iqn": IQN, "target_lun": 1},
            [f"iscsi:[fd00::1]:3260,{IQN},1"],
        ),
        (
            "iscsi",
            {"target_portal": "[fd00::1]", "target_iqn": IQN, "target_lun": 1},
            [f"iscsi:[fd00::1]:3260,{IQN},1"],
        ),
        (
            "iscsi",
            {
                "target_portal": "a:3260",
                "target_portals": ["a:3260", "b:3261"],
                "target_iqn": IQN,
                "target_iqns": [IQN, IQN],
                "target_lun": 0,
                "target_luns": [0, 1],
            },
            [f"iscsi:a:3260,{IQN},0", f"iscsi:b:3261,{IQN},1"],
        ),
        ("nvmeof", {"nqn": NQN, "ns_id": "1"}, [f"nvme:{NQN},1"]),
        (
            "nvmeof",
            {"target_nqn": NQN, "vol_uuid": UUID.upper(), "ns_id": 1},
            [f"nvme:{NQN},{UUID}", f"nvme:{NQN},1"],
        ),
        ("nvmeof", {"target_nqn": NQN}, [f"nvme:{NQN},"]),
        (
            "fibre_channel",
            {"target_wwn": ["50:01:43:80:00:00:00:01", "0x5001438000000002"], "target_lun": 3},
            ["fc:5001438000000001,3", "fc:5001438000000002,3"],
        ),
        (
            "fibre_channel",
            {"target_wwns": ["5001438000000001", "5001438000000002"], "target_luns": [3, 4]},
            ["fc:5001438000000001,3", "fc:5001438000000002,4"],
        ),
        (
            "fibre_channel",
            {"target_wwn": "5001438000000001", "target_lun": "3"},
            ["fc:5001438000000001,3"],
        ),
        (
            "iscsi",
            {"target_portal": "Storage.Example:03260", "target_iqn": IQN, "target_lun": 0},
            [f"iscsi:storage.example:3260,{IQN},0"],
        ),
        (
            "iscsi",  # what discovery will find the other portals of
            {"target_portal": "fd00::1:3260", "target_iqn": IQN, "target_lun": 0},
            [f"iscsi:[fd00::1]:3260,{IQN},0"],
        ),
        (
            "nvmeof",
            {"target_nqn": NQN, "portals": [], "volume_nguid": UUID.replace("-", "")},
            [f"nvme:{NQN},{UUID}"],
        ),
        (
            "nvme",
            {
                "alias": "volume",
                "vol_uuid": "00000000-0000-0000-0000-000000000001",
                "volume_replicas": [
                    {"target_nqn": f"{NQN}-a", "vol_uuid": UUID, "portals": []},
                    {"target_nqn": f"{NQN}-b", "vol_uuid": UUID, "portals": []},
                ],
            },
            [f"nvme:{NQN}-a,{UUID}", f"nvme:{NQN}-b,{UUID}"],
        ),
        (
            "rbd",
            {"name": "volumes/v", "hosts": ["B", "[FD00:0::1]"], "cluster_name": "ceph"},
            ["rbd:b,volumes/v", "rbd:fd00::1,volumes/v"],
        ),
        ("rbd", {"name": "volumes/v"}, ["rbd:@ceph,volumes/v"]),
        ("nfs", {"export": "Host:/x/", "name": "volume-4"}, ["share:host:/x/volume-4"]),
        ("nfs", {"export": "[FD00:0::1]:/x//y", "name": "v"}, ["share:[fd00::1]:/x/y/v"]),
        ("nfs", {"export": "host:/x", "name": "y/./v"}, ["share:host:/x/y/v"]),
        ("quobyte", {"export": "registry/volume", "name": "v"}, ["share:registry/volume/v"]),
        ("local", {"device_path": "/dev/vg/lv"}, ["path:/dev/vg/lv"]),
        (
            "local",
            {"device_path": "/dev/loop0", "backing_file": "/volumes/demo"},
            ["file:/volumes/demo"],
        ),
        ("file", {"path": "/volumes/./demo"}, ["file:/volumes/demo"]),
    ],
)
def test_wires(transport: str, data: dict[str, Any], expected: list[str]) -> None:
    assert list(wires(Connection(transport, data))) == expected


def test_both_formats_of_nvme_meet_in_one_wire() -> None:
    old = Connection("nvmeof", {"nqn": NQN, "ns_id": "1"})
    new = Connection("nvmeof", {"target_nqn": NQN, "vol_uuid": UUID, "ns_id": "1"})
    assert set(wires(old)) & set(wires(new))


def test_monitors_of_one_cluster_meet_in_one_wire() -> None:
    some = Connection("rbd", {"name": "volumes/v", "hosts": ["a", "b"]})
    others = Connection("rbd", {"name": "volumes/v", "hosts": ["c", "b"]})
    elsewhere = Connection("rbd", {"name": "volumes/v", "hosts": ["d"]})
    assert set(wires(some)) & set(wires(others))
    assert not set(wires(some)) & set(wires(elsewhere))


def test_all_names_of_a_device_are_one_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"/dev/vg/lv": "/dev/dm-3", "/dev/mapper/vg-lv": "/dev/dm-3"}
    monkeypatch.setattr("os.path.realpath", lambda path: names.get(path, path))
    stable = {"/dev/dm-3": "/dev/mapper/vg-lv"}
    monkeypatch.setattr("blockctl.connectors.wires.name_of", lambda path: stable.get(path, path))
    one = wires(Connection("local", {"device_path": "/dev/vg/lv"}))
    other = wires(Connection("local", {"device_path": "/dev/vg/../mapper/vg-lv"}))
    assert set(one) & set(other) == {"path:/dev/mapper/vg-lv"}
    assert "path:/dev/dm-3" not in one


def test_another_transport_is_told_by_all_that_is_not_secret() -> None:
    first = Connection("scaleio", {"scaleIO_volname": "v", "serverPassword": "one"})
    again = Connection("scaleio", {"scaleIO_volname": "v", "serverPassword": "two"})
    other = Connection("scaleio", {"scaleIO_volname": "w", "serverPassword": "one"})
    assert wires(first) == wires(again) != wires(other)
