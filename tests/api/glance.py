"""A real Glance for the tests, and a standalone service that knows it."""

import http.client
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.api.conftest import Blockctl
from tests.api.ports import free_port
from tests.api.standalone_api import Api
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


@contextmanager
def running_glance(folder: Path, port: int | None = None) -> Iterator[Images]:
    """A Glance of its own that keeps its images in ``folder``."""
    found = Images(port or free_port())
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
