"""``--watch``: on a terminal, on a pipe, and how it ends."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.unit.conftest import Run
from tests.unit.samples import ID, page, uuid, volume
from tests.unit.scripted_server import Behaviour, ScriptedServer, answer, fault
from tests.unit.test_starters import requests
from tests.unit.test_tree import LEAVES, load

LIST = "/volumes/detail"
ONE = f"/volumes/{ID}"
WATCH = ("volume", "list", "--watch", "--interval", "1", "-c", "Name", "-c", "Status")
SHOW = ("volume", "show", ID, "--watch", "--interval", "1", "-c", "name", "-c", "status")
Spawn = Callable[..., "subprocess.Popen[str]"]


def listed(*names_and_states: str) -> Behaviour:
    """The IDs are those of the names' first letters."""
    pairs = [each.split(":") for each in names_and_states]
    volumes = [volume(id=uuid(ord(name[0])), name=name, status=state) for name, state in pairs]
    return answer(200, page(*volumes))


def being(status: str) -> Behaviour:
    return answer(200, {"volume": volume(status=status)})


def ended(process: "subprocess.Popen[str]", by: int = signal.SIGINT) -> tuple[int, str]:
    """The exit code after a signal, and what was said on stderr."""
    process.send_signal(by)
    told = process.communicate(timeout=60)[1]
    return process.returncode, told


def read(process: "subprocess.Popen[str]", lines: int) -> list[str]:
    assert process.stdout is not None
    return [process.stdout.readline().rstrip("\n") for _ in range(lines)]


def until(condition: Callable[[], object]) -> None:
    """Wait for what must come about; the test's own time limit ends one that never does."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_what_reads_can_be_watched_and_nothing_else() -> None:
    changing = {words for request, verbs in requests().items() for words in verbs}
    # They read by a request of another method.
    changing -= {"block storage log level list", "volume group replication target list"}
    for words in LEAVES:
        options = {name for parameter in load(words).params for name in parameter.opts}
        host = words.split()[0] in ("connector", "local", "migrate", "standalone")
        # A backup's record does not change, and a diagnosis asks for more than is polled.
        once = ("volume backup record export", "volume diagnose")
        reads = "--format" in options and words not in changing and not host
        wanted = reads and words not in once
        assert ("--watch" in options) == wanted, words


@pytest.mark.parametrize("interval", ["0", "0.5", "nan", "inf", "x"])
def test_an_interval_is_a_second_or_more(run: Run, interval: str) -> None:
    assert run("volume", "list", "--watch", "--interval", interval).code == 2


def test_an_interval_without_watch_is_refused(run: Run) -> None:
    done = run("volume", "list", "--interval", "2")
    assert done.code == 2
    assert "--interval is only for --watch." in done.err


def test_a_pipe_gets_the_whole_again_when_something_changed(
    server: ScriptedServer, spawn: Spawn
) -> None:
    same = listed("a:creating")
    server.on("GET", LIST, same, same, listed("a:available", "b:creating"))
    process = spawn(*WATCH, "-f", "value")
    assert read(process, 4) == ["a creating", "", "a available", "b creating"]
    assert ended(process) == (130, "")


def test_jsonl_tells_only_what_changed(server: ScriptedServer, spawn: Spawn) -> None:
    server.on(
        "GET",
        LIST,
        listed("a:creating", "c:available"),
        listed("a:available", "b:creating", "c:available"),
        listed("b:creating", "c:available"),
    )
    process = spawn(*WATCH, "-f", "jsonl")
    told = [(line.split('"')[3], line.split('"')[-2]) for line in read(process, 5)]
    assert told == [("a", "new"), ("c", "new"), ("a", "changed"), ("b", "new"), ("a", "gone")]
    assert ended(process) == (130, "")


def test_a_table_on_a_pipe_carries_no_escape(server: ScriptedServer, spawn: Spawn) -> None:
    server.on("GET", LIST, listed("a:creating"), listed("a:available"))
    process = spawn(*WATCH)
    lines = read(process, 11)
    assert lines[3] == "| a    | creating |"
    assert lines[9] == "| a    | available |"
    assert "\x1b" not in "".join(lines)
    ended(process)


def test_things_without_an_id_are_told_apart(server: ScriptedServer, spawn: Spawn) -> None:
    def services(*states: str) -> Behaviour:
        hosts = [
            {"binary": "cinder-volume", "host": f"h{at}", "state": state}
            for at, state in enumerate(states)
        ]
        return answer(200, {"services": hosts})

    server.on("GET", "/os-services", services("up", "up"), services("up", "down"))
    watch = ("volume", "service", "list", "--watch", "--interval", "1", "-f", "jsonl")
    process = spawn(*watch, "-c", "Host", "-c", "State")
    assert '"h1", "State": "down", "change": "changed"' in read(process, 3)[2]
    ended(process)


def test_one_thing_is_printed_again_when_it_changed(server: ScriptedServer, spawn: Spawn) -> None:
    server.on("GET", ONE, being("creating"), being("creating"), being("available"))
    process = spawn(*SHOW, "-f", "jsonl")
    assert read(process, 2) == [
        '{"name": "demo", "status": "creating", "change": "new"}',
        '{"name": "demo", "status": "available", "change": "changed"}',
    ]
    assert ended(process) == (130, "")


def test_one_thing_that_is_gone_ends_it(server: ScriptedServer, spawn: Spawn) -> None:
    server.on("GET", LIST, answer(200, page()))
    server.on("GET", ONE, being("deleting"), fault(404, "gone", "itemNotFound"))
    process = spawn(*SHOW, "-f", "value")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "demo\ndeleting\n")
    assert err == f"It is gone: No volume has the name or ID '{ID}'.\n"


def test_what_is_not_there_at_first_is_not_found(server: ScriptedServer, run: Run) -> None:
    server.on("GET", LIST, answer(200, page()))
    server.on("GET", ONE, fault(404, "gone", "itemNotFound"))
    assert run(*SHOW).code == 3


def test_a_service_that_is_away_for_a_while_is_watched_on(
    server: ScriptedServer, spawn: Spawn
) -> None:
    away = fault(500, "restarting")
    server.on("GET", LIST, listed("a:creating"), away, away, listed("a:available"))
    process = spawn(*WATCH, "-f", "value")
    assert read(process, 3) == ["a creating", "", "a available"]
    code, told = ended(process)
    assert code == 130
    assert told.count("Watching goes on.") == 1
    assert told.splitlines()[-1] == "The service answers again."


def test_a_service_that_is_away_at_first_is_told(server: ScriptedServer, run: Run) -> None:
    server.on("GET", LIST, fault(500, "broken"))
    assert run(*WATCH).code == 7


def test_what_is_told_beside_the_list_is_told_once(server: ScriptedServer, spawn: Spawn) -> None:
    server.on("GET", "/volumes", answer(200, {**page(volume()), "count": 1}))
    server.on("GET", LIST, listed("a:creating"), listed("a:creating"), listed("a:available"))
    process = spawn(*WATCH, "-f", "value", "--with-count")
    read(process, 3)
    assert ended(process)[1].count("in all") == 1


def test_a_reader_that_went_away_ends_it_though_nothing_changes(
    server: ScriptedServer, spawn: Spawn
) -> None:
    server.on("GET", LIST, listed("a:available"))
    process = spawn(*WATCH, "-f", "value")
    assert read(process, 1) == ["a available"]
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(timeout=60) == 141
    assert process.stderr is not None
    assert process.stderr.read() == ""


class Terminal:
    """What a command has drawn on a pseudo-terminal of 80 columns so far."""

    def __init__(self, process: "subprocess.Popen[bytes]", ours: int) -> None:
        self.process = process
        self.text = ""
        self._ours = ours

    def drawn(self, pattern: str, without: str = "(?!)") -> None:
        """Read on until ``pattern`` is found in what was drawn, less every match of ``without``."""
        end = time.monotonic() + 60
        while not re.search(pattern, re.sub(without, "", self.text), re.DOTALL):
            assert time.monotonic() < end, self.text
            if select.select([self._ours], [], [], 0.1)[0]:
                self.text += self._read()

    def rest(self) -> str:
        """Read to the end."""
        while chunk := self._read():
            self.text += chunk
        return self.text

    def _read(self) -> str:
        try:
            return os.read(self._ours, 65536).decode(errors="replace")
        except OSError:
            return ""  # Linux reports the end of a pseudo-terminal as an input/output error


@contextmanager
def watching(env: dict[str, str], *arguments: str, **more: Any) -> Iterator[Terminal]:
    ours, theirs = pty.openpty()
    settings = {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24", **more}
    process = subprocess.Popen(
        [sys.executable, "-m", "blockctl", *arguments],
        env={**env, **settings},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    try:
        yield Terminal(process, ours)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


ATTRIBUTES = r"\x1b\[[0-9;]*m"
COLOUR = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|9[0-7])(?:;[0-9;]*)?m")


@pytest.mark.parametrize("no_color", ["", "1"])
def test_a_terminal_is_refreshed_in_place_and_changes_are_marked(
    server: ScriptedServer, env: dict[str, str], no_color: str
) -> None:
    changed = listed("a:available", "b:creating")
    server.on("GET", LIST, listed("a:creating", "c:available"), changed)
    with watching(env, *WATCH, NO_COLOR=no_color) as terminal:
        terminal.drawn(r"every 1 s · last change none yet")
        terminal.drawn(r"  a +creating")
        # Up and over what was there, and the changed cell in reverse.
        terminal.drawn(r"\x1b\[1A.*\* +a +\x1b\[1;7mavailable")
        # Drawn by several writes, which need not be read at once.
        terminal.drawn(r"\n\+ +b +creating +\r?\n- +c +available", ATTRIBUTES)
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.process.wait(timeout=60) == 130
        text = terminal.rest()
    assert text.rstrip().endswith("\x1b[?25h")
    assert "\x1b[?1049h" not in text
    assert "Interrupted" not in text
    assert not COLOUR.search(text)


def test_a_terminal_is_left_in_order_when_told_to_end(
    server: ScriptedServer, env: dict[str, str]
) -> None:
    server.on("GET", LIST, listed("a:creating"))
    with watching(env, *WATCH) as terminal:
        terminal.drawn("creating")
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.process.wait(timeout=60) == 143
        assert terminal.rest().rstrip().endswith("\x1b[?25h")


def test_a_terminal_gets_no_control_character_from_outside(
    server: ScriptedServer, env: dict[str, str]
) -> None:
    server.on("GET", LIST, listed("a\x1b]0;t\x07[bold]x:creating"))
    with watching(env, *WATCH) as terminal:
        terminal.drawn(r"a\\x1b\]0;t\\x07\[bold\]x")
    assert "\x07" not in terminal.text


def test_a_dumb_terminal_gets_plain_blocks(server: ScriptedServer, env: dict[str, str]) -> None:
    server.on("GET", LIST, listed("a:creating"), listed("a:available"))
    with watching(env, *WATCH, TERM="dumb") as terminal:
        terminal.drawn("available")
        assert "\x1b[1A" not in terminal.text
