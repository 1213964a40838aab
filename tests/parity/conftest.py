"""The cloud and the two commands: once for all parity tests, or once in each worker of xdist."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.parity import clients
from tests.parity.clients import Client, Ended
from tests.parity.cloud import Cloud
from tests.parity.world import furnish

# What was run, by kind; a worker hands its own over when it ends.
COUNTS = pytest.StashKey[Counter[str]]()
HANDED_OVER = "parity"


@dataclass(frozen=True)
class Rig:
    """A cloud and both commands; ``base_env`` is the environment of a run but for who it is."""

    cloud: Cloud
    theirs: Client
    ours: Client
    base_env: dict[str, str]
    counts: Counter[str]

    def env(self, user: str) -> dict[str, str]:
        """The environment of one run as ``user``."""
        return {**self.base_env, **self.cloud.env(user)}

    def both(self, arguments: list[str], ours: list[str], env: dict[str, str]) -> list[Ended]:
        """Run both at the same time; theirs comes first in the answer."""
        self.theirs.begin(arguments, env)
        self.ours.begin(ours, env)
        return [self.theirs.end(), self.ours.end()]


@dataclass(frozen=True)
class Replayers:
    """What replays lines: the real cinder, openstack and blockctl, and their environment."""

    cinder: Client
    openstack: Client
    blockctl: Client
    env: dict[str, str]
    counts: Counter[str]

    def by_target(self, target: str) -> Client:
        """The command that lines are translated for."""
        return {"openstack": self.openstack, "blockctl": self.blockctl}[target]

    def count(self, kind: str) -> None:
        """Count one line for the summary."""
        self.counts[f"lines replayed, {kind}"] += 1


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def theirs(home: Path, request: pytest.FixtureRequest) -> Iterator[Client]:
    yield from _counted(clients.openstack(), home, request)


@pytest.fixture(scope="session")
def ours(home: Path, request: pytest.FixtureRequest) -> Iterator[Client]:
    yield from _counted(clients.blockctl(), home, request)


@pytest.fixture(scope="session")
def cinder(home: Path, request: pytest.FixtureRequest) -> Iterator[Client]:
    yield from _counted(clients.cinder(), home, request)


def _counted(
    program: clients.Program, home: Path, request: pytest.FixtureRequest
) -> Iterator[Client]:
    with Client(program, home) as client:
        yield client
    counts = request.config.stash[COUNTS]
    counts[f"{program.name} as a fork of a process that has it imported"] = client.forked
    counts[f"{program.name} as a process of its own"] = client.processes


@pytest.fixture(scope="session")
def replayers(
    cinder: Client, theirs: Client, ours: Client, home: Path, request: pytest.FixtureRequest
) -> Replayers:
    # Nothing is ever ready here: cinder waits for it only so long.
    env = {**_environment(home), "POLL_TIMEOUT_PERIOD": "1"}
    return Replayers(cinder, theirs, ours, env, request.config.stash[COUNTS])


@pytest.fixture(scope="session")
def rig(
    request: pytest.FixtureRequest,
    theirs: Client,
    ours: Client,
    home: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Rig]:
    with Cloud(tmp_path_factory.mktemp("parity")) as cloud:
        furnish(cloud)
        yield Rig(cloud, theirs, ours, _environment(home), request.config.stash[COUNTS])


def pytest_configure(config: pytest.Config) -> None:
    config.stash[COUNTS] = Counter()


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[HANDED_OVER] = dict(session.config.stash[COUNTS])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker has ended; one that crashed hands nothing over."""
    handed_over = getattr(node, "workeroutput", {}).get(HANDED_OVER, {})
    node.config.stash[COUNTS].update(handed_over)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for kind, count in sorted(config.stash[COUNTS].items()):
        terminalreporter.write_line(f"parity: {kind}: {count}")


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
