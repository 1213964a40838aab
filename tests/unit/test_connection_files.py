"""Connections as JSON: what is taken, what is refused and in which words, and what is kept."""

import copy
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from blockctl.connectors import connection_file
from blockctl.connectors.chap import Secret
from blockctl.connectors.connection import from_kept, kept, of_attachment
from blockctl.connectors.connection_fields import PASSED_ON, TRANSPORTS
from blockctl.connectors.wires import wires
from blockctl.errors import BadUsage, NotFound

SECRET = "hunter2-very-secret"
UUID = "c0ffee00-0000-0000-0000-000000000003"
NQN = f"nqn.2014-08.org.nvmexpress:uuid:{UUID}"
IQN = "iqn.2010-10.org.openstack:volume-1"

# What was attached in the lab, of every transport.
GOOD: dict[str, dict[str, Any]] = {
    "iscsi": {
        "driver_volume_type": "iscsi",
        "data": {
            "target_discovered": False, "target_portal": "192.168.51.1:3260", "target_iqn": IQN,
            "target_lun": 0, "volume_id": UUID, "auth_method": "CHAP", "auth_username": "u1",
            "auth_password": SECRET, "access_mode": "rw", "qos_specs": None, "encrypted": False,
        },
    },
    "multipath": {
        "driver_volume_type": "iscsi",
        "data": {
            "target_portal": "192.168.51.1:3260", "target_iqn": IQN, "target_lun": 0,
            "target_portals": ["192.168.51.1:3260", "[fd00::1]:3260"], "target_iqns": [IQN, IQN],
            "target_luns": [0, 0],
        },
    },
    "nvme-old": {
        "driver_volume_type": "nvmeof",
        "data": {
            "target_portal": "192.168.51.1", "target_port": 4420, "nqn": NQN,
            "transport_type": "tcp", "ns_id": "1",
        },
    },
    "nvme-new": {
        "driver_volume_type": "nvmeof",
        "data": {
            "target_nqn": NQN, "vol_uuid": UUID, "ns_id": "1", "enforce_multipath": True,
            "portals": [["192.168.51.1", 4420, "tcp"], ["192.168.52.1", 4420, "tcp"]],
        },
    },
    "fibre-channel": {
        "driver_volume_type": "fibre_channel",
        "data": {
            "target_wwn": ["5001438000000001", "5001438000000002"], "target_lun": 1,
            "initiator_target_map": {"500143800000000a": ["5001438000000001"]},
        },
    },
    "nfs": {
        "driver_volume_type": "nfs", "mount_point_base": "/lab/mnt",
        "data": {
            "export": "192.168.51.1:/lab/nfs", "name": "volume-4",
            "options": "-o hard,timeo=50", "format": "raw",
        },
    },
    "local": {"driver_volume_type": "local", "data": {"device_path": "/dev/lab-vg/vol-1"}},
    "rbd": {
        "driver_volume_type": "rbd",
        "data": {
            "name": "volumes/volume-6", "hosts": ["192.168.51.1"], "ports": ["6789"],
            "cluster_name": "ceph", "auth_enabled": True, "auth_username": "cinder",
            "secret_type": "ceph", "secret_uuid": None, "discard": True,
            "keyring": f"[client.cinder]\n  key = {SECRET}\n",
        },
    },
    "file": {"driver_volume_type": "file", "data": {"path": "/srv/disk.img"}},
}  # fmt: skip


def read(whole: Any, secret: Secret | None = None) -> connection_file.Read:
    return connection_file.of_text(json.dumps(whole).encode(), "c.json", secret)


def refused(whole: Any) -> BadUsage:
    with pytest.raises(BadUsage) as caught:
        read(whole)
    assert SECRET not in f"{caught.value.message} {caught.value.remedy}"
    return caught.value


@pytest.mark.parametrize("name", GOOD)
def test_what_drivers_make_is_taken_as_it_is(name: str) -> None:
    found = read(GOOD[name])
    assert found.notes == ()
    assert found.connection.transport == GOOD[name]["driver_volume_type"]
    assert found.connection.data == GOOD[name]["data"]
    assert wires(found.connection)


@pytest.mark.parametrize("name", GOOD)
def test_every_shape_in_which_it_is_shown_is_the_same_connection(name: str) -> None:
    driver = GOOD[name]
    flat = {"driver_volume_type": driver["driver_volume_type"], **driver["data"]}
    shapes: list[dict[str, Any]] = [
        flat,
        {"ID": UUID, "Status": "attached", "Properties": flat},
        {"attachment": {"id": UUID, "connection_info": flat}},
        {"connection_info": driver},
    ]
    for shape in shapes:
        found = read(shape)
        assert found.connection.data == driver["data"]
        assert wires(found.connection) == wires(read(driver).connection)


@pytest.mark.parametrize("name", GOOD)
def test_what_is_kept_disconnects_and_has_no_secret(name: str) -> None:
    stored = kept(read(GOOD[name]).connection)
    assert SECRET not in json.dumps(stored)
    assert wires(from_kept(stored)) == wires(read(GOOD[name]).connection)


# A good one, the field that is changed in it, to what, and what is said.
WRONG: list[tuple[str, str, Any, str]] = [
    ("iscsi", "target_portal", "192.168.51.1:99999", '"192.168.51.1:99999", and must be HOST:PORT'),
    ("iscsi", "target_portal", "fd00::1:3260", '"fd00::1:3260", and must be HOST:PORT, an IPv6'),
    ("iscsi", "target_portal", ["a:1"], "a list, and must be HOST:PORT"),
    ("iscsi", "target_portal", "-oProxy:3260", '"-oProxy:3260", and must be HOST:PORT'),
    ("iscsi", "target_iqn", "volume-1", '"volume-1", and must be an iSCSI name'),
    ("iscsi", "target_iqn", "iqn.2010-10.x:../../etc", "and must be an iSCSI name"),
    ("iscsi", "target_lun", "one", '"one", and must be a LUN'),
    ("iscsi", "target_lun", -1, "-1, and must be a LUN"),
    ("iscsi", "target_lun", True, "true, and must be a LUN"),
    ("iscsi", "auth_method", "chap", '"chap", and must be "CHAP"'),
    ("iscsi", "auth_password", {"value": SECRET}, "an object, and must be a text"),
    ("iscsi", "auth_password", [SECRET], "a list, and must be a text"),
    ("iscsi", "auth_password", f"{SECRET}\n--op", "a text, and must be a text that is not empty"),
    ("iscsi", "auth_password", "", "empty, and must be a text that is not empty"),
    ("iscsi", "auth_username", {"password": SECRET}, "an object, and must be a text"),
    ("iscsi", "encrypted", "yes", '"yes", and must be true or false'),
    ("multipath", "target_portals", "192.168.51.1:3260", "and must be a list, each HOST:PORT"),
    ("multipath", "target_portals", [], "an empty list, and must be a list, each HOST:PORT"),
    ("nvme-old", "target_port", 0, "0, and must be a port"),
    ("nvme-old", "target_portal", "192.168.51.1:4420", "and must be a host's name or its address"),
    ("nvme-old", "nqn", "volume", '"volume", and must be an NVMe name'),
    ("nvme-old", "transport_type", "fc", '"fc", and must be one of tcp, rdma, RoCEv2'),
    ("nvme-new", "portals", [["a", 1, "fc"]], "a list, and must be [HOST, PORT"),
    ("nvme-old", "ns_id", "one", '"one", and must be the number of a namespace'),
    ("nvme-new", "vol_uuid", "volume", '"volume", and must be a UUID'),
    ("fibre-channel", "target_wwn", "50014380", "and must be a WWPN of 16 hexadecimal digits"),
    ("fibre-channel", "initiator_target_map", {"x": []}, "an object, and must be an object of W"),
    ("nfs", "export", "-o remount,suid", "and must be what mount(8) takes"),
    ("nfs", "name", "../../etc/shadow", "and must be a name below the share"),
    ("nfs", "options", "--bind", '"--bind", and must be options of mount(8)'),
    ("nfs", "format", "qcow2", '"qcow2", and must be "raw"'),
    ("local", "device_path", "vg/lv", '"vg/lv", and must be an absolute path'),
    ("rbd", "name", "volume-6", '"volume-6", and must be POOL/IMAGE'),
    ("rbd", "name", "volumes/volume-6@now", "and must be POOL/IMAGE, and no snapshot of it"),
    ("rbd", "keyring", 7, "a number, and must be a text that is not empty"),
    ("file", "path", "a\x1b[31m", '"a\\u001b[31m", and must be an absolute path'),
]


@pytest.mark.parametrize(("name", "field", "value", "told"), WRONG)
def test_a_wrong_field_is_named(name: str, field: str, value: Any, told: str) -> None:
    whole = copy.deepcopy(GOOD[name])
    whole["data"][field] = value
    message = refused(whole).message
    assert message.startswith((f"c.json: data.{field} is ", f"c.json: data.{field}[0] is "))
    assert told in message


def test_a_wrong_value_in_a_list_is_named_by_its_place() -> None:
    whole = copy.deepcopy(GOOD["multipath"])
    whole["data"]["target_luns"] = [0, "x"]
    assert refused(whole).message.startswith('c.json: data.target_luns[1] is "x", and must be')
    whole = copy.deepcopy(GOOD["nvme-new"])
    whole["data"]["portals"][1] = ["192.168.52.1"]
    assert refused(whole).message.startswith("c.json: data.portals[1] is a list, and must be [HOST")


REQUIRED = [
    ("iscsi", "target_portal"), ("iscsi", "target_iqn"), ("iscsi", "target_lun"),
    ("nvme-old", "target_port"), ("nvme-old", "nqn"), ("nvme-new", "portals"),
    ("fibre-channel", "target_lun"), ("nfs", "export"), ("nfs", "name"), ("local", "device_path"),
    ("rbd", "name"), ("file", "path"), ("iscsi", "auth_username"), ("iscsi", "auth_password"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "field"), REQUIRED)
def test_a_field_that_is_missing_or_null_is_named(name: str, field: str) -> None:
    for change in ({}, {field: None}):
        whole = copy.deepcopy(GOOD[name])
        del whole["data"][field]
        whole["data"] |= change
        assert refused(whole).message.startswith(f"c.json: data.{field} is missing")


def test_lists_of_paths_must_fit_one_another() -> None:
    whole = copy.deepcopy(GOOD["multipath"])
    whole["data"]["target_iqns"] = [IQN]
    assert "data.target_iqns has 1 values, and data.target_portals has 2" in refused(whole).message


def test_a_field_is_told_where_it_stands() -> None:
    flat = {"driver_volume_type": "file", "path": "x"}
    for whole, place in (
        (flat, "path"),
        ({"Properties": flat}, "Properties.path"),
        ({"attachment": {"connection_info": flat}}, "attachment.connection_info.path"),
    ):
        assert refused(whole).message.startswith(f"c.json: {place} is ")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "c.json is empty."),
        (b"{", "c.json is not JSON: "),
        (b"\xff\xfe\xff", "c.json is not JSON: it is no text."),
        (f'{{"auth_password": "{SECRET}" x}}'.encode(), "c.json is not JSON: "),
        (b"[1]", "c.json is not a JSON object"),
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": 1, "a": 2}', '"a" is given twice in one object'),
        (b"[" * 60000, "c.json is not JSON: "),
        (b'{"a":' * 9 + b"1" + b"}" * 9, "has more than 8 objects in one another"),
        (b" " * 65537, "c.json is too large to be a connection."),
        (b"{}", "c.json has no driver_volume_type"),
        (b'{"driver_volume_type": 7, "data": {}}', "driver_volume_type is 7, and must be a text"),
        (b'{"driver_volume_type": "iscis", "data": {}}', '"iscis", which is no transport'),
        (b'{"driver_volume_type": "iscsi", "data": []}', "c.json: data is not an object"),
    ],
)
def test_what_is_no_connection_is_refused(text: bytes, told: str) -> None:
    with pytest.raises(BadUsage) as caught:
        connection_file.of_text(text, "c.json")
    assert told in caught.value.message
    assert SECRET not in caught.value.message


def test_the_number_of_a_namespace_becomes_a_text() -> None:
    whole = copy.deepcopy(GOOD["nvme-old"])
    whole["data"]["ns_id"] = 1
    assert read(whole).connection.data["ns_id"] == "1"
    of_cloud = of_attachment(
        {"connection_info": {"driver_volume_type": "nvmeof", **whole["data"]}, "volume_id": UUID}
    )
    assert of_cloud.data["ns_id"] == "1"


def test_what_os_brick_would_stumble_over_is_put_right() -> None:
    whole = copy.deepcopy(GOOD["iscsi"])
    whole["data"] |= {"target_portal": "192.168.51.1", "target_lun": "7"}
    found = read({**whole, "driver_volume_type": "ISCSI"}).connection
    assert found.transport == "iscsi"
    assert (found.data["target_portal"], found.data["target_lun"]) == ("192.168.51.1:3260", 7)
    whole = copy.deepcopy(GOOD["nvme-new"])
    whole["data"]["portals"] = [["a", 4420, "RDMA"]]
    assert read(whole).connection.data["portals"] == [["a", 4420, "rdma"]]
    whole = copy.deepcopy(GOOD["fibre-channel"])
    whole["data"] |= {"target_wwn": "0x50:01:43:80:00:00:00:01", "target_lun": "1"}
    found = read(whole).connection
    assert (found.data["target_wwn"], found.data["target_lun"]) == (["5001438000000001"], 1)


def test_an_unknown_field_is_told_by_its_name_and_goes_to_os_brick() -> None:
    whole = copy.deepcopy(GOOD["iscsi"])
    whole["data"]["vendor_secret"] = SECRET
    found = read(whole)
    assert found.notes == (
        "c.json: data.vendor_secret is not known here; os-brick gets it as it is.",
    )
    assert found.connection.data["vendor_secret"] == SECRET
    assert SECRET not in json.dumps(kept(found.connection))


@pytest.mark.parametrize("transport", PASSED_ON)
def test_what_only_os_brick_knows_passes_and_what_may_be_secret_is_not_kept(transport: str) -> None:
    data = {
        "uuid": UUID, "serverPassword": SECRET, "token": SECRET, "auth": {"value": SECRET},
        "nodes": [{"host": "a", "api_key": SECRET}], "keyring": SECRET,
    }  # fmt: skip
    found = read({"driver_volume_type": transport, "data": data})
    assert found.notes == ()
    assert found.connection.data == data
    assert kept(found.connection)["data"] == {"uuid": UUID, "nodes": [{"host": "a"}]}


def test_every_transport_of_os_brick_is_taken() -> None:
    program = (
        "from os_brick.initiator.connector import get_connector_mapping\n"
        "print(*get_connector_mapping('x86_64'))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    known = set(done.stdout.lower().split())
    assert known == {*TRANSPORTS, *PASSED_ON} - {"file"}


def test_a_masked_secret_is_not_taken_for_one() -> None:
    whole = copy.deepcopy(GOOD["iscsi"])
    whole["data"]["auth_password"] = "***"
    error = refused(whole)
    assert error.message == (
        "c.json: data.auth_password is masked, so it is not the secret itself."
    )
    assert "--secret-file" in (error.remedy or "")
    found = read(whole, Secret(SECRET, "/secret"))
    assert found.connection.data["auth_password"] == SECRET


def test_a_secret_of_the_environment_fills_only_a_gap() -> None:
    whole = copy.deepcopy(GOOD["iscsi"])
    assert read(whole, Secret("other")).connection.data["auth_password"] == SECRET
    del whole["data"]["auth_password"]
    assert read(whole, Secret("other")).connection.data["auth_password"] == "other"
    assert "auth_password" not in read(GOOD["file"], Secret("other")).connection.data
    with pytest.raises(BadUsage, match=r"which has no CHAP user"):
        read(GOOD["file"], Secret("other", "/secret"))


def test_a_file_with_a_secret_that_others_can_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    path.write_text(json.dumps(GOOD["iscsi"]))
    path.chmod(0o644)
    [told] = connection_file.read(str(path)).notes
    assert told == f"Other users can read {path}, which has a secret in it: chmod 600 {path}"
    path.chmod(0o600)
    assert connection_file.read(str(path)).notes == ()
    path.write_text(json.dumps(GOOD["file"]))
    path.chmod(0o644)
    assert connection_file.read(str(path)).notes == ()


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"There is no file .*gone\.json\."):
        connection_file.read(str(tmp_path / "gone.json"))
    os.mkfifo(tmp_path / "pipe")
    for path in (str(tmp_path), str(tmp_path / "pipe"), "/dev/zero"):
        with pytest.raises(BadUsage):
            connection_file.read(path)


def test_no_repr_shows_a_secret() -> None:
    found = read(GOOD["iscsi"], Secret("other-secret", "/secret"))
    shown = f"{found!r} {found.connection!r} {Secret(SECRET, '/secret')!r}"
    assert SECRET not in shown
    assert "other-secret" not in shown
