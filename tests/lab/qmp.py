"""QEMU's own wire: the QEMU Machine Protocol, as docs/interop/qmp-spec.txt in QEMU describes it."""

import json
import socket
from collections.abc import Mapping
from typing import Any


class MachineFailed(Exception):
    """What the machine refused or failed to do, in one sentence."""


class Monitor:
    """A connection to the monitor of one running QEMU. Raises MachineFailed when it has ended."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._lines = self._socket.makefile("rw", encoding="utf-8")
        self._lines.readline()  # its greeting
        self.execute("qmp_capabilities")

    def execute(self, command: str, **arguments: Any) -> Any:
        """Run one command and return what it returns. Raises MachineFailed."""
        self._lines.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self._lines.flush()
        for line in self._lines:
            answer: Mapping[str, Any] = json.loads(line)
            if "error" in answer:
                raise MachineFailed(f"QEMU refused {command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]
        raise MachineFailed(f"QEMU ended during {command}.")

    def human(self, line: str) -> None:
        """Run a line of the monitor for people, which has the only savevm that ends when done.

        Raises MachineFailed when it prints anything, which it does when it fails.
        """
        if said := self.execute("human-monitor-command", **{"command-line": line}):
            raise MachineFailed(f"QEMU's {line} failed: {said.strip()}")

    def close(self) -> None:
        """Let go of the connection."""
        self._lines.close()
        self._socket.close()
