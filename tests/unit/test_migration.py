"""The lookup table whole, and ``migrate lookup|translate|table`` on the command line."""

import csv
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence

import pytest

from blockctl.errors import BadUsage
from blockctl.migration import extension, syntax, usage
from blockctl.migration.kinds import Option
from blockctl.migration.row import TARGETS, Row, kind_for
from blockctl.migration.rows import FAMILIES, table
from blockctl.migration.shell_line import taken_apart
from tests.unit.pseudo_terminal import on_terminal


def migrate(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "blockctl", "migrate", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "80"},
        check=False,
    )


@pytest.mark.parametrize("target", TARGETS)
def test_each_argument_of_each_verb_is_in_its_row_and_no_other(target: str) -> None:
    for row in table().values():
        aliases = {name: dest for dest, names in row.aliases.items() for name in names}
        known = {
            aliases.get(each.dest, each.dest)
            for form in syntax.forms(row.verb)
            for each in form.takes
        }
        taken = set(_taken(row, target))
        assert taken <= known, row.verb
        assert taken == known or not any(not step.lacks for step in row.steps(target)), row.verb
        assert row.steps(target) or row.lacks, row.verb


def _taken(row: Row, target: str) -> Iterator[str]:
    for step in row.steps(target):
        when = step.when
        yield from (*step.takes, *when.equals, *when.any_of)
        yield from filter(None, (when.true, when.false))
        for together in step.together:
            if together.target in ("", target):
                yield from together.dests


def test_what_is_written_without_being_given_is_cinders_default() -> None:
    written = {
        (row.verb, dest): kind.default
        for row in table().values()
        for target in TARGETS
        for step in row.steps(target)
        for dest, either in step.takes.items()
        if isinstance(kind := kind_for(either, target), Option) and kind.default is not None
    }
    # An empty text is how an option says that nothing is chosen.
    assert written == {(verb, dest): syntax.defaults(verb)[dest] or "" for verb, dest in written}
    assert ("snapshot-reset-state", "state") in written


def test_no_verb_is_in_two_families() -> None:
    assert len(table()) == len(syntax.verbs())
    assert set(extension.VERBS) <= set(table())
    assert len(set(FAMILIES)) == len(FAMILIES)


def test_a_verb_is_shown_as_a_card_of_80_columns() -> None:
    shown = migrate("lookup", "retype")
    assert shown.returncode == 0
    lines = shown.stdout.splitlines()
    assert lines[0] == "cinder retype [--migration-policy never|on-demand] <volume> <volume-type>"
    assert lines[1].split()[:4] == ["openstack", "volume", "set", "--type"]
    assert any(line.split() == ["blockctl", "the", "same"] for line in lines)
    assert max(map(len, migrate("lookup", "list").stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "verbs"),
    [
        (["cinder", "retype"], ["retype"]),
        (["qos", "get", "association"], ["qos-get-association"]),
        (["type-access"], ["type-access-add", "type-access-list", "type-access-remove"]),
        (["--migration-policy"], ["retype"]),
        (["snapshot", "--image_metadata"], []),
        (["list", "--all_tenants"], ["list"]),
        (["openstack", "volume", "type", "unset"],
         ["type-key", "type-access-remove", "encryption-type-delete"]),
        (["local", "attach"], ["local-attach"]),
        (["consistency", "group", "snapshot", "create"], ["cgsnapshot-create"]),
        (["volume", "migrate"], ["migrate"]),
        (["list", "retype", "list"], ["list", "retype"]),
        (["transfer", "request", "accept"], ["transfer-accept"]),
        (["record"], ["backup-export", "backup-import"]),
        (["--cascade"], ["delete"]),
    ],
)  # fmt: skip
def test_rows_are_found_by_verb_part_option_and_new_command(
    words: Sequence[str], verbs: Sequence[str]
) -> None:
    found = migrate("lookup", "-f", "json", "--", *words)
    assert [row["Verb"] for row in json.loads(found.stdout or "[]")] == verbs
    assert found.returncode == (0 if verbs else 3)


def test_a_noun_finds_the_verbs_that_have_it_now_or_then() -> None:
    found = [line.split()[0] for line in migrate("lookup", "volume").stdout.splitlines()]
    assert {"create", "snapshot-list", "get-volume-paths"} <= set(found)
    assert "availability-zone-list" not in found


def test_what_nothing_is_near_to_leads_to_the_whole_table() -> None:
    assert migrate("lookup", "xyzzy").stderr.endswith("See all with: blockctl migrate table\n")


def test_many_rows_are_a_line_each_that_a_terminal_folds() -> None:
    words = [sys.executable, "-m", "blockctl", "migrate", "lookup", "volume", "set"]
    _, text = on_terminal(words, {"PATH": "/usr/bin:/bin"}, columns=60)
    assert max(map(len, text.splitlines())) <= 60
    piped = migrate(*words[4:]).stdout.splitlines()
    assert "reset-state" in {line.split()[0] for line in piped}
    assert len(piped) < len(text.splitlines())


def test_the_long_table_is_a_card_for_each_verb() -> None:
    shown = migrate("table", "--long").stdout
    heads = [line.split()[1] for line in shown.splitlines() if line.startswith("cinder ")]
    assert heads == list(syntax.verbs())
    assert max(map(len, shown.splitlines())) <= 80
    assert migrate("table", "--long", "-f", "csv").returncode == 2


def test_a_misspelt_verb_is_met_with_the_nearest() -> None:
    found = migrate("lookup", "snaphot-list")
    assert found.returncode == 3
    assert found.stdout == ""
    assert "snapshot-list" in found.stderr


def test_json_tells_what_each_argument_becomes() -> None:
    (row,) = json.loads(migrate("lookup", "retype", "-f", "json").stdout)
    assert row["openstack"] == [
        "volume set --type <volume-type> [--migration-policy never|on-demand] <volume>"
    ]
    assert {each["cinder"]: each["openstack"] for each in row["Arguments"]} == {
        "<volume>": "<volume>",
        "<volume-type>": "--type <volume-type>",
        "--migration-policy never|on-demand": "--migration-policy never|on-demand",
    }


def test_the_whole_table_has_a_row_for_each_verb_in_each_format() -> None:
    told = [row["Verb"] for row in json.loads(migrate("table", "-f", "json").stdout)]
    assert told == list(syntax.verbs())
    sheet = list(csv.DictReader(migrate("table", "-f", "csv").stdout.splitlines(keepends=True)))
    assert [row["Verb"] for row in sheet] == told
    markdown = migrate("table", "-f", "markdown").stdout
    assert re.findall(r"^## (.*)$", markdown, re.MULTILINE) == told
    assert re.findall(r"\]\(#(.*?)\)", markdown) == told
    assert "encryption-type-delete" in migrate("table").stdout


def test_every_format_tells_every_argument_and_all_that_differs() -> None:
    sheet = csv.DictReader(migrate("table", "-f", "csv").stdout.splitlines(keepends=True))
    markdown = migrate("table", "-f", "markdown").stdout.split("\n## ")[1:]
    data = json.loads(migrate("table", "-f", "json").stdout)
    for row, texts, section in zip(data, sheet, markdown, strict=True):
        verb = table()[row["Verb"]]
        plain = re.sub(r"\\(.)|`", r"\1", section)
        arguments = [each for each in syntax.current(verb.verb) if not each.hidden]
        assert len(row["Arguments"]) == len(arguments)
        assert len(texts["Arguments"].splitlines()) == len(arguments)
        for taken, told in zip(arguments, row["Arguments"], strict=True):
            assert taken.names[0] in told["cinder"] or not taken.is_option
            assert told["since"] == taken.since
            for written in (told["openstack"], told["blockctl"], *told["lacks"].values()):
                assert written in texts["Arguments"]
                assert written in plain or not verb.openstack
        for difference in verb.differs:
            assert difference.text in texts["Differs"]
            assert difference.text in plain
            assert difference.text in {each["text"] for each in row["Differs"]}


def test_a_row_tells_which_command_is_for_what() -> None:
    (row,) = json.loads(migrate("lookup", "reset-state", "-f", "json", "--", "cinder").stdout)
    assert row["When"]["openstack"] == [
        "with --type volume or no --type, "
        "with --state or --attach-status or --reset-migration-status",
        "with --type snapshot, with --state", "with --type backup, with --state",
    ]  # fmt: skip
    card = " ".join(migrate("lookup", "backup-restore").stdout.split())
    assert "(with --name, without --volume or --volume-type or --availability-zone)" in card
    default = "--state available where it is not given"
    assert default in migrate("lookup", "backup-reset-state", "-f", "csv").stdout


def test_several_values_are_told_as_the_command_takes_them() -> None:
    at_once = {each.cinder: each for each in usage.beside(table()["delete"])}["<volume> ..."]
    apart = usage.beside(table()["backup-reset-state"])[0]
    assert (at_once.written["openstack"], at_once.one_by_one) == ("<volume> ...", ())
    assert (apart.written["openstack"], apart.one_by_one) == ("<backup>", TARGETS)
    assert "<backup>: a command for each" in migrate("lookup", "backup-reset-state").stdout


def test_no_cell_of_markdown_breaks_its_table() -> None:
    for lines in migrate("table", "-f", "markdown").stdout.split("\n\n"):
        rows = [line.replace("\\|", "") for line in lines.splitlines() if line[:1] == "|"]
        assert len({row.count("|") for row in rows}) <= 1, lines


def test_one_line_is_translated_and_what_differs_is_told_apart() -> None:
    done = migrate("translate", "--", "OS_CLOUD=x", "cinder", "delete", "a b")
    assert done.stdout == "OS_CLOUD=x blockctl volume delete 'a b'\n"
    assert done.stderr.startswith("names: ")
    assert migrate("translate", "--", "/usr/bin/cinder", "show", "a").returncode == 0


def test_a_line_is_taken_as_it_is_typed_or_in_quotes() -> None:
    typed = ["OS_CLOUD=x", "/usr/bin/cinder", "--debug", "create", "1", "--name", "a b"]
    meant = "OS_CLOUD=x blockctl --debug volume create --size 1 'a b'\n"
    for line in (typed, ["--", *typed], [shlex.join(typed)]):
        assert migrate("translate", *line).stdout == meant
        assert migrate("translate", "--to", "blockctl", *line).stdout == meant
    refused = migrate("translate", "cinder show $V")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "more in it than words" in refused.stderr


def test_a_terminal_is_shown_no_escapes_and_a_shell_gets_every_byte() -> None:
    words = [sys.executable, "-m", "blockctl", "migrate", "translate"]
    env = {"PATH": "/usr/bin:/bin"}
    _, text = on_terminal([*words, "--", "cinder", "show", "a\x1b[31m"], env)
    assert "blockctl volume show 'a\\x1b[31m'" in text
    assert migrate("translate", "--", "cinder", "show", "a\x1b[31m").stdout.count("\x1b") == 1


def test_bytes_of_no_encoding_come_through() -> None:
    words = [sys.executable, "-m", "blockctl", "migrate", "translate"]
    given = b"# \xfe\ncinder show \xff\n"
    told = subprocess.run(words, input=given, capture_output=True, check=True).stdout
    assert told == b"# \xfe\nblockctl volume show '\xff'\n"
    asked = subprocess.run([*words, "--", b"cinder", b"show", b"\xff"], capture_output=True)
    assert asked.stdout == b"blockctl volume show '\xff'\n"
    closed = subprocess.run(["sh", "-c", '"$@" <&-', "-", *words], capture_output=True, text=True)
    assert (closed.returncode, closed.stdout) == (2, "")
    assert closed.stderr.startswith("There is no line to translate.")


def test_what_has_no_translation_fails_and_says_why() -> None:
    done = migrate("translate", "--to", "openstack", "--", "cinder", "list", "--limit", "2")
    assert (done.returncode, done.stdout) == (1, "")
    assert "it lists all" in done.stderr
    assert "blockctl can: blockctl volume list --limit 2" in done.stderr


@pytest.mark.parametrize("line", [["cinder", "nonsense"], ["cinder", "show"], ["nova", "list"]])
def test_what_is_no_line_of_cinders_is_a_usage_error(line: list[str]) -> None:
    assert migrate("translate", "--", *line).returncode == 2


def test_lines_are_translated_one_by_one_and_a_failure_is_told_at_the_end() -> None:
    given = "# volumes\n\ncinder list --all-tenants\ncinder list --limit 2\ncinder show $V\n"
    done = migrate("translate", "--to", "openstack", stdin=given)
    assert done.stdout == "# volumes\n\nopenstack volume list --all-projects\n"
    assert "line 4: " in done.stderr
    assert "line 5: " in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize(
    "line",
    [
        "cinder show $V", "cinder list | wc", "cinder list > x", "cinder show `x`",
        'cinder show "$V"', "cinder show a; rm b", "cinder show a && b", "cinder show {a,b}",
        "cinder show a*", "cinder show a?", "cinder show [a]", "cinder show (a)",
        "cinder show ~/a", "OS_CACERT=~/ca cinder list", "cinder show a # b", "cinder show 'a",
        "cinder show a\\", "sudo cinder list", "",
    ],
)  # fmt: skip
def test_what_a_shell_would_change_first_is_refused(line: str) -> None:
    with pytest.raises(BadUsage):
        taken_apart(line)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("cinder show 'a $b'", ["show", "a $b"]),
        ('cinder show "a b"', ["show", "a b"]),
        ("cinder show a\\ b", ["show", "a b"]),
        ("cinder create 1 --metadata a=b~c", ["create", "1", "--metadata", "a=b~c"]),
        ("cinder show a#b", ["show", "a#b"]),
        ("cinder show größer", ["show", "größer"]),
        ("cinder show a\u00a0b", ["show", "a\u00a0b"]),
    ],
)
def test_words_are_taken_apart_as_a_shell_does(line: str, words: list[str]) -> None:
    assert taken_apart(line) == ({}, words)
