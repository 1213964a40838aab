"""The stand-in for cinder: what it says beside cinder's own output, its imports, and the shim."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from blockctl.migration import extension, syntax
from blockctl.migration.standin.verbs import verbs
from tests.unit.conftest import Run
from tests.unit.pseudo_terminal import on_terminal
from tests.unit.samples import ID, page, volume
from tests.unit.scripted_server import ScriptedServer, answer, fault
from tests.unit.test_imports import RUNNER

LIST = "/volumes/detail"
BLOCKCTL = (sys.executable, "-m", "blockctl")
NOTE = "In blockctl: blockctl volume list"
# These ask nothing of the volume service.
SPOKEN = {*extension.VERBS, "help", "bash-completion", "bash_completion"}


@pytest.fixture(autouse=True)
def _volumes(server: ScriptedServer) -> None:
    server.on("GET", LIST, answer(200, page(volume(name="größer"))))


def test_every_verb_of_cinder_is_there() -> None:
    assert set(verbs()) == set(syntax.verbs()) - SPOKEN


def test_a_terminal_is_told_the_new_spelling(env: dict[str, str]) -> None:
    code, text = on_terminal([*BLOCKCTL, "cinder", "list"], env)
    assert code == 0
    assert text.splitlines()[0] == NOTE


def test_the_new_spelling_can_be_silenced(env: dict[str, str]) -> None:
    _, text = on_terminal([*BLOCKCTL, "cinder", "list"], {**env, "BLOCKCTL_CINDER_QUIET": "1"})
    assert "In blockctl" not in text
    assert "größer" in text


def test_nothing_is_said_where_stderr_is_no_terminal(run: Run) -> None:
    done = run("cinder", "list")
    assert (done.code, done.err) == (0, "")
    assert "| größer |" in done.out


def test_a_secret_is_not_said_again(env: dict[str, str], server: ScriptedServer) -> None:
    server.on("POST", f"/volume-transfers/{ID}/accept", answer(202, {"transfer": {"id": ID}}))
    line = ["cinder", "--", "--os-password", "pa55", "transfer-accept", ID, "k3y"]
    code, text = on_terminal([*BLOCKCTL, *line], env)
    assert code == 0
    assert "In blockctl: blockctl volume transfer request accept" in text
    assert "k3y" not in text
    assert "pa55" not in text


def test_what_cinders_parser_refuses_ends_as_there(run: Run) -> None:
    usage = run("cinder", "list", "--nonsense")
    assert (usage.code, usage.out, usage.err.splitlines()[0]) == (
        2, "", "error: cinder list: unrecognized arguments: --nonsense."
    )  # fmt: skip


def test_a_misspelt_verb_is_met_with_the_nearest(run: Run) -> None:
    assert run("cinder", "lst").err.splitlines()[1] == "Is it list?"
    assert run("cinder", "list", "--nonsense").err.splitlines()[1] == "See: blockctl cinder help"


@pytest.mark.parametrize(
    "line",
    [
        ("list", "--filters", "nonsense"),
        ("list", "--filters", "name=a", "--filters", "name=b"),
        ("--os-volume-api-version", "3.9", "list", "--group_id", ID),
        ("--os-volume-api-version", "three", "list"),
    ],
)
def test_what_cinder_checks_itself_ends_as_there(
    run: Run, server: ScriptedServer, line: tuple[str, ...]
) -> None:
    own = run("cinder", "--", *line)
    assert (own.code, own.out, own.err[:7]) == (1, "", "ERROR: ")
    assert server.requests("GET", LIST) == []


def test_a_fault_is_told_in_cinder_s_words(run: Run, server: ScriptedServer) -> None:
    server.on("GET", LIST, fault(400, "Not like this."))
    done = run("cinder", "list")
    assert (done.code, done.out, done.err) == (1, "", "ERROR: Not like this. (HTTP 400)\n")


def test_an_answer_that_lacks_what_is_shown_is_told(run: Run, server: ScriptedServer) -> None:
    server.on("GET", f"/volumes/{ID}", answer(200, {"volume": {"id": ID}}))
    server.on("POST", f"/volumes/{ID}/action", answer(200, {}))
    for verb in ("image-metadata-show", "metadata-show"):
        done = run("cinder", verb, ID)
        told = "ERROR: The answer of the volume service has no 'metadata'.\n"
        assert (done.code, done.out, done.err) == (1, "", told)


def test_the_microversion_is_the_one_that_cinder_asks_for(run: Run, server: ScriptedServer) -> None:
    run("cinder", "--", "--os-volume-api-version", "3.30", "list")
    run("cinder", "--", "--os-volume-api-version", "3", "list")
    run("cinder", "list")
    sent = [each.headers.get("openstack-api-version") for each in server.seen if LIST in each.path]
    assert sent == ["volume 3.30", None, "volume 3.71"]


def test_every_key_of_a_group_type_is_removed(run: Run, server: ScriptedServer) -> None:
    kept = {"id": ID, "name": "kind"}
    server.on("GET", f"/group_types/{ID}", answer(200, {"group_type": kept}))
    for key in "ab":
        server.on("DELETE", f"/group_types/{ID}/group_specs/{key}", answer(202))
    assert run("cinder", "group-type-key", ID, "unset", "a", "b").code == 0
    deleted = [each.path[-1] for each in server.seen if each.method == "DELETE"]
    assert deleted == ["a", "b"]


def test_a_name_cannot_lead_to_another_resource(run: Run, server: ScriptedServer) -> None:
    done = run("cinder", "attachment-delete", "../volumes")
    assert done.code == 1
    assert not [each for each in server.seen if each.method == "DELETE"]


def test_no_cell_carries_a_control_character(run: Run, server: ScriptedServer) -> None:
    server.on("GET", LIST, answer(200, page(volume(name="a\x1b[31mb"))))
    assert "\x1b" not in run("cinder", "list").out


def test_it_imports_no_more_than_volume_list(env: dict[str, str], tmp_path: Path) -> None:
    listed, packages = tmp_path / "modules.json", []
    for words in (["volume", "list"], ["cinder", "list"]):
        subprocess.run([sys.executable, "-c", RUNNER, str(listed), *words], env=env, check=True,
                       capture_output=True)  # fmt: skip
        loaded = set(json.loads(listed.read_text()))
        packages.append({name.partition(".")[0] for name in loaded} - {"argparse"})
    assert packages[1] <= packages[0]


def test_the_shim_runs_the_stand_in(run: Run, env: dict[str, str], tmp_path: Path) -> None:
    done = run("migrate", "shim", "--install", str(tmp_path))
    assert (done.code, done.out) == (0, f"{tmp_path}/cinder\n")
    ended = subprocess.run(
        [str(tmp_path / "cinder"), "--os-volume-api-version", "3.0", "list", "--name", "a b"],
        env={**env, "PATH": os.defpath}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "| größer |" in ended.stdout


def test_the_shim_overwrites_nothing_unasked(run: Run, tmp_path: Path) -> None:
    theirs = tmp_path / "cinder"
    theirs.write_text("theirs")
    refused = run("migrate", "shim", "--install", str(tmp_path))
    assert refused.code == 5
    assert f"{theirs} exists already." in refused.err
    assert run("migrate", "shim", "--remove", str(tmp_path)).code == 5
    assert [each.name for each in tmp_path.glob("*cinder*")] == ["cinder"]
    assert theirs.read_text() == "theirs"
    assert run("migrate", "shim", "--install", str(tmp_path), "--force").code == 0
    assert "theirs" not in theirs.read_text()


def test_the_shim_is_taken_away_again(run: Run, tmp_path: Path) -> None:
    run("migrate", "shim", "--install", str(tmp_path))
    assert run("migrate", "shim", "--remove", str(tmp_path)).code == 0
    assert not (tmp_path / "cinder").exists()
    assert run("migrate", "shim", "--remove", str(tmp_path)).code == 3


def test_the_shim_follows_no_link(run: Run, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("kept")
    (tmp_path / "cinder").symlink_to(elsewhere)
    assert run("migrate", "shim", "--install", str(tmp_path)).code == 5
    assert run("migrate", "shim", "--install", str(tmp_path), "--force").code == 0
    assert elsewhere.read_text() == "kept"


@pytest.mark.parametrize("words", [(), ("--install", "a", "--remove", "b"), ("--install", "none")])
def test_the_shim_needs_one_folder(run: Run, words: tuple[str, ...]) -> None:
    assert run("migrate", "shim", *words).code == 2
