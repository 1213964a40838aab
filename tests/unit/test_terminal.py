"""What a person's terminal gets: rich's tables, and never a control character from outside."""

import re
import subprocess
import sys

import pytest

from blockctl.output.terminal import printable, size_of
from tests.unit.conftest import Run
from tests.unit.pseudo_terminal import on_terminal
from tests.unit.samples import ID, page, uuid, volume
from tests.unit.scripted_server import ScriptedServer, answer, fault

LIST = "/volumes/detail"
BLOCKCTL = (sys.executable, "-m", "blockctl")
# Colour, a title, a bell, a carriage return, a newline, C1's CSI, reordering marks, half a pair.
NASTY = "a\x1b[31m\x1b]0;t\x07\rb\nc\x9b2J\u202e\u2066\u061c\ud800z"
COLOUR = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|9[0-7])(?:;[0-9;]*)?m")
UNSAFE = {*map(chr, (*range(9), *range(11, 32), *range(0x7F, 0xA0))), *"\u202e\u2066\u061c\ud800"}


@pytest.fixture(autouse=True)
def _nasty(server: ScriptedServer) -> None:
    server.on("GET", LIST, answer(200, page(volume(name=NASTY, metadata={NASTY: NASTY}))))
    server.on("GET", f"/volumes/{ID}", answer(200, {"volume": volume(name=NASTY)}))


@pytest.mark.parametrize(
    "words", [("volume", "list", "--long"), ("volume", "show", ID), ("volume", "show", NASTY)]
)
def test_no_table_carries_a_control_character(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert not UNSAFE & set(done.out + done.err)


def test_a_name_stays_in_its_cell(run: Run) -> None:
    lines = run("volume", "list").out.splitlines()
    assert len(lines) == 6
    assert len({line[-2:] for line in lines}) == 2, "the right border is broken"
    assert [line.count("|") for line in lines[3:5]] == [6, 6]


@pytest.mark.parametrize("format_", ["table", "value", "json"])
def test_a_terminal_gets_no_control_character(env: dict[str, str], format_: str) -> None:
    code, text = on_terminal(
        [*BLOCKCTL, "volume", "list", "-f", format_, "-c", "Name"], {**env, "NO_COLOR": "1"}
    )
    assert code == 0
    # Bold is rich's own way to set a header; everything else came from outside.
    own = text.replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert not UNSAFE & set(own)
    assert "[31m" in own


def test_a_terminal_gets_rich_s_table(server: ScriptedServer, env: dict[str, str]) -> None:
    server.on("GET", LIST, answer(200, page(volume(name="[bold]x[/] :smile: [link=http://a]b"))))
    code, text = on_terminal([*BLOCKCTL, "volume", "list", "-c", "Name", "-c", "Size"], env)
    assert code == 0
    assert "+--" not in text
    assert "[bold]x[/] :smile: [link=http://a]b" in text, "a name was read as markup"


def test_one_thing_on_a_terminal_is_rich_s_too(env: dict[str, str]) -> None:
    _, text = on_terminal([*BLOCKCTL, "volume", "show", ID, "-c", "id", "-c", "size"], env)
    assert "+--" not in text
    assert ID in text


@pytest.fixture
def _slow_creation(server: ScriptedServer) -> None:
    creating = {"volume": volume(name=NASTY, status="creating")}
    server.on("POST", "/volumes", answer(202, creating))
    ready = answer(200, {"volume": volume(name=NASTY)})
    server.on("GET", f"/volumes/{ID}", *[answer(200, creating)] * 3, ready)


CREATE = (*BLOCKCTL, "volume", "create", "--size", "1", "--wait", "demo")


@pytest.mark.usefixtures("_slow_creation")
def test_progress_on_a_terminal_shows_the_name_safely(env: dict[str, str]) -> None:
    code, text = on_terminal(CREATE, env)
    assert code == 0
    assert "creating" in text
    assert not {"\x07", "\x9b", "\u202e"} & set(text)
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l"), "the cursor stays hidden"


@pytest.mark.usefixtures("_slow_creation")
def test_no_color_is_kept(env: dict[str, str]) -> None:
    _, coloured = on_terminal(CREATE, env)
    assert COLOUR.search(coloured), "there is no colour that could be left out"
    _, plain = on_terminal(CREATE, {**env, "NO_COLOR": "1"})
    assert not COLOUR.search(plain)


def test_several_waits_share_a_terminal(server: ScriptedServer, env: dict[str, str]) -> None:
    targets = [uuid(1), uuid(2), uuid(3)]
    for target in targets:
        being = [answer(200, {"volume": volume(target, status="deleting")})] * 3
        server.on("GET", f"/volumes/{target}", *being, fault(404, "gone"))
        server.on("DELETE", f"/volumes/{target}", answer(202))
    code, text = on_terminal([*BLOCKCTL, "volume", "delete", "--wait", *targets], env)
    assert code == 0
    assert all(f"deleted  {target}" in text for target in targets)


def test_an_id_is_whole_on_a_narrow_terminal(env: dict[str, str]) -> None:
    command = [*BLOCKCTL, "volume", "list", "-c", "ID", "-c", "Status"]
    _, text = on_terminal(command, env, columns=30)
    letters = "".join(text.replace("\n", " ").split())
    assert "\u2026" not in letters, "a value was cut"


def test_a_list_too_wide_for_its_terminal_is_printed_field_by_field(env: dict[str, str]) -> None:
    command = [*BLOCKCTL, "volume", "list", "--long", "-c", "ID", "-c", "Status", "-c", "Bootable"]
    _, wide = on_terminal(command, env, columns=80)
    assert any(ID in line and "available" in line for line in wide.splitlines())
    _, narrow = on_terminal(command, {**env, "NO_COLOR": "1"}, columns=50)
    bare = [
        line.replace("\x1b[1m", "").replace("\x1b[0m", "").split() for line in narrow.splitlines()
    ]
    assert [line for line in bare if line] == [
        ["ID", ID],
        ["Status", "available"],
        ["Bootable", "False"],
    ]


def test_a_pipe_gets_the_value_itself(server: ScriptedServer, run: Run) -> None:
    server.on("GET", LIST, answer(200, page(volume(name="a\x1b[31m\u202eb"))))
    assert run("volume", "list", "-f", "value", "-c", "Name").out == "a\x1b[31m\u202eb\n"


@pytest.mark.parametrize("format_", ["table", "value", "json"])
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_name_that_the_output_cannot_encode_fails_nothing(
    server: ScriptedServer, env: dict[str, str], format_: str, encoding: str
) -> None:
    server.on("GET", LIST, answer(200, page(volume(name="漢字 \ud800"))))
    done = subprocess.run(
        [*BLOCKCTL, "volume", "list", "-f", format_, "-c", "Name"],
        env={**env, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"d800" in done.stdout


def test_every_unsafe_character_is_made_visible() -> None:
    unsafe = (
        "".join(map(chr, (*range(32), *range(0x7F, 0xA0))))
        + "\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e"
        + "\u2066\u2067\u2068\u2069\ufeff\ud800\udfff"
    )
    for char in unsafe:
        assert char not in printable(f"a{char}b"), f"U+{ord(char):04X}"
        assert printable(f"a{char}b", keep=char) == f"a{char}b"


def test_letters_of_every_script_are_left_alone() -> None:
    text = "zürich 漢字 עברית \u0645\u06cc\u200c\u062e 👩\u200d🔧 😀 e\u0301 \u00a0 |[]"
    assert printable(text) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (1536, "1.5 KiB"), (2**30, "1 GiB"),
     (2**40, "1 TiB"), (2**50, "1024 TiB")],
)  # fmt: skip
def test_sizes_are_told_in_binary_units(count: int, text: str) -> None:
    assert size_of(count) == text


def test_a_list_too_wide_for_the_terminal_is_printed_as_blocks(
    server: ScriptedServer, env: dict[str, str]
) -> None:
    server.on("GET", LIST, answer(200, page(*[volume(volume_type="a-type")] * 2)))
    command = [*BLOCKCTL, "volume", "list", "--long"]
    code, text = on_terminal(command, {**env, "NO_COLOR": "1"}, columns=80)
    lines = [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines()]
    assert code == 0
    assert lines[0] == f"ID           {ID}"
    assert lines[4] == "Type         a-type"
    assert lines[:9] == [*lines[9:], ""]
    wide = on_terminal(command, env, columns=200)[1]
    assert len(wide.splitlines()) == 3


def test_no_column_is_lost_when_a_width_is_asked_for(
    server: ScriptedServer, env: dict[str, str]
) -> None:
    attachment = {"id": ID, "volume_id": ID, "instance": ID, "status": "attached"}
    server.on("GET", "/attachments", answer(200, {"attachments": [attachment]}))
    server.on("GET", "/attachments/detail", answer(200, {"attachments": [attachment]}))
    command = [*BLOCKCTL, "volume", "attachment", "list", "--max-width", "80"]
    text = on_terminal(command, env, columns=80)[1]
    assert "Status" in text
    assert "attached" in text


def test_an_empty_list_is_told(server: ScriptedServer, env: dict[str, str]) -> None:
    server.on("GET", LIST, answer(200, page()))
    assert on_terminal([*BLOCKCTL, "volume", "list"], env) == (0, "There is nothing to list.\n")
