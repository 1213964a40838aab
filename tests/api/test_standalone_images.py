"""Volumes to and from the images of a real Glance, where an environment with one is named.

``BLOCKCTL_TEST_GLANCE`` is the folder of a virtual environment with ``glance`` and ``waitress``:
together they are 150 MB that nothing else here needs.
"""

import http.client
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Blockctl
from tests.api.ports import free_port
from tests.api.standalone_api import Api, settled

PLACE = os.environ.get("BLOCKCTL_TEST_GLANCE", "")
pytestmark = pytest.mark.skipif(not PLACE, reason="BLOCKCTL_TEST_GLANCE names no Glance")

CONTENT = os.urandom(3 * 1024**2)

CONFIGURATION = """
[DEFAULT]
log_file = {folder}/glance.log
enabled_backends = disk:file
node_staging_uri = file://{folder}/staging
transport_url = fake://
image_cache_dir = {folder}/cache
[database]
connection = sqlite:///{folder}/glance.sqlite?timeout=30
[glance_store]
default_backend = disk
[disk]
filesystem_store_datadir = {folder}/images
[os_glance_staging_store]
filesystem_store_datadir = {folder}/staging
[os_glance_tasks_store]
filesystem_store_datadir = {folder}/tasks
[oslo_concurrency]
lock_path = {folder}
[oslo_messaging_notifications]
driver = noop
[oslo_policy]
enforce_new_defaults = false
enforce_scope = false
"""


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

    def answers(self) -> bool:
        try:
            return self("GET", "/images")[0] == 200
        except OSError:
            return False

    def show(self, image: str) -> dict[str, Any]:
        code, text = self("GET", f"/images/{image}")
        assert code == 200, text
        found: dict[str, Any] = json.loads(text)
        return found


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Images]:
    folder = tmp_path_factory.mktemp("glance")
    for name in ("images", "staging", "tasks", "cache"):
        (folder / name).mkdir()
    found = Images(free_port())
    file = folder / "glance-api.conf"
    file.write_text(CONFIGURATION.format(folder=folder))
    programs = Path(PLACE) / "bin"
    paste = Path(PLACE) / "etc" / "glance" / "glance-api-paste.ini"
    (folder / "glance-api-paste.ini").write_text(paste.read_text())
    manage = [programs / "glance-manage", "--config-file", file, "db_sync"]
    subprocess.run(manage, check=True, capture_output=True)
    with (folder / "out").open("wb") as out:
        listen = f"--listen=127.0.0.1:{found.port}"
        largest = f"--max-request-body-size={2 * 1024**3}"
        server = subprocess.Popen(
            [programs / "waitress-serve", listen, largest, "glance.wsgi.api:application"],
            env={**os.environ, "OS_GLANCE_CONFIG_DIR": str(folder)}, stdout=out, stderr=out,
        )  # fmt: skip
    try:
        settled(found.answers)
        yield found
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")
def api(images: Images, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    run = Blockctl(tmp_path_factory.mktemp("images"))
    (run.folder / "glance.conf").write_text(
        f"[DEFAULT]\nglance_api_servers = http://127.0.0.1:{images.port}\n"
    )
    run("standalone", "up", "--port", str(run.port), "--config", "glance.conf")
    try:
        yield Api(run)
    finally:
        run("standalone", "reset", "--yes", "--force")


@pytest.mark.skipif(not shutil.which("qemu-img"), reason="qemu-img is not installed")
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


@pytest.mark.skipif(bool(shutil.which("qemu-img")), reason="qemu-img is installed")
def test_without_qemu_img_it_is_named(api: Api, images: Images) -> None:
    body = {"volume": {"size": 1, "imageRef": images.upload()}}
    made = api("POST", "/volumes", body)[1]["volume"]["id"]
    api.status("volumes", "volume", made, "error")
    [message] = api("GET", f"/messages?resource_uuid={made}")[1]["messages"]
    assert "qemu-img is needed" in message["user_message"]


def test_an_image_that_is_gone_is_an_error_that_is_told(api: Api) -> None:
    missing = "11111111-2222-4333-8444-555555555555"
    code, answer = api("POST", "/volumes", {"volume": {"size": 1, "imageRef": missing}})
    assert code == 400, answer
