"""The body of a request that is sent in chunks, which wsgiref leaves to the application.

Cinder sends the data of an image to Glance so. Only the standard library.
"""

import io
from collections.abc import Callable
from typing import Any, BinaryIO

Environ = dict[str, Any]


class Chunks(io.RawIOBase):
    """What ``source`` has between the lines of RFC 9112, section 7.1."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._left = 0  # bytes of the chunk at hand
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left and not self._ended:
            self._begin_chunk()
        data = self._source.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        if data and not self._left:
            self._source.readline()
        return len(data)

    def _begin_chunk(self) -> None:
        size, _, _extension = self._source.readline().partition(b";")
        self._left = int(size, 16)
        self._ended = not self._left
        while self._ended and self._source.readline().strip():
            pass  # trailers


def unchunked(application: Callable[..., Any]) -> Callable[..., Any]:
    """Let the application read a body in chunks as it reads any other."""

    def read(environ: Environ, start_response: Callable[..., Any]) -> Any:
        if environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked":
            environ["wsgi.input"] = io.BufferedReader(Chunks(environ["wsgi.input"]))
            environ["wsgi.input_terminated"] = True
        return application(environ, start_response)

    return read
