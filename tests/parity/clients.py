"""The two commands: each as forks of a process that has it imported, or as a process of its own."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.parity.environments import PEERS, ROOT, interpreter

# No command of a test takes so long, so one that does hangs.
LONGEST_SECONDS = 120


@dataclass(frozen=True)
class Program:
    """A command under test: its name, its Python, and its main as ``MODULE:FUNCTION``."""

    name: str
    python: Path
    main: str

    @property
    def executable(self) -> str:
        return str(self.python.with_name(self.name))


@dataclass(frozen=True)
class Ended:
    """How one run of a command ended, and what it printed."""

    status: int
    stdout: str
    stderr: str


def openstack() -> Program:
    """OpenStackClient, in the environment of the peers."""
    return Program("openstack", interpreter(PEERS), "openstackclient.shell:main")


def blockctl() -> Program:
    """Ours, in the environment of the tests."""
    return Program("blockctl", Path(sys.executable), "blockctl.cli:main")


def cinder() -> Program:
    """The real cinder, in the environment of the peers."""
    return Program("cinder", interpreter(PEERS), "standin_cinder:main")


class Client:
    """Runs one program; counts the runs of each kind."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.program = program
        self.forked = 0
        self.processes = 0
        self._folder = folder
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        program = self.program
        command = [str(program.python), "-W", "ignore", str(ROOT / "tests/parity/forkserver.py")]
        self._server = self._stack.enter_context(
            subprocess.Popen(
                [*command, program.main],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=self._folder,
                text=True,
            )
        )
        return self

    def __exit__(self, *raised: object) -> None:
        self._stack.close()

    def begin(
        self,
        arguments: Sequence[str],
        env: Mapping[str, str],
        folder: Path | None = None,
        seconds: int = LONGEST_SECONDS,
    ) -> None:
        """Start one run in a fork, in ``folder``; ``end`` waits for it. One at a time."""
        job = {
            "argv": [self.program.executable, *arguments],
            "env": dict(env),
            "cwd": str(folder or self._folder),
            "seconds": seconds,
        }
        assert self._server.stdin
        self._server.stdin.write(json.dumps(job) + "\n")
        self._server.stdin.flush()
        self.forked += 1

    def end(self) -> Ended:
        """Wait for the run that ``begin`` started."""
        assert self._server.stdout
        return Ended(**json.loads(self._server.stdout.readline()))

    def run(self, arguments: Sequence[str], env: Mapping[str, str]) -> Ended:
        """One run in a fork."""
        self.begin(arguments, env)
        return self.end()

    def run_process(self, arguments: Sequence[str], env: Mapping[str, str]) -> Ended:
        """One run as a process of its own, as a user starts it."""
        done = subprocess.run(
            [self.program.executable, *arguments],
            env=env,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
        )
        self.processes += 1
        return Ended(done.returncode, done.stdout, done.stderr)
