"""URIs: what os-brick gets of them, how they are named in the ledger, and what is refused."""

from pathlib import Path
from typing import Any

import pytest

from blockctl.connectors import chap, uri
from blockctl.connectors.ceph_conf import monitors
from blockctl.connectors.chap import Secret
from blockctl.connectors.connection import Connection, kept
from blockctl.connectors.uri_name import name_of, name_of_uri
from blockctl.connectors.wires import wires
from blockctl.errors import BadUsage, NotFound

SECRET = "hunter2"
IQN = "iqn.2010-10.org.example:disk-1"
NQN = "nqn.2014-08.org.example:disk-1"


def iscsi(portal: str, **more: Any) -> dict[str, Any]:
    return {
        "target_discovered": False, "target_portal": portal, "target_iqn": IQN, "target_lun": 0,
        **more,
    }  # fmt: skip


def nvme(*portals: list[Any], number: str = "1") -> dict[str, Any]:
    return {"target_nqn": NQN, "portals": list(portals), "ns_id": number}


# The URI, what os-brick gets, and its name in the ledger where that is another one.
GOOD: list[tuple[str, str, dict[str, Any], str | None]] = [
    (f"iscsi://192.0.2.10/{IQN}/0", "iscsi", iscsi("192.0.2.10:3260"), None),
    (
        f"ISCSI://192.0.2.10:3260/{IQN}/00", "iscsi", iscsi("192.0.2.10:3260"),
        f"iscsi://192.0.2.10/{IQN}/0",
    ),
    (f"iscsi://192.0.2.10:3261/{IQN}/0", "iscsi", iscsi("192.0.2.10:3261"), None),
    (
        f"iscsi://[FD00:0::1]/{IQN}/0", "iscsi", iscsi("[FD00:0::1]:3260"),
        f"iscsi://[fd00::1]/{IQN}/0",
    ),
    (f"iscsi://[fe80::1%25eth0]/{IQN}/0", "iscsi", iscsi("[fe80::1%eth0]:3260"), None),
    (
        "iscsi://a/iqn.2010-10.org.example%3adisk%2D1/0", "iscsi", iscsi("a:3260"),
        f"iscsi://a/{IQN}/0",
    ),
    (
        f"iscsi://a,[fd00::1]:3261/{IQN}/0", "iscsi",
        iscsi(
            "a:3260", target_portals=["a:3260", "[fd00::1]:3261"], target_iqns=[IQN, IQN],
            target_luns=[0, 0],
        ),
        None,
    ),
    (f"nvme+tcp://192.0.2.10/{NQN}/1", "nvmeof", nvme(["192.0.2.10", 4420, "tcp"]), None),
    (
        f"nvme+tcp://192.0.2.10:4420/{NQN}", "nvmeof", nvme(["192.0.2.10", 4420, "tcp"]),
        f"nvme+tcp://192.0.2.10/{NQN}/1",
    ),
    (
        f"nvme+rdma://[fd00::1]:8009,b/{NQN}/12", "nvmeof",
        nvme(["fd00::1", 8009, "rdma"], ["b", 4420, "rdma"], number="12"), None,
    ),
    ("nfs://h/a%20b/c/disk.img", "nfs", {"export": "h:/a b/c", "name": "disk.img"}, None),
    ("nfs://h/disk.img", "nfs", {"export": "h:/", "name": "disk.img"}, None),
    ("nfs://[fd00::1]/e/d", "nfs", {"export": "[fd00::1]:/e", "name": "d"}, None),
    (
        "nfs://H:2050/e/d", "nfs", {"export": "H:/e", "name": "d", "options": "-o port=2050"},
        "nfs://h:2050/e/d",
    ),
    ("file:///srv/100%25+x%3F.img", "file", {"path": "/srv/100%+x?.img"}, "file:///srv/100%25%2Bx%3F.img"),
    ("file://localhost/srv/ü", "file", {"path": "/srv/ü"}, "file:///srv/%C3%BC"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "transport", "data", "name"), GOOD)
def test_what_os_brick_gets_of_a_uri(
    text: str, transport: str, data: dict[str, Any], name: str | None
) -> None:
    found = uri.connection_of(text)
    assert (found.transport, found.data) == (transport, data)
    assert name_of_uri(text) == (name or text)


@pytest.mark.parametrize(("text", "transport", "data", "name"), GOOD)
def test_the_name_of_a_connection_is_the_uri_that_leads_to_it(
    text: str, transport: str, data: dict[str, Any], name: str | None
) -> None:
    named = name_of(Connection(transport, data))
    assert named == (name or text)
    assert name_of_uri(named) == named
    assert wires(uri.connection_of(named)) == wires(Connection(transport, data))


@pytest.mark.parametrize("user", ["u1", "iqn.1993-08.org.debian:01:abc"])
def test_a_user_signs_in_with_a_secret_that_is_nowhere_in_the_name(user: str) -> None:
    text = f"iscsi://{user}@a/{IQN}/0"
    found = uri.connection_of(text, Secret(SECRET, "/secret"))
    signing_in = {"auth_method": "CHAP", "auth_username": user, "auth_password": SECRET}
    assert found.data == iscsi("a:3260", **signing_in)
    assert name_of(found) == name_of_uri(text) == text
    assert SECRET not in str(kept(found))


def test_a_user_without_a_secret_is_told_how_to_give_it() -> None:
    with pytest.raises(BadUsage) as caught:
        uri.connection_of(f"iscsi://u1@a/{IQN}/0")
    assert caught.value.message == "The URI has the CHAP user u1, and its secret is not given."
    assert "--secret-file FILE" in (caught.value.remedy or "")
    assert "BLOCKCTL_CHAP_SECRET" in (caught.value.remedy or "")


BAD = [
    (f"iscsi://u%{SECRET}@a/{IQN}/0", "seems to have a secret in it"),
    (f"iscsi://u:{SECRET}@a/{IQN}/0", "seems to have a secret in it"),
    (f"iscsi://u%{SECRET}/{IQN}/0", "seems to have a secret in it"),
    (f"iscsi://u:{SECRET}/{IQN}/0", "has a port that is not from 1 to 65535"),
    (f"iscsi://u:x@{SECRET}@a/{IQN}/0", "seems to have a secret in it"),
    (f"iscsi://u%x/{SECRET}@a/{IQN}/0", "seems to have a secret in it"),
    (f"iscsi://u:{SECRET}:x/{IQN}/0", "has an IPv6 address, or a secret, without brackets"),
    (f"iscsi://a/{IQN}/0?target_password={SECRET}", "has a parameter that is not known"),
    (f"iscsi://a/{IQN}/0#{SECRET}", "has a '#' in it"),
    (f"iscsi://a/{IQN}/{SECRET}", "has a LUN that is not a whole number"),
    (f"iscsi://a/{SECRET}/0", "has a target that is no iSCSI name"),
    (f"iscsi://a/{IQN}", "must have a target and a LUN"),
    (f"iscsi://a/{IQN}/0/", "must have a target and a LUN"),
    ("iscsi://", "has no host"),
    (f"iscsi:///{IQN}/0", "has no host"),
    (f"iscsi://-a/{IQN}/0", "has no host"),
    (f"iscsi://a,/{IQN}/0", "has no host"),
    (f"iscsi://fd00::1/{IQN}/0", "without brackets"),
    (f"iscsi://a:0/{IQN}/0", "has a port that is not"),
    (f"iscsi://a/{IQN}%zz/0", "has a '%' without two hexadecimal digits"),
    (f"iscsi://a/{IQN}%1b/0", "has a control character in it"),
    (f"iscsi://a/{IQN}%ff/0", "has bytes in it that are no UTF-8"),
    (f"nvme+tcp://u:{SECRET}@a/{NQN}/1", "seems to have a secret in it"),
    (f"nvme+tcp://{SECRET}@a/{NQN}/1", "has a user in it"),
    ("nvme+tcp://a", "must have a subsystem"),
    (f"nvme+tcp://a/{NQN}/0", "must have the number of a namespace"),
    (f"nvme+tcp://a/{NQN}/1/2", "must have the number of a namespace"),
    (f"nvme://a/{NQN}/1", "There are no URIs of the scheme 'nvme' here."),
    (f"https://u:{SECRET}@a/", "There are no URIs of the scheme 'https' here."),
    ("rbd://pool", "must have a pool and an image"),
    ("rbd://pool/namespace/image", "must have a pool and an image"),
    ("rbd://pool/image@now", "names a snapshot, which os-brick maps and never unmaps"),
    ("rbd://pool/image%40now", "names a snapshot"),
    (f"rbd://pool/image?key={SECRET}", "has a parameter that is not known (it takes id and conf)"),
    ("rbd://pool/image?id=a&id=b", "has a parameter twice"),
    ("nfs://a", "must have the export and a file"),
    ("nfs://a/e/", "must have the export and a file"),
    ("nfs://a/e/../d", "without '..'"),
    ("nfs://a/e%2f..%2f/d", "without '..'"),
    ("nfs://a,b/e/d", "has several hosts"),
    ("file://other/x", "has a host"),
    ("file://", "must have an absolute path"),
    ("file:///a%2Fb", "must have an absolute path"),
]


@pytest.mark.parametrize(("text", "told"), BAD)
def test_a_uri_that_is_none_is_refused_without_repeating_it(text: str, told: str) -> None:
    for ask in (uri.connection_of, name_of_uri):
        with pytest.raises(BadUsage) as caught:
            ask(text)
        said = f"{caught.value.message} {caught.value.remedy}"
        assert told in said
        assert SECRET not in said


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("192.0.2.1", {"192.0.2.1": "6789"}),
        ("192.0.2.1:6790, b c", {"192.0.2.1": "6790", "b": "6789", "c": "6789"}),
        ("[fd00::1]:6790,[fd00::2]", {"fd00::1": "6790", "fd00::2": "6789"}),
        (
            "[v2:192.0.2.1:3300/0,v1:192.0.2.1:6789/0],[v2:192.0.2.2:3300/0,v1:192.0.2.2:6790/0]",
            {"192.0.2.1": "6789", "192.0.2.2": "6790"},
        ),
        ("[v1:[fd00::1]:6789/0,v2:[fd00::1]:3300/0]", {"fd00::1": "6789"}),
        ("v2:192.0.2.1", {"192.0.2.1": "3300"}),
    ],
)
def test_the_monitors_of_a_ceph_configuration(
    tmp_path: Path, value: str, found: dict[str, str]
) -> None:
    conf = tmp_path / "east.conf"
    conf.write_text(
        f"[osd]\nmon_host = no\n [global]\nfsid=x\n  Mon Host = {value} ; three\n[mon]\n"
    )
    assert monitors(str(conf)) == {"hosts": list(found), "ports": list(found.values())}
    connection = uri.connection_of(f"rbd://volumes/volume-6?conf={conf}&id=cinder")
    assert connection.data == {
        "name": "volumes/volume-6", "cluster_name": "east", "auth_username": "cinder",
        "hosts": list(found), "ports": list(found.values()),
    }  # fmt: skip


@pytest.mark.parametrize("text", ["", "[global]\n", "[mon]\nmon_host = a\n", "mon_host = -x,-y\n"])
def test_a_ceph_configuration_without_monitors(tmp_path: Path, text: str) -> None:
    conf = tmp_path / "ceph.conf"
    conf.write_text(text)
    with pytest.raises(BadUsage, match=r"ceph\.conf has no mon_host in \[global\]"):
        monitors(str(conf))
    with pytest.raises(NotFound, match=r"There is no Ceph configuration"):
        uri.connection_of(f"rbd://pool/image?conf={tmp_path}/gone.conf")


def test_the_name_of_an_image_has_what_finds_it_again() -> None:
    assert name_of_uri("rbd://p/i?conf=/etc/ceph/ceph.conf") == "rbd://p/i"
    assert name_of_uri("rbd://p%2Bq/i?conf=/x%20y&id=me") == "rbd://p%2Bq/i?id=me&conf=/x%20y"


@pytest.mark.parametrize(
    ("transport", "data", "name"),
    [
        ("iscsi", iscsi("a:3260", addressing_mode="SAM2"), f"iscsi:a:3260,{IQN},0"),
        ("iscsi", iscsi("a:3260", auth_username="a b"), f"iscsi:a:3260,{IQN},0"),
        ("iscsi", iscsi("a:3260", target_portals=["a:3260", "b:3260"], target_iqns=[IQN, f"{IQN}b"],
                        target_luns=[0, 0]), f"iscsi:a:3260,{IQN},0"),
        ("nvmeof", {"target_nqn": NQN, "portals": [["a", 4420, "tcp"]]}, f"nvme:{NQN},"),
        ("nfs", {"export": "h:/e", "name": "d", "options": "-o soft"}, "share:h:/e/d"),
        ("glusterfs", {"export": "h:/e", "name": "d"}, "share:h:/e/d"),
        ("rbd", {"name": "p/i", "hosts": ["a"], "ports": ["6789"]}, "rbd:a,p/i"),
        ("local", {"device_path": "/dev/vg/lv"}, "path:/dev/vg/lv"),
    ],
)  # fmt: skip
def test_what_no_uri_tells_all_of_is_named_by_its_wire(
    transport: str, data: dict[str, Any], name: str
) -> None:
    assert name_of(Connection(transport, data)) == name


def test_a_secret_comes_from_a_file_or_else_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(chap.VARIABLE, raising=False)
    assert chap.given(None) is None
    monkeypatch.setenv(chap.VARIABLE, "of the environment")
    assert chap.given(None) == Secret("of the environment", None)
    file = tmp_path / "secret"
    file.write_text(f"{SECRET} \n")
    file.chmod(0o600)
    assert chap.given(str(file)) == Secret(f"{SECRET} ", str(file))
    assert capsys.readouterr().err == ""
    file.chmod(0o644)
    chap.given(str(file))
    assert capsys.readouterr().err == (
        f"Other users can read the secret file {file}: chmod 600 {file}\n"
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "There is no secret in "),
        (b"\n", "There is no secret in "),
        (f"{SECRET}\nmore".encode(), "has a line break or another control character in it"),
        (b"\xff", "is no text"),
        (SECRET.encode() * 200, "is too long for a CHAP secret"),
    ],
)
def test_what_is_no_secret_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    with pytest.raises(BadUsage) as caught:
        chap.given(str(file))
    assert told in caught.value.message
    assert SECRET not in caught.value.message
    with pytest.raises(BadUsage, match=r"cannot be read: No such file"):
        chap.given(str(tmp_path / "gone"))
