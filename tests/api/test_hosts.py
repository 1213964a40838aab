"""``volume host …``, ``block storage cluster|log level|cleanup`` on a real Cinder."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from tests.api.conftest import Blockctl
from tests.unit.scripted_server import ScriptedServer, answer, fault

HOST = "standalone@file"
CLUSTER = "east@file"


def told(blockctl: Blockctl, *args: str) -> tuple[int, str]:
    """The exit code and what is said on stderr, but for where the service is."""
    done = blockctl(*args, check=False)
    said = [line for line in done.stderr.splitlines() if not line.startswith("using the ")]
    return done.returncode, "\n".join(said)


def listed(blockctl: Blockctl, *args: str) -> Any:
    return json.loads(blockctl(*args, "-f", "json").stdout)


def change(blockctl: Blockctl, statement: str, *values: str) -> None:
    """Write to the service's database what takes a second host, or another storage, to come by."""
    file = blockctl.folder / "state" / "standalone" / "cinder.sqlite"
    with closing(sqlite3.connect(file, timeout=30)) as connection, connection:
        connection.execute(statement, values)


@pytest.fixture
def cluster(blockctl: Blockctl) -> Iterator[None]:
    columns = "created_at, deleted, name, binary, disabled, race_preventer, frozen"
    values = "'2026-01-01 00:00:00', 0, ?, 'cinder-volume', 0, 0, 0"
    change(blockctl, f"INSERT INTO clusters ({columns}) VALUES ({values})", CLUSTER)
    try:
        yield
    finally:
        change(blockctl, "DELETE FROM clusters")


@pytest.fixture
def replicating(blockctl: Blockctl) -> Iterator[None]:
    """The volume service as one whose storage replicates, which the file driver's does not."""
    statement = "UPDATE services SET replication_status = ? WHERE host = ?"
    change(blockctl, statement, "enabled", HOST)
    try:
        yield
    finally:
        change(blockctl, statement, "disabled", HOST)
        # A failover that fails disables the service.
        blockctl("volume", "host", "set", "--disable", HOST)
        blockctl("volume", "host", "set", "--enable", HOST)


def test_freezing_and_thawing(blockctl: Blockctl) -> None:
    line = ("volume", "host", "set")

    def state() -> tuple[str, bool]:
        [row] = listed(blockctl, "volume", "service", "list", "--host", HOST, "--replication")
        return row["Status"], row["Frozen"]

    blockctl(*line, "--disable", HOST)
    assert state() == ("disabled", True)
    assert told(blockctl, *line, "--disable", HOST) == (5, f"{HOST} is frozen already.")
    blockctl(*line, "--enable", HOST)
    assert state() == ("enabled", False)
    assert told(blockctl, *line, "--enable", HOST) == (5, f"{HOST} is not frozen.")
    code, said = told(blockctl, *line, "--disable", HOST, "nowhere")
    assert code == 9
    assert "There is no service cinder-volume on host 'nowhere'." in said
    assert state() == ("disabled", True)
    blockctl(*line, "--enable", HOST)


def test_a_backend_that_does_not_thaw(blockctl: Blockctl) -> None:
    row = {"host": "a@b", "binary": "cinder-volume", "status": "disabled", "frozen": False}
    with ScriptedServer() as server:
        # What Cinder answers then (cinder/volume/api.py: thaw_host).
        refusal = b"Backend reported error during thaw_host operation."
        server.on("PUT", "/os-services/thaw", answer(200, refusal))
        server.on("GET", "/os-services", answer(200, {"services": [row]}))
        env = {"OS_ENDPOINT": server.endpoint, "OS_TOKEN": "any"}
        done = blockctl("volume", "host", "set", "--enable", "a@b", env=env, check=False)
    assert done.returncode == 1
    assert "a@b is thawed but still disabled, because its backend refused." in done.stderr


@pytest.mark.usefixtures("replicating")
def test_a_failover_that_fails_is_waited_for_and_told(blockctl: Blockctl) -> None:
    line = ("volume", "host", "failover", "--volume-backend", "east", "--wait", HOST)
    code, said = told(blockctl, *line)
    assert code == 1
    assert f"{HOST} was not failed over: its replication is failover-error, " in said


def test_what_cannot_be_failed_over(blockctl: Blockctl) -> None:
    line = ("volume", "host", "failover", "--volume-backend", "east")
    assert told(blockctl, *line, HOST) == (
        5,
        f"{HOST} has nothing to fail over: replication is disabled.",
    )
    assert told(blockctl, *line, "nowhere")[0] == 3
    assert told(blockctl, "volume", "host", "failover", HOST)[0] == 2


def test_a_cluster_fails_over_on_old_and_new_servers(blockctl: Blockctl) -> None:
    clustered = {"cluster": {"name": CLUSTER, "replication_status": "failed-over"}}
    line = ("volume", "host", "failover", "--cluster", CLUSTER, "--volume-backend", "", "--wait")
    with ScriptedServer() as server:
        env = {"OS_ENDPOINT": server.endpoint, "OS_TOKEN": "any"}
        server.on("GET", f"/clusters/{CLUSTER}", answer(200, clustered))
        server.on("PUT", "/os-services/failover_host", answer(202, {}))
        server.on("PUT", "/os-services/failover", fault(404, "Not found"), answer(202, {}))
        for _ in ("new", "old"):
            blockctl(*line, env=env)
    sent = server.requests("PUT")
    # A new server is asked twice, an old one once.
    assert [request.path.rpartition("/")[2] for request in sent] == [
        "failover", "failover_host", "failover",
    ]  # fmt: skip
    assert [request.json() for request in sent] == [{"cluster": CLUSTER}] * 3


@pytest.mark.parametrize(
    ("target", "status", "active", "code"),
    [
        ("east", "failed-over", "east", 0),
        ("west", "failed-over", "east", 1),
        ("east", "enabled", None, 1),
        ("", "failed-over", "east", 0),
        ("default", "enabled", None, 0),
        ("default", "failed-over", "east", 1),
    ],
)
def test_a_failover_is_done_when_the_host_is_served_from_there(
    blockctl: Blockctl, target: str, status: str, active: str | None, code: int
) -> None:
    row = {"host": "a@b", "binary": "cinder-volume", "status": "disabled"}
    replicating = {**row, "replication_status": status, "active_backend_id": active}
    with ScriptedServer() as server:
        server.on("PUT", "/os-services/failover_host", answer(202, {}))
        server.on("GET", "/os-services", answer(200, {"services": [replicating]}))
        env = {"OS_ENDPOINT": server.endpoint, "OS_TOKEN": "any"}
        line = ("volume", "host", "failover", "--wait", "--volume-backend", target, "a@b")
        done = blockctl(*line, env=env, check=False)
    assert done.returncode == code, done.stderr
    assert ("a@b was not failed over" in done.stderr) == bool(code)


@pytest.mark.usefixtures("cluster")
def test_clusters(blockctl: Blockctl) -> None:
    words = ("block", "storage", "cluster")
    [row] = listed(blockctl, *words, "list")
    assert row == {
        "Name": CLUSTER, "Binary": "cinder-volume", "State": "down", "Status": "enabled",
    }  # fmt: skip
    assert listed(blockctl, *words, "list", "--cluster", "east", "--down") == [row]
    for other in (["--up"], ["--disabled"], ["--num-hosts", "2"], ["--active-backend", "x"]):
        assert listed(blockctl, *words, "list", *other) == [], other

    done = blockctl(*words, "set", "--disable", "--disable-reason", "a test", CLUSTER)
    assert done.stdout == ""
    shown = listed(blockctl, *words, "show", "--binary", "cinder-volume", CLUSTER)
    assert (shown["Status"], shown["Disabled Reason"]) == ("disabled", "a test")
    assert told(blockctl, *words, "show", "--binary", "cinder-backup", CLUSTER) == (
        3,
        f"There is no cluster '{CLUSTER}' of cinder-backup.",
    )
    assert told(blockctl, *words, "show", "west") == (3, "There is no cluster 'west'.")
    code, said = told(blockctl, *words, "set", CLUSTER, "west")
    assert (code, f"enabled  {CLUSTER}" in said) == (9, True)
    assert listed(blockctl, *words, "show", CLUSTER)["Status"] == "enabled"
    code, said = told(blockctl, *words, "list", "--os-volume-api-version", "3.6")
    assert (code, "needs volume API version 3.7" in said) == (2, True)


def test_log_levels(blockctl: Blockctl) -> None:
    words = ("block", "storage", "log", "level")
    logger = "cinder.volume.api"

    def levels() -> dict[str, str]:
        rows = listed(blockctl, *words, "list", "--log-prefix", logger)
        assert {row["Prefix"] for row in rows} == {logger}
        return {row["Binary"]: row["Level"] for row in rows}

    before = levels()
    assert before.keys() == {"cinder-api", "cinder-backup", "cinder-scheduler", "cinder-volume"}
    blockctl(*words, "set", "error", "--log-prefix", logger)
    assert set(levels().values()) == {"ERROR"}
    [row] = listed(blockctl, *words, "list", "--host", HOST, "--log-prefix", logger)
    assert (row["Binary"], row["Host"]) == ("cinder-volume", HOST)
    blockctl(*words, "set", before["cinder-api"], "--log-prefix", logger, "--host", "standalone")
    assert levels() == before
    of_nobody = ("--host", "nowhere", "--service", "cinder-volume")
    assert told(blockctl, *words, "set", "INFO", *of_nobody) == (
        3,
        "No cinder-volume is up on host 'nowhere'.\nSee: blockctl volume service list",
    )


def test_cleanup(blockctl: Blockctl) -> None:
    words = ("block", "storage", "cleanup")
    assert told(blockctl, *words) == (0, "No service has anything to clean up.")
    [row] = listed(blockctl, *words, "--up", "--host", HOST, "--enabled")
    assert (row["Host"], row["Binary"], row["Status"]) == (HOST, "cinder-volume", "Cleaning")
    code, said = told(blockctl, *words, "--up", "--service-id", "1")
    assert (code, "say whose work it is with --host or --cluster" in said) == (0, True)
    code, said = told(blockctl, *words, "--binary", "cinder-backup")
    assert (code, "is not one of" in said) == (1, True)
    code, said = told(blockctl, *words, "--os-volume-api-version", "3.23")
    assert (code, "needs volume API version 3.24" in said) == (2, True)
