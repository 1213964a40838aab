"""Starts a server of tests.parity.servers as a process of its own."""

import os
import subprocess
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType

from tests.parity.environments import ROOT


def start(
    stack: ExitStack,
    name: str,
    python: Path,
    folder: Path,
    port: int,
    *arguments: str,
    secrets: Mapping[str, str] = MappingProxyType({}),
) -> "subprocess.Popen[str]":
    """Start server ``name`` with ``folder``, which is made, and ``port``; it ends with ``stack``.

    ``python`` is the interpreter that has what it needs; ``secrets`` go into its environment,
    where no list of processes shows them. It is ready after ``wait_for``.
    """
    folder.mkdir(mode=0o700)
    log = stack.enter_context((folder / "stderr.log").open("w"))
    command = [str(python), "-W", "ignore", "-m", f"tests.parity.servers.{name}"]
    # It ends with its standard input, which leaving the stack closes before waiting.
    return stack.enter_context(
        subprocess.Popen(
            [*command, str(folder), str(port), *arguments],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"] + ":/usr/sbin",
                "HOME": str(folder),
                "OS_CINDER_DISABLE_EVENTLET_PATCHING": "true",
                **secrets,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    )


def wait_for(server: "subprocess.Popen[str]") -> None:
    """Wait until the server can be asked. Raises RuntimeError when it ended instead."""
    assert server.stdout
    if server.stdout.readline() != "ready\n":
        raise RuntimeError(f"a server did not start; see its stderr.log: {server.args!r}")
