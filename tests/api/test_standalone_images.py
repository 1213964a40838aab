"""Volumes to and from the images of a real Glance, with and without qemu-img."""

import http.client
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Blockctl
from tests.api.ports import free_port
from tests.api.standalone_api import Api, settled
from tests.parity.environments import KEYSTONE, interpreter
from tests.parity.starting import start, wait_for

CONTENT = os.urandom(3 * 1024**2)


class Images:
    """Glance's API."""

    def __init__(self, port: int) -> None:
        self.port = port

    def __call__(
        self, method: str, path: str, body: bytes | None = None, kind: str = "application/json"
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, f"/v2{path}", body, {"Content-Type": kind})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def upload(self) -> str:
        """Store CONTENT as a raw image and return its ID."""
        raw = {"name": "i", "disk_format": "raw", "container_format": "bare"}
        code, text = self("POST", "/images", json.dumps(raw).encode())
        assert code == 201, text
        image = str(json.loads(text)["id"])
        code, text = self("PUT", f"/images/{image}/file", CONTENT, "application/octet-stream")
        assert code == 204, text
        return image

    def show(self, image: str) -> dict[str, Any]:
        code, text = self("GET", f"/images/{image}")
        assert code == 200, text
        found: dict[str, Any] = json.loads(text)
        return found


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Images]:
    found = Images(free_port())
    folder = tmp_path_factory.mktemp("images") / "glance"
    with ExitStack() as stack:
        wait_for(start(stack, "glance", interpreter(KEYSTONE), folder, found.port))
        yield found


@contextmanager
def standalone(folder: Path, images: Images, **env: str) -> Iterator[Api]:
    """A standalone service that knows the Glance; ``env`` is added to its environment."""
    run = Blockctl(folder)
    run.env |= env
    (folder / "glance.conf").write_text(
        f"[DEFAULT]\nglance_api_servers = http://127.0.0.1:{images.port}\n"
    )
    run("standalone", "up", "--port", str(run.port), "--config", "glance.conf")
    try:
        yield Api(run)
    finally:
        run("standalone", "reset", "--yes", "--force")


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
    settled(lambda: images.show(uploaded)["status"] == "active", 60)
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
