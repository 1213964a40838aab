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
            "rbd",
            {"name": "volumes/v", "hosts": ["b", "a"], "cluster_name": "ceph"},
            ["rbd:ceph@a+b,volumes/v"],
        ),
        ("nfs", {"export": "host:/x/", "name": "volume-4"}, ["share:host:/x/volume-4"]),
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


def test_another_transport_is_told_by_all_that_is_not_secret() -> None:
    first = Connection("scaleio", {"scaleIO_volname": "v", "serverPassword": "one"})
    again = Connection("scaleio", {"scaleIO_volname": "v", "serverPassword": "two"})
    other = Connection("scaleio", {"scaleIO_volname": "w", "serverPassword": "one"})
    assert wires(first) == wires(again) != wires(other)
