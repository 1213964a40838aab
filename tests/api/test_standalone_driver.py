"""The file driver, through the API of a real Cinder: attachments, loop devices, revert, manage."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from blockctl import loops
from tests.api.conftest import Blockctl
from tests.api.standalone_api import HERE, Api

Factory = Callable[..., str]
Attach = Callable[[str], dict[str, Any]]

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="loop devices need root")


@pytest.fixture
def api(blockctl: Blockctl) -> Api:
    return Api(blockctl)


@pytest.fixture
def attached(api: Api) -> Iterator[Attach]:
    """Attaches a volume and returns its connection; all are detached at the end."""
    made: list[str] = []

    def attach(volume: str) -> dict[str, Any]:
        code, attachment = api.attach(volume)
        assert code == 200, attachment
        made.append(attachment["id"])
        return dict(attachment["connection_info"])

    yield attach
    for attachment in made:
        api("DELETE", f"/attachments/{attachment}")


def file_of(api: Api, volume: str) -> Path:
    return api.volumes / f"volume-{volume}"


@needs_root
def test_attachment_names_a_loop_device_on_the_volumes_file(
    api: Api, volume: Factory, attached: Attach
) -> None:
    made = volume()
    info = attached(made)
    assert info["driver_volume_type"] == "local"
    assert info["backing_file"] == str(file_of(api, made))
    assert [loop.device for loop in loops.of_file(file_of(api, made))] == [info["device_path"]]
    assert Path(info["device_path"]).is_block_device()


def test_files_are_sparse_and_for_the_owner_only(api: Api, volume: Factory) -> None:
    status = file_of(api, volume()).stat()
    assert (status.st_size, status.st_mode & 0o777) == (1024**3, 0o600)
    assert status.st_blocks * 512 < 1024**2


@needs_root
def test_last_detach_takes_the_loop_device_away(api: Api, volume: Factory) -> None:
    made = volume()
    _, attachment = api.attach(made)
    assert loops.of_file(file_of(api, made))
    assert api("DELETE", f"/attachments/{attachment['id']}")[0] == 200
    assert loops.of_file(file_of(api, made)) == []
    api.status("volumes", "volume", made, "available")


@needs_root
def test_loop_device_of_an_attached_volume_survives_down_and_up(
    api: Api, blockctl: Blockctl, volume: Factory, attached: Attach
) -> None:
    made = volume()
    attached(made)
    [before] = loops.of_file(file_of(api, made))
    blockctl("standalone", "down")
    try:
        assert loops.of_file(file_of(api, made)) == [before]
    finally:
        blockctl("standalone", "up", "--port", str(blockctl.port))
    assert loops.of_file(file_of(api, made)) == [before]
    api.status("volumes", "volume", made, "in-use")


def test_another_host_is_refused_as_a_bad_request(api: Api, volume: Factory) -> None:
    _, reserved = api("POST", "/attachments", {"attachment": {"volume_uuid": volume()}})
    path = f"/attachments/{reserved['attachment']['id']}"
    code, answer = api("PUT", path, {"attachment": {"connector": {"host": "elsewhere"}}})
    assert code == 400, answer
    assert HERE in json.dumps(answer)
    assert api("DELETE", path)[0] == 200


def test_another_host_is_refused_when_the_attachment_is_made(api: Api, volume: Factory) -> None:
    body = {"attachment": {"volume_uuid": volume(), "connector": {"host": "elsewhere"}}}
    code, answer = api("POST", "/attachments", body)
    assert code == 400, answer
    assert HERE in json.dumps(answer)


@needs_root
def test_a_backup_of_an_attached_volume_is_restored(
    api: Api, volume: Factory, attached: Attach
) -> None:
    made = volume()
    written = os.urandom(1024**2)
    with open(attached(made)["device_path"], "r+b") as file:
        file.seek(2**29)
        file.write(written)
    code, answer = api("POST", "/backups", {"backup": {"volume_id": made, "force": True}})
    assert code == 202, answer
    backup = answer["backup"]["id"]
    api.status("backups", "backup", backup, "available")
    api.status("volumes", "volume", made, "in-use")
    code, answer = api("POST", f"/backups/{backup}/restore", {"restore": {"name": "restored"}})
    assert code == 202, answer
    restored = answer["restore"]["volume_id"]
    api.status("volumes", "volume", restored, "available")
    with file_of(api, restored).open("rb") as file:
        file.seek(2**29)
        assert file.read(1024**2) == written
    assert file_of(api, restored).stat().st_blocks * 512 < 64 * 1024**2
    assert loops.of_file(file_of(api, restored)) == []
    for kind, item in (("backups", backup), ("volumes", restored)):
        assert api("DELETE", f"/{kind}/{item}")[0] == 202
        api.gone(kind, item)


def test_more_volumes_than_cinder_s_quota_allows_by_default(api: Api) -> None:
    made = [
        api("POST", "/volumes", {"volume": {"size": 500}})[1]["volume"]["id"] for _ in range(11)
    ]
    for each in made:
        api.status("volumes", "volume", each, "available")
        assert api("DELETE", f"/volumes/{each}")[0] == 202
    for each in made:
        api.gone("volumes", each)


def test_attachment_with_a_server_id_can_be_deleted_without_nova(api: Api, volume: Factory) -> None:
    server = "11111111-1111-4111-8111-111111111111"
    body = {"volume_uuid": volume(), "instance_uuid": server, "connector": {"host": HERE}}
    code, answer = api("POST", "/attachments", {"attachment": body})
    assert code == 200, answer
    assert api("DELETE", f"/attachments/{answer['attachment']['id']}")[0] == 200


@needs_root
def test_snapshot_of_an_attached_volume_has_what_was_written(
    api: Api, blockctl: Blockctl, volume: Factory, attached: Attach
) -> None:
    made = volume()
    device = attached(made)["device_path"]
    written = os.urandom(1024**2)
    with open(device, "r+b") as file:
        file.write(written)
    code, answer = api("POST", "/snapshots", {"snapshot": {"volume_id": made}})
    assert code == 202, answer
    snapshot = answer["snapshot"]["id"]
    api.status("snapshots", "snapshot", snapshot, "available")
    copy = api.volumes / "snapshots" / f"snapshot-{snapshot}"
    with copy.open("rb") as file:
        assert file.read(1024**2) == written
    assert copy.stat().st_blocks * 512 < 8 * 1024**2


@needs_root
def test_extending_an_attached_volume_grows_its_loop_device(
    api: Api, volume: Factory, attached: Attach
) -> None:
    made = volume()
    device = Path(attached(made)["device_path"])
    assert api("POST", f"/volumes/{made}/action", {"os-extend": {"new_size": 2}})[0] == 202
    api.status("volumes", "volume", made, "in-use")
    assert file_of(api, made).stat().st_size == 2 * 1024**3
    assert int(Path(f"/sys/block/{device.name}/size").read_text()) * 512 == 2 * 1024**3


def test_revert_brings_the_snapshots_content_back(api: Api, volume: Factory) -> None:
    made = volume()
    with file_of(api, made).open("r+b") as file:
        file.write(b"before")
    snapshot = api("POST", "/snapshots", {"snapshot": {"volume_id": made}})[1]["snapshot"]["id"]
    api.status("snapshots", "snapshot", snapshot, "available")
    with file_of(api, made).open("r+b") as file:
        file.write(b"after!")
    body = {"revert": {"snapshot_id": snapshot}}
    assert api("POST", f"/volumes/{made}/action", body)[0] == 202
    api.status("volumes", "volume", made, "available")
    with file_of(api, made).open("rb") as file:
        assert file.read(6) == b"before"


@needs_root
def test_a_volume_whose_device_is_mounted_is_not_deleted(
    api: Api, volume: Factory, tmp_path: Path
) -> None:
    made = volume()
    _, attachment = api.attach(made)
    device = attachment["connection_info"]["device_path"]
    subprocess.run(["mkfs.ext4", "-q", device], check=True)
    subprocess.run(["mount", device, str(tmp_path)], check=True)
    try:
        (tmp_path / "kept").write_text("safe")
        api("DELETE", f"/attachments/{attachment['id']}")
        api.status("volumes", "volume", made, "available")
        api("DELETE", f"/volumes/{made}")
        api.status("volumes", "volume", made, "available")
        assert file_of(api, made).exists()
        # The device goes away with the mount, so it must not be given to a new attachment.
        assert api.attach(made)[0] == 500
        assert (tmp_path / "kept").read_text() == "safe"
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
    assert loops.of_file(file_of(api, made)) == []


def test_a_file_in_the_folder_is_managed_and_let_go(api: Api) -> None:
    legacy = api.volumes / "legacy-disk"
    legacy.write_bytes(b"old data")
    body = {"volume": {"host": "standalone@file#file", "ref": {"source-name": "legacy-disk"}}}
    code, answer = api("POST", "/manageable_volumes", body)
    assert code == 202, answer
    made = answer["volume"]["id"]
    assert api.status("volumes", "volume", made, "available")["size"] == 1
    assert file_of(api, made).stat().st_size == 1024**3
    assert api("POST", f"/volumes/{made}/action", {"os-unmanage": {}})[0] == 202
    while api("GET", f"/volumes/{made}")[0] == 200:
        time.sleep(0.05)
    with file_of(api, made).open("rb") as file:
        assert file.read(8) == b"old data"
    file_of(api, made).unlink()


@pytest.mark.parametrize("name", ["../cinder.sqlite", "link", "snapshots", "/etc/passwd", "gone"])
def test_managing_reaches_only_plain_files_in_the_folder(api: Api, name: str) -> None:
    link = api.volumes / "link"
    link.symlink_to("/etc/passwd")
    try:
        body = {"volume": {"host": "standalone@file#file", "ref": {"source-name": name}}}
        code, answer = api("POST", "/manageable_volumes", body)
        assert code == 202, answer
        refused = answer["volume"]["id"]
        api.status("volumes", "volume", refused, "error")
        assert not file_of(api, refused).exists()
        assert api("DELETE", f"/volumes/{refused}")[0] == 202
    finally:
        link.unlink()
    assert (api.volumes / "snapshots").is_dir()
    assert (api.volumes.parent / "cinder.sqlite").is_file()
