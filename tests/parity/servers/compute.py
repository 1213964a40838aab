"""One server that Nova would know: ``python -m tests.parity.servers.compute FOLDER PORT``.

Not a Nova, and nothing of block storage: OSC asks the compute service whether a server exists
before it asks Cinder for an attachment, and for the names of the servers that volumes are attached
to. It answers what https://docs.openstack.org/api-ref/compute/ says of one server.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

from tests.parity.servers.recorder import Environ
from tests.parity.servers.serving import serve

SERVER = {"id": "5e44e400-0000-4000-8000-000000000001", "name": "web-1", "status": "ACTIVE"}
VERSION = {
    "id": "v2.1",
    "status": "CURRENT",
    "version": "2.1",
    "min_version": "2.1",
    "links": [],
}
ANSWERS: dict[str, Any] = {
    "/v2.1": {"version": VERSION},
    f"/v2.1/servers/{SERVER['id']}": {"server": SERVER},
    "/v2.1/servers": {"servers": [SERVER]},
    "/v2.1/servers/detail": {"servers": [SERVER]},
}


def application(environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
    """Answer what is known; all else is not found."""
    known = ANSWERS.get(environ["PATH_INFO"].rstrip("/"))
    missing = {"itemNotFound": {"code": 404, "message": "Not found."}}
    body = json.dumps(missing if known is None else known).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response("404 Not Found" if known is None else "200 OK", headers)
    return [body]


if __name__ == "__main__":
    serve(application, int(sys.argv[2]))
