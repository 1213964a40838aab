"""Command lines as OSC takes them: shortened words and options, global options after the verb."""

import pytest

from blockctl import tree
from tests.unit.conftest import Run
from tests.unit.samples import page, volume
from tests.unit.scripted_server import ScriptedServer, answer

NAMES = ("-f", "value", "-c", "Name")


@pytest.fixture(autouse=True)
def _one_of_each(server: ScriptedServer) -> None:
    server.on("GET", "/volumes/detail", answer(200, page(volume())))
    snapshots = {"snapshots": [{"id": "s", "name": "nightly"}]}
    server.on("GET", "/snapshots/detail", answer(200, snapshots))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("volume", "list"), "demo"),
        (("vol", "list"), "demo"),
        (("v", "l"), "demo"),
        (("volume", "snapshot", "list"), "nightly"),
        (("vol", "snap", "li"), "nightly"),
    ],
)
def test_unique_beginnings_of_words_are_taken(run: Run, words: tuple[str, ...], name: str) -> None:
    done = run(*words, *NAMES)
    assert (done.code, done.out) == (0, f"{name}\n")


def test_ambiguous_beginnings_are_refused(
    monkeypatch: pytest.MonkeyPatch, server: ScriptedServer, run: Run
) -> None:
    # Two words that begin alike, whatever the tree has today.
    for words in ("volume stand", "volume stare"):
        monkeypatch.setitem(tree.COMMANDS, words, tree.COMMANDS["volume show"])
    done = run("volume", "sta", "demo")
    assert (done.code, done.out) == (2, "")
    assert "'volume stand' or 'volume stare'" in done.err
    assert server.seen == []


@pytest.mark.parametrize("option", ["--form", "--forma", "--format"])
def test_unique_beginnings_of_options_are_taken(run: Run, option: str) -> None:
    assert run("volume", "list", option, "value", "--col=Name").out == "demo\n"


def test_an_option_of_ours_gives_way_to_one_of_oscs(run: Run) -> None:
    # --fi begins --filter and --field, which OSC does not have.
    assert run("volume", "list", "--fi", *NAMES).out == "demo\n"
    assert run("volume", "list", "--no", *NAMES).out == "demo\n"


def test_ambiguous_beginnings_of_options_are_refused(server: ScriptedServer, run: Run) -> None:
    assert run("volume", "list", "--l").code == 2
    assert server.seen == []


@pytest.mark.parametrize(
    "words",
    [
        ("--os-volume-api-version", "3.50", "volume", "list"),
        ("volume", "--os-volume-api-version", "3.50", "list"),
        ("volume", "list", "--os-volume-api-version", "3.50"),
        ("volume", "list", "--os-volume-api-version=3.50"),
        ("volume", "list", "--os-vol", "3.50"),
    ],
)
def test_global_options_stand_anywhere(
    server: ScriptedServer, run: Run, words: tuple[str, ...]
) -> None:
    assert run(*words).code == 0
    assert server.requests()[0].headers["openstack-api-version"] == "volume 3.50"


def test_a_global_option_without_its_value_is_named(server: ScriptedServer, run: Run) -> None:
    done = run("volume", "list", "--os-cloud")
    assert done.code == 2
    assert "--os-cloud" in done.err


def test_debug_after_the_verb_shows_a_traceback_too(server: ScriptedServer, run: Run) -> None:
    server.on("GET", "/volumes/detail", answer(403, {"forbidden": {"message": "no"}}))
    assert "Traceback" in run("volume", "list", "--debug").err


def test_words_behind_a_double_dash_are_names(server: ScriptedServer, run: Run) -> None:
    server.on("GET", "/volumes/detail", answer(200, page(volume(name="--debug"))))
    done = run("volume", "show", "-f", "value", "-c", "name", "--", "--debug")
    assert (done.code, done.out, done.err) == (0, "--debug\n", "")


@pytest.mark.parametrize("word", ["cinder", "cind"])
def test_what_stands_behind_cinder_is_read_by_cinders_rules_alone(
    server: ScriptedServer, run: Run, word: str
) -> None:
    assert run(word, "list", "--al").code == 0
    assert server.requests("GET", "/volumes/detail")[0].query == {"all_tenants": "1"}
    # It begins --help of cinder's own, and would be a verb's help were it spelt out.
    assert run(word, "list", "--he").out.startswith("usage: cinder [global options] <verb>")
    # cinder takes its global options before the verb only.
    refused = run(word, "list", "--os-volume-api-version", "3.30")
    assert (refused.code, refused.out) == (2, "")
