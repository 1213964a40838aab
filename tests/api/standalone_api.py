"""The standalone service's API, spoken to without any of our own client code."""

import http.client
import json
import socket
import time
from collections.abc import Callable
from typing import Any, TypeVar

from blockctl.standalone import record
from tests.api.conftest import Blockctl

HERE = socket.gethostname()

Found = TypeVar("Found")


def settled(look: Callable[[], Found], seconds: float = 120) -> Found:
    """What ``look`` returns once that is true."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)
    return found


class Api:
    """Requests to the service that ``run`` started."""

    def __init__(self, run: Blockctl) -> None:
        service = record.read(run.folder / "state" / "standalone")
        assert service is not None
        self.service = service
        self.volumes = run.folder / "state" / "standalone" / "volumes"

    def __call__(
        self, method: str, path: str, body: Any = None, version: str = "3.66"
    ) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=60)
        headers = {
            "X-Auth-Token": self.service.token,
            "OpenStack-API-Version": f"volume {version}",
            "Content-Type": "application/json",
        }
        root = "/v3/" + self.service.endpoint.rpartition("/")[2]
        connection.request(method, root + path, json.dumps(body) if body else None, headers)
        response = connection.getresponse()
        text = response.read()
        connection.close()
        return response.status, json.loads(text) if text else None

    def status(self, kind: str, key: str, item: str, until: str) -> dict[str, Any]:
        """The resource once it has the status ``until``."""
        return self.until(kind, key, item, lambda found: found["status"] == until)

    def until(
        self, kind: str, key: str, item: str, done: Callable[[dict[str, Any]], bool]
    ) -> dict[str, Any]:
        """The resource once ``done`` says so of it."""

        def look() -> dict[str, Any] | None:
            code, answer = self("GET", f"/{kind}/{item}")
            assert code == 200, answer
            found: dict[str, Any] = answer[key]
            assert done(found) or not str(found["status"]).startswith("error"), found
            return found if done(found) else None

        found = settled(look)
        assert found is not None
        return found

    def gone(self, kind: str, item: str) -> None:
        """Wait until the resource is deleted."""
        settled(lambda: self("GET", f"/{kind}/{item}")[0] == 404)

    def attach(self, volume: str) -> tuple[int, Any]:
        """Attach in one request; returns the HTTP status and the attachment or the error."""
        body = {"attachment": {"volume_uuid": volume, "connector": {"host": HERE}}}
        code, answer = self("POST", "/attachments", body)
        if code == 200:
            done = self(
                "POST", f"/attachments/{answer['attachment']['id']}/action", {"os-complete": {}}
            )
            assert done[0] == 204, done
        return code, answer.get("attachment", answer)
