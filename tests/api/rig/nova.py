"""A small Nova that knows one thing: which server has which volume through which attachment."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Nova:
    """``held`` maps (server, volume) to the attachment's ID; everything else is 404."""

    def __init__(self) -> None:
        held: dict[tuple[str, str], str] = {}
        self.held = held

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server, _, volume = self.path.removeprefix("/servers/").partition(
                    "/os-volume_attachments/"
                )
                found = held.get((server, volume))
                body = json.dumps({"volumeAttachment": {"attachment_id": found}}).encode()
                self.send_response(200 if found else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
