"""A real Cinder for the tests: one standalone service a session, driven through the command."""

import os
import re
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.api import forks
from tests.api.ports import free_port

if TYPE_CHECKING:
    from tests.api.rig.rig import Rig
    from tests.api.rig.scene import Scene

# What other OpenStack settings of the caller would turn the commands to another cloud.
CLEAN = {
    key: value for key, value in os.environ.items() if not key.startswith(("OS_", "BLOCKCTL_"))
}


# With a file to each process, the end waits for the slowest; how many tests it has says little.
_SLOW = (
    "test_capped", "test_images", "test_local_mount", "test_rewritten", "test_standalone",
    "test_stuck",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files whose tests are slow."""
    items.sort(key=lambda item: not item.path.stem.startswith(_SLOW))


class Blockctl:
    """Runs ``blockctl`` with folders of its own: ``blockctl("volume", "list")``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.env = {
            **CLEAN,
            "HOME": str(folder),
            "BLOCKCTL_STATE_DIR": str(folder / "state"),
            "BLOCKCTL_RUNTIME_DIR": str(folder / "run"),
            "BLOCKCTL_CACHE_DIR": str(folder / "cache"),
        }

    def __call__(
        self,
        *args: str,
        check: bool = True,
        env: dict[str, str] | None = None,
        timeout: int = 180,
    ) -> "subprocess.CompletedProcess[str]":
        """Run one command to its end; ``check`` fails the test unless it exits with 0."""
        done = forks.run(args, {**self.env, **(env or {})}, self.folder, timeout)
        if check and done.returncode != 0:
            pytest.fail(f"blockctl {' '.join(args)} exited {done.returncode}:\n{done.stderr}")
        return done

    def start(self, *args: str) -> "subprocess.Popen[str]":
        """Start one command and return at once."""
        return subprocess.Popen(
            [sys.executable, "-m", "blockctl", *args],
            env=self.env,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture(scope="session")
def blockctl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Blockctl]:
    """The command, with a standalone service that runs for the whole session."""
    run = Blockctl(tmp_path_factory.mktemp("blockctl"))
    run("standalone", "up", "--port", str(run.port))
    try:
        yield run
    finally:
        run("standalone", "down")


@pytest.fixture
def unique(request: pytest.FixtureRequest) -> str:
    """A name that no other test uses."""
    return f"{re.sub(r'[^a-z0-9]+', '-', request.node.name.lower())[:40]}-{uuid.uuid4().hex[:6]}"


@pytest.fixture
def volume(blockctl: Blockctl, unique: str) -> Iterator[Callable[..., str]]:
    """Makes available volumes of 1 GiB and returns their IDs; all are deleted at the end."""
    made: list[str] = []

    def make(name: str | None = None, size: int = 1) -> str:
        shown = blockctl(
            "volume", "create", "--size", str(size), "--wait", name or unique,
            "-f", "value", "-c", "id",
        )  # fmt: skip
        made.append(shown.stdout.strip())
        return made[-1]

    yield make
    for volume_id in made:
        blockctl("local", "detach", "--force", volume_id, check=False)
        blockctl("volume", "delete", "--cascade", "--wait", volume_id, check=False)


@pytest.fixture(scope="session")
def rig(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Rig]":
    """Cinder's services as processes over a broker of their own, all up."""
    from tests.api.rig.broker import Broker
    from tests.api.rig.rig import Rig
    from tests.api.standalone_api import Api, settled

    run = Blockctl(tmp_path_factory.mktemp("rig"))
    broker = Broker(run.folder / "broker")
    try:
        rig = Rig(run, broker)
        try:
            broker.wait()
            rig.start(rig.api)
            rig.start("scheduler", "volume:file", "backup")
            # What started beside it may have told its pools before the scheduler listened.
            settled(lambda: Api(run)("GET", "/scheduler-stats/get_pools")[1].get("pools"))
            yield rig
        finally:
            rig.stop()
    finally:
        broker.stop()


@pytest.fixture
def scene(rig: "Rig", unique: str) -> "Scene":
    """The rig, for one test."""
    from tests.api.rig.scene import Scene

    return Scene(rig, unique)
