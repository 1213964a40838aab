"""Commands as forks of a process that has blockctl imported, and a sample as processes.

Importing is most of what a short command costs. What Python reads at its own start (``PYTHON*``,
``LANG``, ``TZ``) is the same for all forks: a test of these starts a process itself.
"""

import atexit
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from itertools import count
from pathlib import Path
from threading import Lock

from tests.parity import clients

# Each so-manyth command is a process of its own, as a user starts it.
_ONE_IN = 10

_runs = count(1)
_in_use = Lock()

Completed = subprocess.CompletedProcess[str]


def run(arguments: Sequence[str], env: Mapping[str, str], folder: Path, seconds: int) -> Completed:
    """Run ``blockctl ARGUMENTS`` to its end, in ``folder``, for at most ``seconds``."""
    # Forks come one after the other; what runs beside one is a process.
    if next(_runs) % _ONE_IN and _in_use.acquire(blocking=False):
        try:
            return _fork(arguments, env, folder, seconds)
        finally:
            _in_use.release()
    return subprocess.run(
        [sys.executable, "-m", "blockctl", *arguments],
        env=env,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
    )


def _fork(
    arguments: Sequence[str], env: Mapping[str, str], folder: Path, seconds: int
) -> Completed:
    client = _client()
    client.begin(arguments, env, folder, seconds)
    ended = client.end()
    return Completed(arguments, ended.status, ended.stdout, ended.stderr)


@cache
def _client() -> clients.Client:
    """The process that forks; it ends with the tests."""
    stack = ExitStack()
    atexit.register(stack.close)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    return stack.enter_context(clients.Client(clients.blockctl(), folder))
