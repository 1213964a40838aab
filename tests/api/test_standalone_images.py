"""Volumes to and from the images of a real Glance, with and without qemu-img."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.glance import CONTENT, Images, running_glance, standalone
from tests.api.standalone_api import Api, settled


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Images]:
    with running_glance(tmp_path_factory.mktemp("images") / "glance") as found:
        yield found


@pytest.fixture(scope="module")
def api(images: Images, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with standalone(tmp_path_factory.mktemp("standalone"), images) as running:
        yield running


def test_an_image_becomes_a_volume_and_a_volume_an_image(api: Api, images: Images) -> None:
    image = images.upload()
    made = api("POST", "/volumes", {"volume": {"size": 1, "imageRef": image}})[1]["volume"]["id"]
    volume = api.status("volumes", "volume", made, "available")
    assert volume["bootable"] == "true"
    path = api.volumes / f"volume-{made}"
    with path.open("rb") as file:
        assert file.read(len(CONTENT)) == CONTENT
        assert not any(file.read(1024**2))
    assert path.stat().st_size == 1024**3
    assert path.stat().st_blocks * 512 < 32 * 1024**2

    upload = {"os-volume_upload_image": {"image_name": "up", "disk_format": "raw", "force": True}}
    code, answer = api("POST", f"/volumes/{made}/action", upload)
    assert code == 202, answer
    uploaded = answer["os-volume_upload_image"]["image_id"]
    settled(lambda: images.show(uploaded)["status"] == "active", 300)
    api.status("volumes", "volume", made, "available")
    assert images.show(uploaded)["size"] == 1024**3
    assert images("GET", f"/images/{uploaded}/file")[1][: len(CONTENT)] == CONTENT
    assert list((api.volumes.parent / "conversion").rglob("tmp*")) == []


def test_without_qemu_img_it_is_named(images: Images, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for folder in os.environ["PATH"].split(":"):
        for program in Path(folder).glob("*"):
            if program.name != "qemu-img" and not (programs / program.name).exists():
                (programs / program.name).symlink_to(program)
    with standalone(tmp_path, images, PATH=str(programs)) as api:
        body = {"volume": {"size": 1, "imageRef": images.upload()}}
        made = api("POST", "/volumes", body)[1]["volume"]["id"]
        api.status("volumes", "volume", made, "error")
        [message] = api("GET", f"/messages?resource_uuid={made}")[1]["messages"]
    assert "qemu-img is needed" in message["user_message"]


def test_an_image_that_is_gone_is_an_error_that_is_told(api: Api) -> None:
    missing = "11111111-2222-4333-8444-555555555555"
    code, answer = api("POST", "/volumes", {"volume": {"size": 1, "imageRef": missing}})
    assert code == 400, answer
