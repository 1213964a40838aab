"""``volume diagnose`` and ``volume repair`` against a scripted cloud: requests, refusals, texts."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cloud_of_services import SERVERS, sign_in
from tests.unit.conftest import Run
from tests.unit.pseudo_terminal import on_terminal
from tests.unit.samples import ID, page, uuid, volume
from tests.unit.scripted_server import ScriptedServer, answer, fault

LISTS = ("attachments", "messages", "snapshots", "backups")
SERVER = uuid(77)
PROJECT = "0123456789abcdef0123456789abcdef"


def script(server: ScriptedServer, *volumes: dict[str, Any], **lists: Any) -> None:
    """A cloud with these volumes, and with nothing else but ``lists``."""
    for each in volumes:
        each.setdefault("os-vol-host-attr:host", "h@b#p")
        server.on("GET", f"/volumes/{each['id']}", answer(200, {"volume": each}))
    server.on("GET", "/volumes/detail", answer(200, page(*volumes)))
    for name in LISTS:
        path = f"/{name}" if name == "messages" else f"/{name}/detail"
        server.on("GET", path, answer(200, {name: lists.get(name, [])}))
    server.on("GET", "/os-services", answer(200, {"services": lists.get("services", [])}))
    server.on("GET", "/volume-transfers/detail", answer(200, {"transfers": []}))


def attachment(**changed: Any) -> dict[str, Any]:
    return {
        "id": uuid(9),
        "volume_id": ID,
        "status": "attached",
        "instance": None,
        "connection_info": {"driver_volume_type": "iscsi"},
        **changed,
    }


def test_everything_is_listed_once_however_many_volumes_there_are(
    server: ScriptedServer, run: Run
) -> None:
    script(server, *(volume(uuid(number)) for number in range(200)))
    told = run("volume", "diagnose", "--all", "-f", "json")
    assert (told.code, json.loads(told.out)) == (0, [])
    assert "200 volumes looked at, 0 with something wrong." in told.err
    assert len(server.requests()) == 7


def test_a_healthy_volume_is_said_to_be_so(server: ScriptedServer, run: Run) -> None:
    script(server, volume())
    told = run("volume", "diagnose", ID)
    assert (told.code, told.out) == (0, "demo is 'available', and nothing is wrong.\n")


def test_what_this_user_may_not_see_is_said(server: ScriptedServer, run: Run) -> None:
    script(server, volume(status="error_extending"))
    server.on("GET", "/os-services", fault(403, "Policy doesn't allow it"))
    told = run("volume", "diagnose", ID)
    assert told.code == 10
    assert "(very likely)" in told.out
    assert "services: not allowed to see" in told.out


def usage(gigabytes: int) -> dict[str, Any]:
    """A quota of which so much is reserved."""
    counts = {"limit": 1000, "in_use": 5, "reserved": gigabytes}
    return {"quota_set": {"id": PROJECT, "gigabytes": counts, "volumes": {**counts, "reserved": 0}}}


def of_project(**changed: Any) -> dict[str, Any]:
    return volume(**{"os-vol-tenant-attr:tenant_id": PROJECT}, **changed)


def test_quota_that_a_cut_extension_holds_is_evidence(server: ScriptedServer, run: Run) -> None:
    script(server, of_project(status="extending"))
    server.on("GET", f"/os-quota-sets/{PROJECT}", answer(200, usage(2)))
    told = run("volume", "diagnose", ID, "-f", "json")
    [found] = json.loads(told.out)
    assert (found["cause"], told.code) == ("extending-cut-short", 10)
    assert "quota" in [each["part"] for each in found["evidence"]]
    assert "(gigabytes 2) lapses by itself" in found["risk"]


@pytest.mark.parametrize(
    ("status", "held", "is_told"),
    [("available", 2, True), ("extending", 2, False), ("available", 0, False)],
    ids=["left", "at work", "none"],
)
def test_quota_that_nothing_at_work_holds_is_told_once(
    server: ScriptedServer, run: Run, status: str, held: int, is_told: bool
) -> None:
    script(server, of_project(status=status), of_project(volume_id=uuid(2)))
    server.on("GET", f"/os-quota-sets/{PROJECT}", answer(200, usage(held)))
    told = run("volume", "diagnose", "--all", "--patience", "1e12")
    assert told.code == 0
    assert told.err.count(f"Project {PROJECT} has quota reserved (gigabytes 2)") == is_told
    assert len(server.requests("GET", f"/os-quota-sets/{PROJECT}")) == 1


def test_a_quota_that_may_not_be_seen_is_no_error(server: ScriptedServer, run: Run) -> None:
    script(server, of_project(status="error_extending"))
    server.on("GET", f"/os-quota-sets/{PROJECT}", fault(403, "Policy doesn't allow it"))
    told = run("volume", "diagnose", ID)
    assert (told.code, "(certain)" in told.out) == (10, True)


def test_a_name_cannot_move_the_cursor(server: ScriptedServer, run: Run) -> None:
    script(server, volume(name="a\x1b[2Jb", status="error_extending"))
    assert "\x1b" not in run("volume", "diagnose", ID).out


@pytest.mark.parametrize(
    "line", [(), ("--all", ID), (ID, "--project", "p")], ids=["none", "both", "project"]
)
def test_what_makes_no_sense_is_refused(run: Run, env: Any, line: tuple[str, ...]) -> None:
    assert run("volume", "diagnose", *line).code == 2


def test_a_repair_asks_and_refuses_where_nobody_answers(server: ScriptedServer, run: Run) -> None:
    script(server, volume(status="error_extending"))
    told = run("volume", "repair", ID)
    assert told.code == 2
    assert "--yes" in told.err
    assert not server.requests("POST")


def test_a_dry_run_shows_the_plan_and_changes_nothing(server: ScriptedServer, run: Run) -> None:
    script(server, volume(status="error_extending"))
    told = run("volume", "repair", ID, "--dry-run")
    assert told.code == 0
    assert "blockctl volume set --state available" in told.err
    assert told.err.endswith("1 volume would be mended.\nNothing was changed.\n")
    assert not server.requests("POST")


def test_a_table_has_a_short_line_for_each(server: ScriptedServer, run: Run) -> None:
    script(server, volume(status="error_extending"))
    told = run("volume", "diagnose", "--all", "-f", "table")
    row = f"| {ID} | demo | error_extending | error-extending | certain | True "
    assert (told.code, row in told.out) == (10, True)


def test_the_remedy_repeats_what_the_user_said(server: ScriptedServer, run: Run) -> None:
    row = volume(status="in-use")
    row["attachments"] = [{"attachment_id": uuid(9), "host_name": "web 7"}]
    script(server, row, attachments=[attachment()])
    told = run("volume", "diagnose", ID, "--patience", "30", "--gone-host", "web 7")
    assert f"remedy      blockctl volume repair --patience 30 --gone-host 'web 7' {ID}" in told.out
    assert run("volume", "repair", ID, "--dry-run").err.endswith(
        "nothing is wrong.\nNothing was changed.\n"
    )


def test_what_is_wrong_comes_first(server: ScriptedServer, run: Run) -> None:
    script(server, volume(status="creating"), volume(uuid(7), status="error_extending"))
    told = run("volume", "diagnose", "--all", "--patience", "1e12")
    assert told.code == 10
    assert told.out.index("could not be extended") < told.out.index("it counts as stuck after")


def test_sentences_fit_the_terminal_and_commands_are_whole_lines(
    server: ScriptedServer, env: dict[str, str]
) -> None:
    script(server, volume(status="reverting"))
    command = [sys.executable, "-m", "blockctl", "volume", "diagnose", ID]
    code, text = on_terminal(command, env, columns=60)
    lines = text.splitlines()
    assert code == 10
    assert f"              blockctl volume set --state available {ID} &&" in lines
    assert all(len(line) <= 60 for line in lines if "blockctl" not in line)
    assert "              overwrites all of it" in lines


def test_a_repair_that_mends_nothing_says_so(server: ScriptedServer, run: Run) -> None:
    script(server, volume(status="error_extending"))
    server.on("POST", f"/volumes/{ID}/action", answer(202))
    told = run("volume", "repair", ID, "--yes")
    assert told.code == 5
    assert "It was done, but" in told.err


def test_a_healthy_volume_is_not_touched(server: ScriptedServer, run: Run) -> None:
    other = uuid(7)
    script(server, volume(), volume(other))
    told = run("volume", "repair", ID, other, "--yes")
    assert told.code == 0
    assert "repaired" not in told.err
    assert told.err.endswith("Nothing was changed.\n")
    assert not server.requests("POST")


@pytest.fixture
def _signed_in(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cloud has a catalog, in which Nova is found."""
    for name in ("OS_ENDPOINT", "OS_TOKEN"):
        monkeypatch.delenv(name)
    for name, value in sign_in(server).items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("_signed_in")
def test_an_attachment_of_a_server_that_nova_does_not_know(
    server: ScriptedServer, run: Run
) -> None:
    held = attachment(instance=SERVER)
    script(server, volume(status="in-use"), attachments=[held])
    server.on("GET", f"{SERVERS}/{SERVER}", fault(404, "Instance could not be found."))
    server.on("DELETE", f"/attachments/{held['id']}", answer(200, {"attachments": []}))
    told = run("volume", "diagnose", ID, "-f", "json")
    assert json.loads(told.out)[0]["cause"] == "server-gone"
    run("volume", "repair", ID, "--yes")
    assert len(server.requests("DELETE")) == 1


@pytest.mark.usefixtures("_signed_in")
def test_a_server_that_nova_knows_is_no_trouble(server: ScriptedServer, run: Run) -> None:
    script(server, volume(status="in-use"), attachments=[attachment(instance=SERVER)])
    server.on("GET", f"{SERVERS}/{SERVER}", answer(200, {"server": {"id": SERVER, "name": "w"}}))
    assert run("volume", "diagnose", ID).code == 0


def test_overwriting_a_status_over_an_attachment_is_warned_of(
    server: ScriptedServer, run: Run
) -> None:
    script(server, volume(status="reserved"))
    server.on("GET", "/attachments", answer(200, {"attachments": [attachment()]}))
    server.on("POST", f"/volumes/{ID}/action", answer(202))
    told = run("volume", "set", "--state", "available", ID)
    assert told.code == 0
    assert f"Against it: volume demo has attachment {uuid(9)}" in told.err
    assert f"blockctl volume repair {ID}" in told.err
    assert len(server.requests("GET")) == 2


@pytest.mark.parametrize(
    ("noun", "path", "key"),
    [
        ("volume", "volumes", "volume"),
        ("volume snapshot", "snapshots", "snapshot"),
        ("volume backup", "backups", "backup"),
    ],
)
def test_overwriting_the_status_of_what_is_at_work_is_warned_of(
    server: ScriptedServer, run: Run, noun: str, path: str, key: str
) -> None:
    server.on("GET", f"/{path}/{ID}", answer(200, {key: volume(status="creating")}))
    server.on("POST", f"/{path}/{ID}/action", answer(202))
    told = run(*noun.split(), "set", "--state", "error", ID)
    assert told.code == 0
    assert f"Against it: {noun} demo is 'creating'" in told.err


def test_nothing_is_said_where_nothing_speaks_against_it(server: ScriptedServer, run: Run) -> None:
    script(server, volume(status="error"))
    server.on("GET", "/attachments", answer(200, {"attachments": []}))
    server.on("POST", f"/volumes/{ID}/action", answer(202))
    told = run("volume", "set", "--state", "available", ID)
    assert (told.code, told.err) == (0, "")


def test_the_stand_in_warns_too(server: ScriptedServer, run: Run) -> None:
    row = volume(status="attaching", attachments=[{"attachment_id": uuid(9)}])
    server.on("GET", f"/volumes/{ID}", answer(200, {"volume": row}))
    server.on("POST", f"/volumes/{ID}/action", answer(202))
    told = run("cinder", "reset-state", "--state", "available", ID)
    assert told.code == 0
    assert f"Against it: volume demo has attachment {uuid(9)}" in told.err
    assert len(server.requests("POST")) == 1


def test_nothing_is_done_that_cannot_be_written_down(
    server: ScriptedServer, run: Run, env: dict[str, str]
) -> None:
    script(server, volume(status="error_extending"))
    (Path(env["BLOCKCTL_STATE_DIR"]) / "repairs.jsonl").mkdir()
    told = run("volume", "repair", ID, "--yes")
    assert told.code == 1
    assert "where repairs are recorded" in told.err
    assert not server.requests("POST")
