"""How many seconds an attach and a detach take, each of one volume that is offered."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.lab.inside import bare as programs
from tests.lab.inside import brick as alone
from tests.lab.inside import command

_FILE = Path("/run/timed.json")

_Seconds = tuple[float, float]


def bare(connection: Mapping[str, Any]) -> _Seconds:
    """By the bare programs."""
    attach, _ = _timed(lambda: programs.attach(connection))
    return attach, _timed(lambda: programs.detach(connection))[0]


def brick(connection: Mapping[str, Any]) -> _Seconds:
    """By os-brick alone, as any program calls it, with the properties of this host asked for."""

    def connect() -> dict[str, Any]:
        alone.properties(False)
        return alone.connect(connection)

    attach, device = _timed(connect)
    return attach, _timed(lambda: alone.disconnect(connection, device))[0]


def blockctl(connection: Mapping[str, Any]) -> _Seconds:
    """By ``blockctl local attach`` and ``detach``, with the ledger and all proofs."""
    _FILE.write_text(json.dumps(connection))
    attach, _ = _timed(lambda: _run("attach"))
    return attach, _timed(lambda: _run("detach"))[0]


def _run(verb: str) -> None:
    """In a fork, as each command is a process; it has everything imported already."""
    if (pid := os.fork()) == 0:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        status: Any = 1
        try:
            command.blockctl(["local", verb, str(_FILE)], {})
        except SystemExit as end:
            status = end.code
        finally:
            sys.stdout.flush()
            os._exit(status if isinstance(status, int) else int(status is not None))
    _, ended = os.waitpid(pid, 0)
    if status := os.waitstatus_to_exitcode(ended):
        raise subprocess.CalledProcessError(status, verb)


def _timed(deed: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.monotonic()
    result = deed()
    return time.monotonic() - begun, result
