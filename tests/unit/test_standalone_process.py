"""Ending the server process: the right one, gently, then not."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from blockctl.errors import BlockctlError
from blockctl.standalone import process, record

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
GENTLE = "import time"

Start = Callable[[str], record.Service]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a process that says when it is ready, and returns the record of it as a service."""
    children: list[subprocess.Popen[bytes]] = []

    def run(code: str) -> record.Service:
        waiting = f"{code}\nprint(flush=True)\ntime.sleep(60)"
        child = subprocess.Popen([sys.executable, "-c", waiting], stdout=subprocess.PIPE)
        children.append(child)
        assert child.stdout is not None
        child.stdout.readline()
        started = record.start_time(child.pid)
        assert started is not None
        return record.Service("", "", child.pid, started, record.boot_id(), 1, "")

    yield run
    for child in children:
        child.kill()
        child.communicate()


def test_a_process_that_ends_when_asked(start: Start) -> None:
    service = start(GENTLE)
    assert process.stop(service, 10)
    assert not service.is_running()


def test_a_process_that_does_not_listen_is_killed(start: Start) -> None:
    service = start(DEAF)
    assert not process.stop(service, 0.2)
    assert not service.is_running()


def test_another_process_of_the_same_number_is_left_alone(start: Start) -> None:
    other = start(GENTLE)
    assert process.stop(replace(other, started=other.started - 1), 1)
    assert other.is_running()


def test_a_process_that_is_gone(start: Start) -> None:
    service = start(GENTLE)
    process.stop(service, 10)
    assert process.stop(service, 1)


def test_without_cinder_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cinder", None)
    with pytest.raises(BlockctlError) as missing:
        process.require_cinder()
    assert missing.value.remedy == "Install it with: pip install 'blockctl[standalone]'"
