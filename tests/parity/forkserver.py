"""Runs a command over and over without importing it again: ``forkserver.py MODULE:FUNCTION``.

It runs in the environment of that command, so only the standard library is used. Each line of
standard input is one command line as JSON (``argv``, ``env``, ``cwd``, ``seconds``); it runs in a
fork of this process, which imports what the command imports and runs none of it, and its end is
one line of JSON on standard output (``status``, ``stdout``, ``stderr``); one that takes longer
than ``seconds`` is ended by a signal. Ends with its standard input.
"""

import contextlib
import gc
import importlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

Command = Callable[[list[str]], int | None]


def main(target: str) -> None:
    """Serve until standard input ends."""
    module, _, function = target.partition(":")
    command = getattr(importlib.import_module(module), function)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_run(command, json.loads(line))) + "\n")
        sys.stdout.flush()


def _run(command: Command, job: dict[str, Any]) -> dict[str, Any]:
    out, err, imported = (os.memfd_create(name) for name in ("stdout", "stderr", "imported"))
    # What is imported by now stays, so no child need look through it, which would copy it.
    gc.freeze()
    child = os.fork()
    if child == 0:
        _become(command, job, out, err, imported)
    _, status = os.waitpid(child, 0)
    # What this run had to import the next need not.
    for name in _text(imported).split():
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    return {
        "status": os.waitstatus_to_exitcode(status),
        "stdout": _text(out),
        "stderr": _text(err),
    }


def _become(command: Command, job: dict[str, Any], out: int, err: int, imported: int) -> None:
    before = set(sys.modules)
    status: Any = 1
    try:
        signal.alarm(job["seconds"])
        for source, target in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
            os.dup2(source, target)
        # What the parent read ahead is not this command's input.
        sys.stdin = os.fdopen(0, encoding="utf-8")
        os.environ.clear()
        os.environ.update(job["env"])
        os.chdir(job["cwd"])
        sys.argv = job["argv"]
        status = command(job["argv"][1:])
    except SystemExit as end:
        status = end.code
    except BaseException:  # noqa: BLE001 - what a process would print at its end
        traceback.print_exc()
    finally:
        if not isinstance(status, int | None):
            sys.stderr.write(f"{status}\n")
            status = 1
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(imported, "\n".join(set(sys.modules) - before).encode())
        os._exit(status or 0)


def _text(descriptor: int) -> str:
    with open(descriptor, "rb") as file:
        file.seek(0)
        return file.read().decode()


if __name__ == "__main__":
    main(*sys.argv[1:])
