"""The command line itself: help, wrong words, completion, and what is never shown."""

import os
import re
import subprocess
import sys
from collections.abc import Callable

import pytest

from blockctl import __version__
from tests.unit.conftest import Run
from tests.unit.samples import page
from tests.unit.scripted_server import ScriptedServer, answer

Spawn = Callable[..., "subprocess.Popen[str]"]


def test_version(run: Run) -> None:
    assert run("--version").out == f"blockctl, version {__version__}\n"


@pytest.mark.parametrize("words", [(), ("volume",), ("volume", "snapshot")])
def test_a_group_alone_shows_its_help_as_an_error(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: ")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("volume", "snaphot", "list"),
         "No command 'volume snaphot'. Did you mean 'volume snapshot'?"),
        (("volume", "lst"), "No command 'volume lst'. Did you mean 'volume list'?"),
        (("xyzzy",), "No command 'xyzzy'."),
        (("volume", "\x1b[31mred"), "No command 'volume \\x1b[31mred'."),
        (("-",), "No command '-'."),
        (("--", "--help"), "No command '--help'."),
        (("volume", "--", "-x"), "No command 'volume -x'."),
    ],
)  # fmt: skip
def test_an_unknown_word_is_named(run: Run, words: tuple[str, ...], sentence: str) -> None:
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[0].startswith(sentence)


@pytest.mark.parametrize(
    "words",
    [
        ("--bogus",),
        ("volume", "list", "--bogus"),
        ("volume", "list", "-f", "xml"),
        ("volume", "show"),
        ("volume", "delete"),
        ("volume", "show", "a", "b"),
        ("volume", "create"),
        ("volume", "create", "--size", "1", "--snapshot", "a", "--source", "b"),
        ("volume", "delete", "--force", "--cascade", "a"),
        ("volume", "create", "--size", "1", "--property", "novalue"),
        ("volume", "create", "--size", "1", "--property", "=value"),
        *(("volume", "create", "--size", wrong) for wrong in ("0", "-1", "abc", "1e3", "", "1.5")),
        ("volume", "create", "--size", str(10**30)),
        *(("volume", "create", "--size", "1", "--timeout", wrong) for wrong in ("0", "-1", "nan")),
        ("volume", "snapshot", "create"),
        ("volume", "snapshot", "list", "--status", "bogus"),
    ],
)
def test_bad_input_is_refused_before_anything_is_sent(
    server: ScriptedServer, run: Run, words: tuple[str, ...]
) -> None:
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert re.search(r"^See: blockctl.* --help$", done.err, re.MULTILINE), done.err
    assert "Traceback" not in done.err
    assert server.seen == []


def completions(env: dict[str, str], line: str) -> tuple[str, str]:
    words = line.split(" ")
    done = subprocess.run(
        [sys.executable, "-m", "blockctl"],
        env={
            **env,
            "_BLOCKCTL_COMPLETE": "bash_complete",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(words) - 1),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout, done.stderr


@pytest.mark.parametrize(
    ("line", "word"),
    [("blockctl vol", "volume"), ("blockctl volume cr", "create"),
     ("blockctl volume snapshot ", "delete"), ("blockctl volume create --si", "--size"),
     ("blockctl volume list -f j", "json")],
)  # fmt: skip
def test_words_are_completed(env: dict[str, str], line: str, word: str) -> None:
    out, err = completions(env, line)
    assert f"plain,{word}" in out.splitlines()
    assert err == ""


def test_completion_after_an_unknown_word_is_silent(env: dict[str, str]) -> None:
    _, err = completions(env, "blockctl bogus ")
    assert err == ""


def test_a_full_disk_under_the_output_is_told(server: ScriptedServer, spawn: Spawn) -> None:
    server.on("GET", "/volumes/detail", answer(200, page()))
    with open("/dev/full", "w") as full:
        process = spawn("volume", "list", stdout=full.fileno())
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "no space left" in err.lower()
    assert "Traceback" not in err
    assert "Exception ignored" not in err


@pytest.mark.parametrize("arguments", [["migrate", "table"], ["--help"]])
def test_a_full_disk_is_told_by_what_prints_more_than_a_buffer(
    spawn: Spawn, arguments: list[str]
) -> None:
    with open("/dev/full", "w") as full:
        _, err = spawn(*arguments, stdout=full.fileno()).communicate(timeout=60)
    assert err == "The result could not be written: no space left on device.\n"


def test_a_closed_output_is_told(server: ScriptedServer, env: dict[str, str]) -> None:
    server.on("GET", "/volumes/detail", answer(200, page()))
    done = subprocess.run(
        ["sh", "-c", f"exec {sys.executable} -m blockctl volume list >&-"],
        env=env,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr
    assert "should not" not in done.stderr


def test_a_folder_that_is_gone_is_no_trouble(
    server: ScriptedServer, env: dict[str, str], tmp_path: os.PathLike[str]
) -> None:
    for name in ("OS_ENDPOINT", "OS_TOKEN"):
        del env[name]
    blockctl = f"{sys.executable} -m blockctl volume list"
    done = subprocess.run(
        ["sh", "-c", f"mkdir gone && cd gone && rmdir ../gone && exec {blockctl}"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert "No cloud is configured" in done.stderr
