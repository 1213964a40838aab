"""The guest's end of the wire: runs programs and functions for the tests, each in a process.

One JSON object a line, over a virtio-serial port, which unlike a connection of ssh survives the
return to a saved state. ``id`` ties an answer to its request.

    {"id", "argv", "env", "input"}            -> {"id", "pid"}, then {"id", "status", "out", "err"}
    {"id", "function", "arguments", "env"}    -> the same, and "value", what the function returned
    {"id", "signal", "to": pid}               -> {"id"}
    {"id", "import": [modules]}               -> {"id", "error": null or text}
    {"id", "time": seconds}                   -> {"id"}
    {"id", "sync": true}                      -> {"id", "boot"}

``input``, ``out`` and ``err`` are base64. A function runs in a fork of the agent, which spares it
the import of what the agent was asked to import before: os-brick takes some 10 s to import here.
"""

import base64
import importlib
import json
import os
import select
import signal
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

_PORT = "/dev/virtio-ports/lab"
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_CHUNK = 1 << 16


@dataclass(frozen=True)
class _Child:
    id: int
    pid: int
    out: BinaryIO
    err: BinaryIO
    value: BinaryIO


def _file() -> BinaryIO:
    return tempfile.TemporaryFile(dir="/run", buffering=0)


def _contents(file: BinaryIO) -> bytes:
    with file:
        file.seek(0)
        return file.read()


class Agent:
    """Serves one port until it ends."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._children: dict[int, _Child] = {}
        self._poll = select.poll()
        self._poll.register(port, select.POLLIN)

    def serve(self) -> None:
        """Answer requests, and tell of processes that ended."""
        unread = b""
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor != self._port:
                    self._ended(descriptor)
                elif got := os.read(self._port, _CHUNK):
                    *lines, unread = (unread + got).split(b"\n")
                    for line in filter(None, lines):
                        self._answer(json.loads(line))
                else:
                    time.sleep(0.1)  # nobody holds the other end

    def _answer(self, request: dict[str, Any]) -> None:
        id_ = request["id"]
        if "sync" in request:
            self._say(id=id_, boot=_BOOT_ID.read_text().strip())
        elif "time" in request:
            time.clock_settime(time.CLOCK_REALTIME, request["time"])
            self._say(id=id_)
        elif "signal" in request:
            # Only what runs still: a number that was given to another process is not asked for.
            if any(child.pid == request["to"] for child in self._children.values()):
                os.kill(request["to"], request["signal"])
            self._say(id=id_)
        elif "import" in request:
            self._say(id=id_, error=_import(request["import"]))
        else:
            self._start(request)

    def _start(self, request: dict[str, Any]) -> None:
        out, err, value, given = _file(), _file(), _file(), _file()
        given.write(base64.b64decode(request.get("input", "")))
        given.seek(0)
        pid = os.fork()
        if pid == 0:
            _become(request, given, out, err, value)
        given.close()
        child = _Child(request["id"], pid, out, err, value)
        descriptor = os.pidfd_open(pid)
        self._children[descriptor] = child
        self._poll.register(descriptor, select.POLLIN)
        self._say(id=child.id, pid=pid)

    def _ended(self, descriptor: int) -> None:
        self._poll.unregister(descriptor)
        os.close(descriptor)
        child = self._children.pop(descriptor)
        _, status = os.waitpid(child.pid, 0)
        self._say(
            id=child.id,
            status=os.waitstatus_to_exitcode(status),
            out=base64.b64encode(_contents(child.out)).decode(),
            err=base64.b64encode(_contents(child.err)).decode(),
            value=json.loads(_contents(child.value) or b"null"),
        )

    def _say(self, **answer: Any) -> None:
        line = json.dumps(answer).encode() + b"\n"
        while line:
            line = line[os.write(self._port, line[:_CHUNK]) :]


def _import(modules: list[str]) -> str | None:
    try:
        for module in modules:
            importlib.import_module(module)
    except Exception:  # noqa: BLE001 - the tests are told of any
        return traceback.format_exc()
    return None


def _become(
    request: dict[str, Any], given: BinaryIO, out: BinaryIO, err: BinaryIO, value: BinaryIO
) -> None:
    """In the forked child: be the program, or run the function, and never return."""
    status = 1
    try:
        os.setsid()
        kept = os.dup(value.fileno())
        for target, file in enumerate((given, out, err)):
            os.dup2(file.fileno(), target)
        os.environ.update(request.get("env", {}))
        if "argv" in request:
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python had it ignored
            os.execvp(request["argv"][0], request["argv"])
        status = _call(request, kept)
    except OSError as refused:
        os.write(2, f"{request['argv'][0]}: {refused.strerror}\n".encode())
        status = 127
    finally:
        os._exit(status)


def _call(request: dict[str, Any], value: int) -> int:
    module, name = request["function"].split(":")
    positional, named = request["arguments"]
    status: Any = 1
    try:
        returned = getattr(importlib.import_module(module), name)(*positional, **named)
        os.write(value, json.dumps(returned).encode())
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - the tests are told of any
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    return int(status)


if __name__ == "__main__":
    Agent(os.open(_PORT, os.O_RDWR | os.O_CLOEXEC)).serve()
