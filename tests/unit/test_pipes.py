"""Readers that go away, and Ctrl-C."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from tests.unit.samples import ID, page, uuid, volume
from tests.unit.scripted_server import ScriptedServer, answer, hang

LIST = "/volumes/detail"
CREATING = answer(200, {"volume": volume(status="creating")})
Spawn = Callable[..., "subprocess.Popen[str]"]


def interrupt_when(
    process: "subprocess.Popen[str]", ready: Callable[[], bool]
) -> tuple[int, str, str]:
    """Send SIGINT to ``process`` as soon as ``ready``; its exit status, stdout and stderr."""
    deadline = time.monotonic() + 20
    while not ready():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "the command never came so far"
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


@pytest.mark.parametrize("format_", ["value", "json", "table"])
def test_a_reader_that_goes_away_ends_the_list_quietly(
    server: ScriptedServer, env: dict[str, str], format_: str
) -> None:
    # Far more than the 64 KiB that a pipe holds.
    many = [volume(uuid(number), name="x" * 200) for number in range(1000)]
    server.on(
        "GET",
        LIST,
        *(answer(200, page(*many, marker=uuid(number))) for number in range(4)),
        answer(200, page()),
    )
    blockctl = f"{sys.executable} -m blockctl volume list -f {format_}"
    done = subprocess.run(
        ["bash", "-c", f"{blockctl} | head -1; echo ${{PIPESTATUS[0]}} >&2"],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == "141\n"
    assert len(done.stdout.splitlines()) == 1


def test_a_stream_stops_asking_when_its_reader_is_gone(
    server: ScriptedServer, env: dict[str, str]
) -> None:
    pages = [page(*(volume(uuid(n)) for n in range(1000)), marker=uuid(i)) for i in range(50)]
    server.on("GET", LIST, *(answer(200, body) for body in pages), answer(200, page()))
    command = f"{sys.executable} -m blockctl volume list -f value | head -1"
    subprocess.run(["bash", "-c", command], env=env, capture_output=True, check=True)
    assert len(server.requests()) < 10


def test_help_into_a_closed_pipe_is_quiet(env: dict[str, str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "blockctl", "--help"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    process.stdout.close()
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (141, b"")


def test_an_interrupted_wait_names_the_volume(server: ScriptedServer, spawn: Spawn) -> None:
    server.on("POST", "/volumes", answer(202, {"volume": volume(status="creating")}))
    server.on("GET", f"/volumes/{ID}", CREATING)
    process = spawn("volume", "create", "--size", "1", "--wait", "demo")
    code, out, err = interrupt_when(process, lambda: len(server.requests("GET")) > 1)
    assert (code, out) == (130, "")
    assert "Traceback" not in err
    told = [line for line in err.splitlines() if line and line != f"volume demo ({ID}): creating"]
    assert told == [
        f"Stopped waiting; volume demo ({ID}) is still creating.",
        f"Look again with: blockctl volume show {ID}",
    ]


def test_an_interrupted_request_ends_at_once(server: ScriptedServer, spawn: Spawn) -> None:
    server.on("GET", LIST, hang)
    process = spawn("volume", "list")
    code, out, err = interrupt_when(process, lambda: bool(server.requests()))
    assert (code, out) == (130, "")
    assert err.split() == ["Interrupted."]


def test_an_interrupted_create_says_that_it_may_have_happened(
    server: ScriptedServer, spawn: Spawn
) -> None:
    server.on("POST", "/volumes", hang)
    process = spawn("volume", "create", "--size", "1", "demo")
    code, _, err = interrupt_when(process, lambda: bool(server.requests("POST")))
    assert code == 130
    assert "Traceback" not in err
    assert "may or may not" in err


def test_an_interrupt_ends_several_targets_at_once(server: ScriptedServer, spawn: Spawn) -> None:
    targets = [uuid(number) for number in range(20)]
    for target in targets:
        server.on("GET", f"/volumes/{target}", answer(200, {"volume": volume(target)}))
        server.on("DELETE", f"/volumes/{target}", answer(202))
    process = spawn("volume", "delete", "--wait", *targets)
    code, _, err = interrupt_when(process, lambda: bool(server.requests("DELETE")))
    assert code == 130
    assert "Traceback" not in err
    deleted = len(server.requests("DELETE"))
    assert deleted < len(targets), "more was deleted after the interrupt"


def test_notes_into_a_closed_stderr_fail_nothing(
    server: ScriptedServer, env: dict[str, str]
) -> None:
    server.on("GET", LIST, answer(200, page(volume())))
    done = subprocess.run(
        [
            "sh",
            "-c",
            f"exec {sys.executable} -m blockctl --debug volume list -f value -c Name 2>&-",
        ],
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "demo\n")
