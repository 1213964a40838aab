"""``--wait``: until it is done, has failed, or takes too long."""

import time

import pytest

from tests.unit.conftest import Run
from tests.unit.samples import ID, page, volume
from tests.unit.scripted_server import Behaviour, ScriptedServer, answer, cut, fault

ONE = f"/volumes/{ID}"
CREATE = ("volume", "create", "--size", "1", "--wait", "demo")
DELETE = ("volume", "delete", "--wait", ID)
GONE = fault(404, "gone", "itemNotFound")


def being(status: str) -> Behaviour:
    return answer(200, {"volume": volume(status=status)})


@pytest.fixture(autouse=True)
def _accepting(server: ScriptedServer) -> None:
    server.on("POST", "/volumes", answer(202, {"volume": volume(status="creating")}))
    server.on("DELETE", ONE, answer(202))
    server.on("GET", "/messages", answer(200, {"messages": []}))


def test_it_returns_what_is_there_when_it_is_ready(server: ScriptedServer, run: Run) -> None:
    server.on("GET", ONE, being("creating"), being("downloading"), being("available"))
    done = run(*CREATE, "-f", "value", "-c", "status")
    assert (done.code, done.out) == (0, "available\n")
    assert done.err == f"volume demo ({ID}): creating\nvolume demo ({ID}): downloading\n"


def test_the_same_state_is_told_once(server: ScriptedServer, run: Run) -> None:
    server.on("GET", ONE, *[being("creating")] * 3, being("available"))
    assert run(*CREATE).err.count("creating") == 1


def test_without_wait_nothing_is_asked_again(server: ScriptedServer, run: Run) -> None:
    done = run("volume", "create", "--size", "1", "demo", "-f", "value", "-c", "status")
    assert (done.code, done.out) == (0, "creating\n")
    assert server.requests("GET") == []


def test_an_error_state_fails_at_once_with_the_service_s_reason(
    server: ScriptedServer, run: Run
) -> None:
    server.on("GET", ONE, being("creating"), being("error"))
    message = {"user_message": "schedule allocate volume: No weighed backends available."}
    server.on("GET", "/messages", answer(200, {"messages": [message]}))
    done = run(*CREATE)
    assert done.code == 1
    assert "No weighed backends available" in done.err
    assert ID in done.err
    assert server.requests("GET", "/messages")[0].query["resource_uuid"] == ID


@pytest.mark.parametrize("trouble", [fault(403, "no"), fault(500, "no"), cut, answer(200, b"<")])
def test_a_reason_that_cannot_be_had_hides_no_failure(
    server: ScriptedServer, run: Run, trouble: Behaviour
) -> None:
    server.on("GET", ONE, being("error"))
    server.on("GET", "/messages", trouble)
    done = run(*CREATE)
    assert done.code == 1
    assert "is in status error" in done.err


def test_an_old_server_is_not_asked_for_a_reason(server: ScriptedServer, run: Run) -> None:
    server.speaks("3.4")
    server.on("GET", ONE, being("error"))
    assert run(*CREATE).code == 1
    assert server.requests("GET", "/messages") == []


def test_it_stops_at_the_timeout(server: ScriptedServer, run: Run) -> None:
    server.on("GET", ONE, being("creating"))
    began = time.monotonic()
    done = run(*CREATE, "--timeout", "0.5")
    assert 0.5 <= time.monotonic() - began < 2
    assert done.code == 6
    assert "still creating after 0.5 s" in done.err
    assert f"blockctl volume show {ID}" in done.err


def test_polls_come_at_growing_intervals(server: ScriptedServer, run: Run) -> None:
    server.on("GET", ONE, being("creating"))
    run(*CREATE, "--timeout", "2")
    assert 5 <= len(server.requests("GET", ONE)) <= 9


def test_one_failing_answer_does_not_end_the_wait(server: ScriptedServer, run: Run) -> None:
    server.on("GET", ONE, being("creating"), fault(503, "restarting"), cut, being("available"))
    assert run(*CREATE).code == 0


def test_what_is_deleted_meanwhile_is_told(server: ScriptedServer, run: Run) -> None:
    server.on("GET", ONE, being("creating"), GONE)
    done = run(*CREATE)
    assert done.code == 3
    assert "was deleted while it was waited for" in done.err


def test_a_deletion_is_done_when_it_is_gone(server: ScriptedServer, run: Run) -> None:
    server.on("GET", ONE, being("available"), being("deleting"), GONE)
    done = run(*DELETE)
    assert (done.code, done.out) == (0, "")


def test_a_deletion_that_failed_is_told(server: ScriptedServer, run: Run) -> None:
    server.on("GET", ONE, being("available"), being("deleting"), being("error_deleting"))
    done = run(*DELETE)
    assert done.code == 1
    assert "error_deleting" in done.err


def test_a_deletion_that_was_given_up_is_told_at_once(server: ScriptedServer, run: Run) -> None:
    # Cinder's manager sets a busy volume back to available (cinder/volume/manager.py).
    server.on("GET", ONE, being("available"), being("deleting"), being("available"))
    began = time.monotonic()
    done = run(*DELETE, "--timeout", "5")
    assert time.monotonic() - began < 3
    assert done.code == 1
    assert "available" in done.err


def test_a_volume_in_error_can_be_deleted_and_waited_for(server: ScriptedServer, run: Run) -> None:
    server.on("GET", ONE, being("error"), being("deleting"), GONE)
    assert run(*DELETE).code == 0


def test_a_size_is_at_least_that_of_what_it_starts_from(server: ScriptedServer, run: Run) -> None:
    server.on("GET", "/volumes/detail", answer(200, page(volume(size=7))))
    run("volume", "create", "--size", "1", "--source", "demo", "clone")
    body = server.requests("POST")[0].json()["volume"]
    assert (body["size"], body["source_volid"]) == (7, ID)


def test_the_reason_is_that_of_this_operation(server: ScriptedServer, run: Run) -> None:
    begun = answer(202, {"volume": volume()}, headers={"X-OpenStack-Request-Id": "req-ours"})
    server.on("POST", "/volumes", begun)
    server.on("GET", ONE, being("error"))
    told = [("req-later", "a later one"), ("req-ours", "this one."), ("req-old", "an older one")]
    messages = [{"request_id": each, "user_message": text} for each, text in told]
    server.on("GET", "/messages", answer(200, {"messages": messages}))
    done = run(*CREATE)
    assert done.err.splitlines()[-2:] == [
        f"volume demo ({ID}) is in status error: this one.",
        f"Find the cause: blockctl volume diagnose {ID}",
    ]


def test_an_older_reason_is_none(server: ScriptedServer, run: Run) -> None:
    begun = answer(202, headers={"X-OpenStack-Request-Id": "req-ours"})
    server.on("DELETE", ONE, begun)
    server.on("GET", ONE, being("available"), being("error_deleting"))
    older = {"request_id": "req-old", "user_message": "an older one"}
    server.on("GET", "/messages", answer(200, {"messages": [older]}))
    done = run(*DELETE)
    assert "the service gives no reason" in done.err
    assert "older" not in done.err


BACKUP = {"id": ID, "name": "b", "status": "available"}


def test_a_state_that_a_service_writes_is_waited_for(server: ScriptedServer, run: Run) -> None:
    path = f"/backups/{ID}"
    server.on("POST", f"{path}/action", answer(202))
    reached = answer(200, {"backup": {**BACKUP, "status": "error"}})
    server.on("GET", path, *[answer(200, {"backup": BACKUP})] * 2, reached)
    done = run("volume", "backup", "set", "--state", "error", "--wait", ID)
    assert (done.code, done.err) == (0, f"backup b ({ID}): available\n")


GROUP = f"/groups/{ID}"


def replicated(status: str) -> Behaviour:
    return answer(200, {"group": {"id": ID, "name": "g", "replication_status": status}})


@pytest.mark.parametrize(
    ("words", "before", "during", "after"),
    [
        ("set --enable-replication", "disabled", "enabling", "enabled"),
        ("set --disable-replication", "enabled", "disabling", "disabled"),
        ("failover", "enabled", "failing-over", "failed-over"),
        ("failover --secondary-backend-id default", "failed-over", "failing-over", "enabled"),
    ],
)
def test_a_group_s_replication_is_waited_for(
    server: ScriptedServer, run: Run, words: str, before: str, during: str, after: str
) -> None:
    server.on("POST", f"{GROUP}/action", answer(202))
    server.on("GET", GROUP, *map(replicated, (before, during, after)))
    done = run("volume", "group", *words.split(), "--wait", ID)
    assert (done.code, done.err) == (0, f"replication of volume group g ({ID}): {during}\n")


def test_a_replication_that_failed_is_told(server: ScriptedServer, run: Run) -> None:
    server.on("POST", f"{GROUP}/action", answer(202))
    server.on("GET", GROUP, replicated("disabled"), replicated("error"))
    done = run("volume", "group", "set", "--enable-replication", "--wait", ID)
    assert done.code == 1
    assert "Replication of volume group g" in done.err
    assert "is in status error: the service gives no reason." in done.err
