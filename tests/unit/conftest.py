"""What the unit tests share: a scripted server, and blockctl run in this process or in its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from blockctl.cli import main
from tests.unit.scripted_server import TOKEN, ScriptedServer

# Variables of the caller that would turn a test to another cloud or change what it prints.
_FOREIGN = (
    "OS_", "BLOCKCTL_", "_BLOCKCTL", "XDG_", "SUDO_", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES",
    "TERM", "PYTHONIOENCODING", "PYTHONUNBUFFERED", "PYTHONUTF8",
)  # fmt: skip


class Outcome(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def env(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """A process environment without a cloud, whose folders are the test's own; also returned."""
    for name in [name for name in os.environ if name.startswith(_FOREIGN)]:
        monkeypatch.delenv(name)
    for name, folder in {
        "HOME": "home",
        "BLOCKCTL_STATE_DIR": "state",
        "BLOCKCTL_RUNTIME_DIR": "run",
        "BLOCKCTL_CACHE_DIR": "cache",
    }.items():
        (tmp_path / folder).mkdir(mode=0o700)
        monkeypatch.setenv(name, str(tmp_path / folder))
    monkeypatch.chdir(tmp_path)
    return dict(os.environ)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, env: dict[str, str]) -> Iterator[ScriptedServer]:
    """A scripted server that the environment names as the cloud."""
    with ScriptedServer() as scripted:
        for name, value in {"OS_ENDPOINT": scripted.endpoint, "OS_TOKEN": TOKEN}.items():
            monkeypatch.setenv(name, value)
            env[name] = value
        yield scripted


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command line in this process: ``run("volume", "list").code``."""

    def run_it(*arguments: str) -> Outcome:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        captured = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), captured.out, captured.err)

    return run_it


@pytest.fixture
def spawn(env: dict[str, str]) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts blockctl as a process of its own; whatever still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, stdout: int = subprocess.PIPE) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "blockctl", *arguments]
        process = subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of the user's OpenStack configuration."""
    folder = tmp_path / "home/.config/openstack"
    folder.mkdir(parents=True)
    return folder
