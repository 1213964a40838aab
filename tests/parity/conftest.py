"""The cloud and the two commands, once for all parity tests."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.parity import clients
from tests.parity.clients import Client, Ended
from tests.parity.cloud import Cloud
from tests.parity.world import furnish


@dataclass(frozen=True)
class Rig:
    """A cloud and both commands; ``env`` is the environment of a run but for who it is."""

    cloud: Cloud
    theirs: Client
    ours: Client
    base_env: dict[str, str]

    def env(self, user: str) -> dict[str, str]:
        """The environment of one run as ``user``."""
        return {**self.base_env, **self.cloud.env(user)}

    def both(self, arguments: list[str], ours: list[str], env: dict[str, str]) -> list[Ended]:
        """Run both at the same time; theirs comes first in the answer."""
        self.theirs.begin(arguments, env)
        self.ours.begin(ours, env)
        return [self.theirs.end(), self.ours.end()]


@pytest.fixture(scope="session")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    folder = tmp_path_factory.mktemp("parity")
    home = folder / "home"
    home.mkdir()
    with (
        Client(clients.openstack(), home) as theirs,
        Client(clients.blockctl(), home) as ours,
        Cloud(folder) as cloud,
    ):
        furnish(cloud)
        made = Rig(cloud, theirs, ours, _environment(home))
        yield made
        COUNTS.extend((theirs, ours))


# What pytest_terminal_summary tells of: it runs when the fixture is gone.
COUNTS: list[Client] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for client in COUNTS:
        terminalreporter.write_line(
            f"parity: {client.program.name} ran {client.forked} times as a fork of a process that "
            f"has it imported, {client.processes} times as a process of its own"
        )


def _environment(home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        # The peers' libraries warn of each other.
        "PYTHONWARNINGS": "ignore",
        "BLOCKCTL_STATE_DIR": str(home / "state"),
        "BLOCKCTL_RUNTIME_DIR": str(home / "run"),
        "BLOCKCTL_CACHE_DIR": str(home / "cache"),
    }
