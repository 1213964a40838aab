"""Serve a WSGI application as long as whoever started the process keeps its standard input open."""

import os
import socketserver
import sys
import threading
import wsgiref.simple_server
from typing import Any, NoReturn

from tests.parity.servers.chunks import unchunked
from tests.parity.servers.recorder import Application, recorded


class Server(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    """A thread for each request."""

    daemon_threads = True
    request_queue_size = 64


class Quiet(wsgiref.simple_server.WSGIRequestHandler):
    """Logs no line for each request."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


def serve(application: Application, port: int) -> NoReturn:
    """Serve on ``port`` of loopback and record; print ``ready``; end when standard input does."""
    server = wsgiref.simple_server.make_server(
        "127.0.0.1", port, recorded(unchunked(application)), Server, Quiet
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()
    # Threads of the application would keep the interpreter alive.
    os._exit(0)
