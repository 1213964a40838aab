"""Several targets at once: each is tried, each failure is told."""

import threading
import time

import pytest

from blockctl.commands.base import run_all
from blockctl.errors import Conflict, SomeFailed
from tests.unit.conftest import Run
from tests.unit.samples import page, uuid, volume
from tests.unit.scripted_server import ScriptedServer, answer, fault

LIST = "/volumes/detail"
A, B, C = (uuid(number) for number in (1, 2, 3))


@pytest.fixture(autouse=True)
def _three_volumes(server: ScriptedServer) -> None:
    server.on("GET", LIST, answer(200, page()))
    server.on("GET", "/snapshots/detail", answer(200, {"snapshots": []}))
    for target in (A, B, C):
        server.on("GET", f"/volumes/{target}", answer(200, {"volume": volume(target)}))
        server.on("DELETE", f"/volumes/{target}", answer(202))


def test_one_failure_does_not_stop_the_others(server: ScriptedServer, run: Run) -> None:
    server.on("DELETE", f"/volumes/{B}", fault(409, "it is in use"))
    done = run("volume", "delete", A, B, C)
    assert (done.code, done.out) == (9, "")
    lines = done.err.splitlines()
    assert lines[0] == f"deleted  {A}"
    assert lines[1].startswith(f"failed   {B}  ")
    assert "it is in use" in lines[1]
    assert lines[2:] == [f"deleted  {C}", "2 of 3 deleted"]
    assert len(server.requests("DELETE")) == 3


def test_what_another_target_stood_on_goes_after_it(server: ScriptedServer, run: Run) -> None:
    gone = fault(404, "gone", "itemNotFound")
    server.on("DELETE", f"/volumes/{A}", fault(409, "B stands on it"), answer(202))
    for target in (A, B):
        server.on("GET", f"/volumes/{target}", answer(200, {"volume": volume(target)}), gone)
    done = run("volume", "delete", "--wait", A, B)
    assert (done.code, done.err) == (0, f"deleted  {B}\ndeleted  {A}\n")
    deleted = [request.path.rpartition("/")[2] for request in server.requests("DELETE")]
    assert sorted(deleted) == sorted([A, B, A])


def test_what_stays_refused_is_not_asked_for_ever(server: ScriptedServer, run: Run) -> None:
    gone = fault(404, "gone", "itemNotFound")
    server.on("DELETE", f"/volumes/{A}", fault(409, "C stands on it"))
    server.on("GET", f"/volumes/{B}", answer(200, {"volume": volume(B)}), gone)
    done = run("volume", "delete", "--wait", A, B)
    assert done.code == 9
    assert "C stands on it" in done.err
    assert len(server.requests("DELETE", f"/volumes/{A}")) == 2


def test_a_target_that_is_not_there_is_one_of_the_failures(
    server: ScriptedServer, run: Run
) -> None:
    done = run("volume", "delete", "nothing", A)
    assert done.code == 9
    assert "failed   nothing" in done.err
    assert f"deleted  {A}" in done.err


def test_all_that_fail_are_told(server: ScriptedServer, run: Run) -> None:
    for target in (A, B):
        server.on("DELETE", f"/volumes/{target}", fault(403, "no"))
    done = run("volume", "delete", A, B)
    assert done.code == 9
    assert done.err.count("failed   ") == 2
    assert done.err.endswith("0 of 2 deleted\n")


def test_all_that_are_done_are_told(run: Run) -> None:
    done = run("volume", "delete", A, B)
    assert (done.code, done.out) == (0, "")
    assert done.err == f"deleted  {A}\ndeleted  {B}\n"


def test_one_target_fails_with_its_own_error(server: ScriptedServer, run: Run) -> None:
    server.on("DELETE", f"/volumes/{A}", fault(409, "it is in use"))
    done = run("volume", "delete", A)
    assert done.code == 5
    assert "failed" not in done.err
    assert run("volume", "delete", "nothing").code == 3


def test_a_target_given_twice_is_deleted_once(server: ScriptedServer, run: Run) -> None:
    assert run("volume", "delete", A, A).code == 0
    assert len(server.requests("DELETE")) == 1


def test_a_name_cannot_write_on_the_terminal_or_forge_a_line(run: Run) -> None:
    done = run("volume", "delete", A, f"x\ndeleted  {B}\x1b[31m")
    assert "\x1b" not in done.err
    assert f"deleted  {B}" not in done.err.splitlines()


def test_targets_are_worked_on_at_once_but_not_all_of_them() -> None:
    running = threading.Semaphore(8)
    most = 0
    lock = threading.Lock()
    now = 0

    def work(_: str) -> None:
        nonlocal now, most
        assert running.acquire(blocking=False), "too many at once"
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.02)
        with lock:
            now -= 1
        running.release()

    run_all([str(number) for number in range(30)], work, "done")
    assert most > 1


def test_a_bug_in_one_target_hides_no_other_result(capsys: pytest.CaptureFixture[str]) -> None:
    def work(target: str) -> None:
        if target == "a":
            raise RuntimeError("a bug")
        if target == "b":
            raise Conflict("in use")

    with pytest.raises((RuntimeError, SomeFailed)):
        run_all(["a", "b", "c"], work, "deleted")
    told = capsys.readouterr().err
    assert "deleted  c" in told
    assert "failed   b" in told


def test_the_versions_are_asked_for_once_for_all(server: ScriptedServer, run: Run) -> None:
    run("volume", "delete", A, B, C)
    assert sum(seen.path == "/v3/" for seen in server.seen) == 1
