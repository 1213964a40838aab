"""What a user asked to see of a run: ``-v``, ``--debug``, ``--timing`` and ``--log-file``."""

import os
import time
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self
from urllib.parse import urlsplit

from blockctl import __version__
from blockctl.errors import BadUsage, BlockctlError
from blockctl.output.terminal import note, printable
from blockctl.transport import ConnectFailed, ConnectionCut, Request, Response, Transport


class Exchange(NamedTuple):
    """One request to a server: how it ended, and how long it took in seconds."""

    method: str
    url: str
    outcome: str
    seconds: float


class Observer:
    """Collects a run's exchanges and shows what was asked for; a context manager.

    ``verbosity`` 1 tells each exchange in a line, 2 and more all of it but its secrets. The log
    file, which only its owner may read when it is new, gets the same and how the run ended.
    """

    def __init__(
        self, *, verbosity: int = 0, timing: bool = False, log_file: str | None = None
    ) -> None:
        self._verbosity = verbosity
        self._timing = timing
        self._log = _opened(Path(log_file)) if log_file else None
        self._exchanges: list[Exchange] = []

    def observed(self, transport: Transport) -> Transport:
        """``transport``, told of here."""
        return _Observed(transport, self)

    def tell(self, exchange: Exchange, details: tuple[Request, Response] | None = None) -> None:
        """Take in an exchange; ``details`` are shown with --debug."""
        self._exchanges.append(exchange)
        shown = [_sentence(exchange)] if self._verbosity or self._log else []
        if details and self._verbosity > 1:
            from blockctl.output.trace import exchange_lines

            shown = exchange_lines(*details)
        for line in shown:
            self._write(line)
            if self._verbosity:
                note(line)

    def __enter__(self) -> Self:
        self._write(f"blockctl {__version__} begins")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._timing:
            for exchange in self._exchanges:
                note(f"{exchange.seconds:9.3f} s  {exchange.method} {exchange.url}")
            note(f"{sum(each.seconds for each in self._exchanges):9.3f} s  in all")
        ending = error.message if isinstance(error, BlockctlError) else kind and kind.__name__
        self._write(f"blockctl ends{f': {ending}' if ending else ''}")
        if self._log:
            self._log.close()

    def _write(self, line: str) -> None:
        if self._log:
            now = time.strftime("%Y-%m-%d %H:%M:%S")
            self._log.write(f"{now} {os.getpid()} {printable(line)}\n")


class _Observed:
    def __init__(self, transport: Transport, observer: Observer) -> None:
        self._transport = transport
        self._observer = observer

    def send(self, request: Request) -> Response:
        began = time.monotonic()
        try:
            response = self._transport.send(request)
        except (ConnectFailed, ConnectionCut) as trouble:
            took = time.monotonic() - began
            self._observer.tell(Exchange(request.method, request.url, str(trouble), took))
            raise
        took = time.monotonic() - began
        exchange = Exchange(request.method, request.url, f"HTTP {response.status}", took)
        self._observer.tell(exchange, (request, response))
        return response


def _sentence(exchange: Exchange) -> str:
    url = urlsplit(exchange.url)
    where = f"{url.scheme}://{url.netloc}{url.path}"
    return f"{exchange.method} {where}: {exchange.outcome} in {exchange.seconds:.3f} s"


def _opened(path: Path) -> IO[str]:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        # A line at a time, so that runs at the same time do not mix theirs.
        return os.fdopen(handle, "w", buffering=1, encoding="utf-8")
    except OSError as refused:
        raise BadUsage(f"The log file {path} cannot be written: {refused.strerror}.") from refused
