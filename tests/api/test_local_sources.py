"""Attaching what a user hands over, without a cloud: files, URIs and standard input."""

import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Blockctl
from tests.api.ports import free_port
from tests.api.test_local import _losetup, backing_of, reboot, rows, shown

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="loop devices need root")

MIB = 1024**2
SECRET = "hunter2-very-secret"
IQN = "iqn.2010-10.org.example:disk-1"
Piped = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def blockctl(tmp_path_factory: pytest.TempPathFactory) -> Blockctl:
    """The command without any cloud or service."""
    return Blockctl(tmp_path_factory.mktemp("no-cloud"))


@pytest.fixture
def disk(tmp_path: Path, blockctl: Blockctl) -> Iterator[Path]:
    """A file of one MiB, of which nothing is attached afterwards."""
    path = tmp_path / "disk 1.img"
    path.touch()
    os.truncate(path, MIB)
    yield path
    for row in rows(blockctl):
        blockctl("local", "detach", "--force", row["Volume"], check=False)
    assert rows(blockctl) == []
    assert _losetup("--associated", str(path)) == ""


@pytest.fixture
def piped(blockctl: Blockctl) -> Piped:
    """Runs a command with a text on its standard input."""

    def run(text: str, *args: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "blockctl", *args],
            env=blockctl.env, cwd=blockctl.folder, input=text, capture_output=True, text=True,
            timeout=180,
        )  # fmt: skip

    return run


def connection(disk: Path) -> str:
    return json.dumps({"driver_volume_type": "file", "data": {"path": str(disk)}})


def uri_of(disk: Path) -> str:
    return f"file://{str(disk).replace(' ', '%20')}"


def ledger(blockctl: Blockctl) -> bytes:
    """All that was ever written into the ledger."""
    return b"".join(file.read_bytes() for file in (blockctl.folder / "state").glob("ledger*"))


def test_a_uri_is_attached_shown_grown_and_detached(blockctl: Blockctl, disk: Path) -> None:
    uri = uri_of(disk)
    line = blockctl("local", "attach", uri).stdout
    device = line.split()[0]
    assert backing_of(device) == str(disk)
    assert f"   {uri} · " in line
    Path(device).write_bytes(b"written")
    assert disk.read_bytes().startswith(b"written")
    for spelled in (uri, uri.replace("file://", "FILE://localhost")):
        assert shown(blockctl, "local", "show", spelled)["device"] == device
        assert shown(blockctl, "local", "attach", spelled)["device"] == device
    os.truncate(disk, 2 * MIB)
    grown = shown(blockctl, "local", "extend", uri)
    assert (grown["path"], grown["size_bytes"]) == (device, 2 * MIB)
    blockctl("local", "detach", uri)
    assert rows(blockctl) == []
    assert blockctl("local", "detach", uri, check=False).returncode == 3


def test_standard_input_is_attached_and_detached_by_the_same_word(
    blockctl: Blockctl, disk: Path, piped: Piped
) -> None:
    done = piped(connection(disk), "local", "attach", "-", "-f", "json")
    assert done.returncode == 0, done.stderr
    attached = json.loads(done.stdout)
    assert attached["name"] == uri_of(disk)
    assert backing_of(attached["device"]) == str(disk)
    again = piped(connection(disk), "local", "show", "-", "-f", "json")
    assert json.loads(again.stdout)["device"] == attached["device"]
    assert piped(connection(disk), "local", "detach", "-").returncode == 0
    assert rows(blockctl) == []


def test_a_file_a_uri_and_standard_input_are_one_device_until_the_last_is_detached(
    blockctl: Blockctl, disk: Path, piped: Piped, tmp_path: Path
) -> None:
    file = tmp_path / "disk.json"
    file.write_text(connection(disk))
    more = json.loads(connection(disk))
    more["data"]["vendor"] = "x"  # more than a URI tells
    device = shown(blockctl, "local", "attach", uri_of(disk))["device"]
    assert shown(blockctl, "local", "attach", str(file))["device"] == device
    done = piped(json.dumps(more), "local", "attach", "-", "-f", "json")
    assert json.loads(done.stdout)["device"] == device
    assert "standard input: data.vendor is not known here" in done.stderr
    names = [row["Volume"] for row in rows(blockctl)]
    assert names == [uri_of(disk), str(file), f"file:{disk}"]
    for name in names:
        assert backing_of(device) == str(disk)
        blockctl("local", "detach", name)
    assert backing_of(device) != str(disk)


def test_what_the_api_shows_is_taken_as_it_was_pasted(
    blockctl: Blockctl, disk: Path, tmp_path: Path
) -> None:
    file = tmp_path / "attachment.json"
    flat = {"driver_volume_type": "file", "path": str(disk), "access_mode": "rw"}
    file.write_text(json.dumps({"ID": "x", "Status": "attached", "Properties": flat}))
    assert backing_of(shown(blockctl, "local", "attach", str(file))["device"]) == str(disk)


def test_a_device_of_this_host(blockctl: Blockctl, disk: Path, tmp_path: Path) -> None:
    device = _losetup("--find", "--show", str(disk)).strip()
    try:
        file = tmp_path / "device.json"
        whole: dict[str, Any] = {"driver_volume_type": "local", "data": {"device_path": device}}
        file.write_text(json.dumps(whole))
        assert shown(blockctl, "local", "attach", str(file))["device"] == device
        blockctl("local", "detach", str(file))
        assert backing_of(device) == str(disk)
        whole["data"]["device_path"] = str(disk)
        file.write_text(json.dumps(whole))
        refused = blockctl("local", "attach", str(file), check=False)
        assert refused.returncode == 2
        assert f"{disk} is not a block device" in refused.stderr
    finally:
        _losetup("--detach", device)


def test_a_persistent_uri_is_attached_again_after_a_reboot(
    blockctl: Blockctl, disk: Path, piped: Piped
) -> None:
    uri = uri_of(disk)
    reboot(blockctl, uri, shown(blockctl, "local", "attach", "--persistent", uri)["device"])
    [row] = shown(blockctl, "local", "restore")
    assert (row["ID"], row["Result"]) == (uri, "attached again")
    assert backing_of(row["Device"]) == str(disk)


def test_standard_input_is_not_persistent(blockctl: Blockctl, disk: Path, piped: Piped) -> None:
    refused = piped(connection(disk), "local", "attach", "--persistent", "-")
    assert refused.returncode == 2
    assert "What comes from standard input cannot be had again after a reboot." in refused.stderr
    assert rows(blockctl) == []
    more = json.loads(connection(disk))
    more["data"]["vendor"] = "x"
    done = piped(json.dumps(more), "local", "attach", "-", "-f", "json")
    reboot(blockctl, f"file:{disk}", json.loads(done.stdout)["device"])
    [row] = json.loads(blockctl("local", "restore", "--all", "-f", "json", check=False).stdout)
    assert row["Result"] == f"file:{disk} came from standard input, so it cannot be read again."


def test_only_one_thing_is_read_from_standard_input(piped: Piped) -> None:
    uri = f"iscsi://user@127.0.0.1/{IQN}/0"
    for args in (("--secret-file", "-", "-"), ("--secret-file", "-", "--key-file", "-", uri)):
        refused = piped(SECRET, "local", "attach", *args)
        assert refused.returncode == 2
        assert "Only one thing can be read from standard input." in refused.stderr
    refused = piped(SECRET, "local", "attach", "--persistent", "--secret-file", "-", uri)
    assert refused.returncode == 2
    assert "cannot be had again after a reboot" in refused.stderr


@pytest.mark.parametrize(
    "uri", [f"iscsi://user%{SECRET}@127.0.0.1/{IQN}/0", f"iscsi://user:{SECRET}@127.0.0.1/{IQN}/0"]
)
def test_a_secret_in_a_uri_is_refused_and_not_repeated(
    blockctl: Blockctl, uri: str, tmp_path: Path
) -> None:
    without_ledger = {"BLOCKCTL_STATE_DIR": str(tmp_path / "another")}
    for more_env in ({}, without_ledger):
        for verb in ("attach", "detach other", "show", "extend", "restore", "recover"):
            refused = blockctl("--debug", "local", *verb.split(), uri, check=False, env=more_env)
            assert refused.returncode == 2
            assert SECRET not in refused.stdout + refused.stderr
    refused = blockctl("local", "attach", uri, check=False)
    assert "seems to have a secret in it" in refused.stderr
    assert "--secret-file" in refused.stderr


@pytest.fixture
def portal() -> Iterator[str]:
    """Where somebody answers, who is no target."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}"


def test_a_chap_secret_is_in_no_output_and_not_in_the_ledger(
    blockctl: Blockctl, tmp_path: Path, portal: str
) -> None:
    uri = f"iscsi://user@{portal}/{IQN}/0"
    without = blockctl("local", "attach", uri, check=False)
    assert without.returncode == 2
    assert "The URI has the CHAP user user, and its secret is not given." in without.stderr
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    file.chmod(stat.S_IRUSR)
    whole = {
        "driver_volume_type": "iscsi",
        "data": {
            "target_portal": portal, "target_iqn": IQN, "target_lun": 0,
            "auth_method": "CHAP", "auth_username": "user", "auth_password": SECRET,
        },
    }  # fmt: skip
    readable = tmp_path / "with-secret.json"
    readable.write_text(json.dumps(whole))
    readable.chmod(0o644)
    for args, env in (
        (("--secret-file", str(file), uri), {}),
        ((uri,), {"BLOCKCTL_CHAP_SECRET": SECRET}),
        ((str(readable),), {}),
    ):
        # No initiator runs here: it is begun, fails, and is undone.
        failed = blockctl("--debug", "local", "attach", *args, env=env, check=False)
        assert failed.returncode == 8, failed.stderr
        assert SECRET not in failed.stdout + failed.stderr
        told = f"Other users can read {readable}, which has a secret in it: chmod 600 {readable}"
        assert failed.stderr.count(told) == (args == (str(readable),))
    assert SECRET.encode() not in ledger(blockctl)
    assert rows(blockctl) == []


@pytest.mark.parametrize(
    "form", ["iscsi://{portal}/iqn.2026-11.test:x/0", "nvme+tcp://{portal}/nqn.2026-11.test:x/1"]
)
def test_a_target_that_does_not_answer_is_told_at_once(blockctl: Blockctl, form: str) -> None:
    portal = f"127.0.0.1:{free_port()}"
    refused = blockctl("local", "attach", form.format(portal=portal), check=False)
    assert refused.returncode == 8
    assert refused.stderr.startswith(f"No target answers at {portal}.")
    assert rows(blockctl) == []


@pytest.mark.parametrize(
    ("source", "code", "told"),
    [
        ("file:///nowhere/disk.img", 3, "/nowhere/disk.img cannot be attached: No such file"),
        ("file:///dev/null", 2, "/dev/null is not a regular file"),
        ("nvme+tcp://127.0.0.1", 2, "The nvme+tcp URI must have a subsystem"),
        ("ftp://127.0.0.1/x", 2, "There are no URIs of the scheme 'ftp' here."),
        ("rbd://pool/image?conf=/nowhere/ceph.conf", 3, "There is no Ceph configuration"),
        ("/nowhere/disk.json", 3, "There is no file /nowhere/disk.json."),
        ("/dev/zero", 2, "/dev/zero is not a regular file"),
    ],
)
def test_what_cannot_be_attached_leaves_nothing(
    blockctl: Blockctl, source: str, code: int, told: str
) -> None:
    refused = blockctl("local", "attach", source, check=False)
    assert refused.returncode == code
    assert told in refused.stderr
    assert rows(blockctl) == []
