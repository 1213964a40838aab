"""A small Nova: which servers there are, and which has which volume through which attachment."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Nova:
    """``servers`` maps the ID of each server to its name, ``held`` (server, volume) to the
    attachment's ID; everything else is 404, as for a server that was deleted."""

    def __init__(self) -> None:
        self.servers: dict[str, str] = {}
        self.held: dict[tuple[str, str], str] = {}
        nova = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = nova.find(self.path)
                body = json.dumps(found or {"itemNotFound": {"message": "Not found.", "code": 404}})
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v2.1"

    def find(self, path: str) -> dict[str, Any] | None:
        """What there is at a path below the URL's host."""
        server, _, volume = path.removeprefix("/v2.1/servers/").partition("/os-volume_attachments/")
        if volume:
            attachment = self.held.get((server, volume))
            return {"volumeAttachment": {"attachment_id": attachment}} if attachment else None
        name = self.servers.get(server)
        return {"server": {"id": server, "name": name}} if name else None

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
