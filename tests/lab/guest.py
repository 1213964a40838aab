"""The host's end of the wire to the agent in the guest (inside/agent.py)."""

import base64
import json
import select
import shlex
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Returned = TypeVar("_Returned")

_CHUNK = 1 << 16


class GuestFailed(Exception):
    """Something in the guest failed; the message carries what it printed."""


class GuestSilent(GuestFailed):
    """The guest did not answer in time."""


@dataclass(frozen=True)
class Done:
    """A process of the guest that ended: ``status`` is negative for the signal that killed it."""

    what: str
    status: int
    out: str
    err: str
    value: Any

    def check(self) -> "Done":
        """Return this. Raises GuestFailed unless it ended well."""
        if self.status:
            raise GuestFailed(f"{self.what} ended with {self.status}\n{self.out}{self.err}")
        return self


class Guest:
    """Speaks with the agent over ``port``; only one thread may use it."""

    def __init__(self, port: socket.socket) -> None:
        self._port = port
        self._unread = b""
        self._number = 0
        self._ended: dict[int, Mapping[str, Any]] = {}

    def run(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        given: bytes = b"",
        timeout: float = 600,
        check: bool = True,
    ) -> Done:
        """Run a program to its end, with ``given`` on its standard input.

        Raises GuestFailed when it takes more than ``timeout`` seconds or, with ``check``, fails.
        """
        done = self.start(argv, env=env, given=given).wait(timeout)
        return done.check() if check else done

    def write(self, path: str, contents: bytes | Mapping[str, Any]) -> None:
        """Write a file that only root can read; a mapping is written as JSON."""
        text = contents if isinstance(contents, bytes) else json.dumps(contents).encode()
        self.run(["sh", "-c", 'umask 077; cat > "$0"', path], given=text)

    def start(
        self, argv: Sequence[str], *, env: Mapping[str, str] | None = None, given: bytes = b""
    ) -> "Running":
        """Start a program and return at once."""
        return self._start(shlex.join(argv), env, argv=list(argv), input=_encoded(given))

    def call(
        self,
        function: Callable[_Given, _Returned],
        *args: _Given.args,
        **kwargs: _Given.kwargs,
    ) -> _Returned:
        """Call a function of tests.lab.inside in the guest, in a process of its own.

        Arguments and result go as JSON, so tuples become lists. Raises GuestFailed, with the
        traceback, when it raises, and after ten minutes.
        """
        returned: _Returned = self.begin(function, *args, **kwargs).wait(600).check().value
        return returned

    def begin(
        self,
        function: Callable[_Given, object],
        *args: _Given.args,
        **kwargs: _Given.kwargs,
    ) -> "Running":
        """As ``call``, but return at once, with the process."""
        name = f"{function.__module__}:{function.__qualname__}"
        return self._start(name, None, function=name, arguments=[args, kwargs])

    def load(self, *modules: str) -> None:
        """Have the agent import modules, so that no later ``call`` must. Raises GuestFailed."""
        answer = self._answer_to(self._send({"import": modules}), 600)
        if answer["error"]:
            raise GuestFailed(f"The agent cannot import what it should:\n{answer['error']}")

    def set_clock(self) -> None:
        """Set the guest's clock to the host's."""
        self._answer_to(self._send({"time": time.time()}), 300)

    def greet(self, timeout: float) -> str:
        """Wait for the agent and return the boot's ID.

        What is unread from before is dropped. Raises GuestFailed after ``timeout`` seconds.
        """
        deadline = time.monotonic() + timeout
        self._drop_unread()
        while time.monotonic() < deadline:
            sent = self._send({"sync": True})
            try:
                return str(self._answer_to(sent, min(2, timeout))["boot"])
            except GuestSilent:
                continue  # not up yet, or its answer was lost: greetings may be repeated
        raise GuestSilent(f"The agent did not answer within {timeout:.0f} s.")

    def signal(self, pid: int, number: signal.Signals) -> None:
        """Send a signal to a process that was started here, unless it has ended."""
        self._answer_to(self._send({"signal": number, "to": pid}), 300)

    def ended(self, id_: int, timeout: float) -> Mapping[str, Any]:
        """Wait for the end of the process of request ``id_``. Raises GuestFailed."""
        deadline = time.monotonic() + timeout
        while id_ not in self._ended:
            self._read(deadline)
        return self._ended.pop(id_)

    def _start(self, what: str, env: Mapping[str, str] | None, **request: Any) -> "Running":
        id_ = self._send({**request, "env": dict(env or {})})
        return Running(self, what, id_, self._answer_to(id_, 300)["pid"])

    def _send(self, request: Mapping[str, Any]) -> int:
        self._number += 1
        self._port.sendall(json.dumps({"id": self._number, **request}).encode() + b"\n")
        return self._number

    def _answer_to(self, id_: int, timeout: float) -> Mapping[str, Any]:
        deadline = time.monotonic() + timeout
        while (answer := self._read(deadline)) is None or answer["id"] != id_:
            pass
        return answer

    def _drop_unread(self) -> None:
        self._unread = b""
        self._ended.clear()
        while select.select([self._port], [], [], 0)[0] and self._port.recv(_CHUNK):
            pass

    def _read(self, deadline: float) -> Mapping[str, Any] | None:
        """The next answer; None for the end of a process, which is kept for its waiter."""
        while b"\n" not in self._unread:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._port], [], [], left)[0]:
                raise GuestSilent("The agent did not answer in time.")
            got = self._port.recv(_CHUNK)
            if not got:
                raise GuestFailed("The machine has ended.")
            self._unread += got
        line, self._unread = self._unread.split(b"\n", 1)
        answer: Mapping[str, Any] = json.loads(line)
        if "status" in answer:
            self._ended[answer["id"]] = answer
            return None
        return answer


@dataclass(frozen=True)
class Running:
    """A process in the guest."""

    guest: Guest
    what: str
    id: int
    pid: int

    def wait(self, timeout: float) -> Done:
        """Wait for its end. Raises GuestFailed after ``timeout`` seconds, and kills it."""
        try:
            answer = self.guest.ended(self.id, timeout)
        except GuestSilent:
            self.kill()
            raise GuestSilent(f"{self.what} did not end within {timeout:.0f} s.") from None
        out, err = (_decoded(answer[name]) for name in ("out", "err"))
        return Done(self.what, answer["status"], out, err, answer["value"])

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send it a signal."""
        self.guest.signal(self.pid, number)


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(text: str) -> str:
    return base64.b64decode(text).decode(errors="replace")
