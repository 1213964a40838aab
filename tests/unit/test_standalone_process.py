"""Ending the server process: the right one, gently, then not."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from blockctl.standalone import process, record
from blockctl.standalone.folder import Folder

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


def test_what_a_killed_service_had_started_is_ended(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    code = (
        "import os, subprocess, sys, time\n"
        "sleep = ['sleep', '60']\n"
        "ours = subprocess.Popen(sleep)\n"
        "other = subprocess.Popen(sleep, env={'PATH': os.environ['PATH']})\n"
        "print(ours.pid, other.pid, flush=True)\n"
        "time.sleep(60)"
    )
    leader = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True,
        env={**os.environ, "BLOCKCTL_STANDALONE": str(folder.root)},
    )  # fmt: skip
    assert leader.stdout is not None
    ours, other = map(int, leader.stdout.readline().split())
    started = record.start_time(leader.pid)
    assert started is not None
    service = record.Service("", "", leader.pid, started, record.boot_id(), 1, "")
    try:
        process.end_orphans(folder, service)
        assert record.start_time(ours), "the service still runs, so nothing is an orphan"
        leader.kill()
        leader.wait()
        process.end_orphans(Folder(tmp_path / "another"), service)
        assert record.start_time(ours)
        process.end_orphans(folder, service)
        assert record.start_time(ours) is None
        assert record.start_time(other)
    finally:
        leader.kill()
        leader.stdout.close()
        for pid in (ours, other):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
