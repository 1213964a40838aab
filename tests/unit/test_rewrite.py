"""Cinder in shell scripts: scripts beside what they become, and what may never happen to one."""

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from blockctl.migration.row import BLOCKCTL, OPENSTACK, TARGETS
from blockctl.migration.script.rewriting import rewrite
from blockctl.migration.script.tree import misread, parse

SCRIPTS = Path(__file__).parent / "scripts"
CASES = ("own", "person", "places", "tables", "wrappers")

# Every way in which a script may be full of what is not cinder.
NOT_CINDER = (
    b"#!/bin/bash\n",
    b"# cinder list | cinder delete x\n",
    b"echo 'cinder list'; printf \"%s\\n\" \"a  b\"\t;  true\n",
    b"cat <<'END'\n\tcinder list \xff\xfe\nEND\n",
    b"cat <<-END > f\n\t$HOME `date`\n\tEND\n",
    b"x=(a 'b c' \"$d\")\n",
    b"openstack server list -f value -c ID | while read -r id; do :; done\n",
    b"f() {\n\tlocal a=${1:-x}  b\n\treturn 0\n}\n",
    b"caf\xe9=1\r\n" b"true \\\r\n  a\r\n",
    b"if [[ $a =~ ^x.*$ && -n ${b[@]} ]]; then\n    : ${c:=d}\nfi\n",
    b"case \"$1\" in\n  a) :;;\n  *) exit 3 ;;\nesac\n",
    b"(( i++ )); let j=i*2; echo $((i + j))\n",
    b"a && b || c\n\n\n   \n",
    b"wc -l < <(sort \"$f\") 2>&1 | tee -a log\n",
    b"echo \"$(date +%F) \xe2\x82\xac ${x%%.*}\" >&2\n",
    b"cinderella list; my-cinder list; cinder_x=1\n",
)  # fmt: skip
CINDER = (
    (b'cinder extend "$v"   5\n', b'blockctl volume set --size 5 "$v"\n'),
    (b"\tcinder delete a b # both\n", b"\tblockctl volume delete a b # both\n"),
    (b"while :; do cinder delete $i ;done\n", b"while :; do blockctl volume delete $i ;done\n"),
    (b"if cinder show $x\tx >f;then :; fi\n", b"if cinder show $x\tx >f;then :; fi\n"),
    (
        b"v=$(cinder show 'a b' 2>/dev/null | awk '/ id / {print $4}')\n",
        b"v=$(blockctl volume show 'a b' -f value -c id 2>/dev/null)\n",
    ),
    (
        b"sudo -E cinder snapshot-create \\\n\t--name 's \xc3\xa9' \\\n\t\"$v\" &\n",
        b"sudo -E blockctl volume snapshot create \\\n\t--volume \"$v\" 's \xc3\xa9' &\n",
    ),
    (b"cinder $verb x\n", b"cinder $verb x\n"),
    (
        b"s=`cinder show x | awk '$2==\"size\"{print $4}'`\n",
        b"s=`blockctl volume show x -f value -c size`\n",
    ),
    (
        b"cinder metadata caf\xe9 set k=$'a\\tb'\n",
        b"blockctl volume set --property k=$'a\\tb' caf\xe9\n",
    ),
    (b"cinder list >/dev/null\r\n", b"blockctl volume list >/dev/null\r\n"),
)  # fmt: skip


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", CASES)
def test_a_script_becomes_what_stands_beside_it(name: str, target: str) -> None:
    done = rewrite((SCRIPTS / f"{name}.sh").read_bytes(), target)
    assert done.result().decode() == (SCRIPTS / f"{name}.{target}.sh").read_text()
    left = "".join(f"{each.line}: {each.why}\n" for each in done.left)
    assert left == (SCRIPTS / f"{name}.{target}.left").read_text()


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.sh")), ids=lambda path: path.name)
def test_bash_reads_what_was_and_what_becomes(path: Path) -> None:
    assert read_by_bash(path.read_bytes()) == ""


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", CASES)
def test_a_second_run_changes_nothing_and_says_the_same(name: str, target: str) -> None:
    first = rewrite((SCRIPTS / f"{name}.sh").read_bytes(), target)
    second = rewrite(first.result(), target)
    assert second.changes == ()
    assert [each.why for each in second.left] == [each.why for each in first.left]


@pytest.mark.parametrize("seed", range(60))
def test_what_is_not_cinder_does_not_change_by_a_byte(seed: int) -> None:
    chance = random.Random(seed)
    parts = [
        chance.choice(CINDER)
        if chance.random() < 0.4
        else (same := chance.choice(NOT_CINDER), same)
        for _ in range(chance.randint(1, 25))
    ]
    before, wanted = (b"".join(side) for side in zip(*parts, strict=True))
    if chance.random() < 0.3:
        before, wanted = before.removesuffix(b"\n"), wanted.removesuffix(b"\n")
    done = rewrite(before, BLOCKCTL)
    assert done.result() == wanted
    assert rewrite(wanted, BLOCKCTL).changes == ()
    assert len(misread(parse(wanted), wanted)) <= len(misread(parse(before), before))
    assert read_by_bash(wanted) == read_by_bash(before)


def test_lines_are_the_script_s_where_the_parser_overlooked_their_end() -> None:
    source = (
        b"cinder list --status x | awk -F'|' '{print $2}' | xargs -I{} cinder extend {} 9\n"
        b'echo "x"\n'
        b'if ! cinder show "$V" >/dev/null 2>&1; then :; fi\n'
    )
    assert parse(source).text != source
    done = rewrite(source, BLOCKCTL)
    assert [[each.line for each in places] for places in (done.left, done.changes)] == [[1], [1, 3]]


def test_each_change_alone_leaves_the_rest() -> None:
    source = b"cinder delete a\ncinder extend $(cinder show b | awk '/ id / {print $4}') 5\n"
    done = rewrite(source, OPENSTACK)
    first, second = done.changes
    lines = source.splitlines(keepends=True)
    assert done.result([first]) == b"openstack volume delete a\n" + lines[1]
    assert done.result([second]) == lines[0] + (
        b"openstack volume set --size 5 $(openstack volume show b -f value -c id)\n"
    )


def test_commands_within_assignments_and_redirections_come_along() -> None:
    cut = b"$(cinder show b | awk '/ id / {print $4}')"
    ours = b"$(openstack volume show b -f value -c id)"
    source = b'CINDER_ENDPOINT=%s A="%s" cinder delete a <<< %s > "%s"\n' % ((cut,) * 4)
    wanted = b'OS_VOLUME_ENDPOINT_OVERRIDE=%s A="%s" openstack volume delete a <<< %s > "%s"\n'
    done = rewrite(source, OPENSTACK)
    assert done.result() == wanted % ((ours,) * 4)


def test_lines_that_the_grammar_joins_are_two_commands() -> None:
    source = b"set -e\na | b x\ncinder delete $(date | a) 5 && cinder delete b\n"
    source += b"cinder list | awk '/a/' | xargs -n1 cinder delete\ncinder delete $(b) && c\n"
    result = rewrite(source, BLOCKCTL).result()
    assert result.count(b"blockctl volume delete") == 4
    assert result.count(b"\n") == source.count(b"\n")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"cinder group-create T $TYPES", "may have commas"),
        (b'cinder list --fields "$F"', "may have commas"),
        (b"cinder create --name=a*", "a size is needed"),
        (b"cinder create --name={a,b}", "may be an option"),
        (b"cinder create 1 2", "unrecognized arguments: 2"),
        (b"cinder delete a 'b", "cannot be read"),
    ],
)
def test_what_cannot_be_is_left_with_a_reason(line: bytes, why: str) -> None:
    done = rewrite(line + b"\n", OPENSTACK)
    assert done.changes == ()
    assert any(why in each.why for each in done.left), done.left


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"cinder create 1 --name=~/x", b"blockctl volume create --size 1 '~/x'"),
        (b"cinder create 1 --name='a b'", b"blockctl volume create --size 1 'a b'"),
        (b'cinder create 1 "--name=a $b"', b'blockctl volume create --size 1 "a $b"'),
        (b"cinder create 1 --name=a$b", b"blockctl volume create --size 1 a$b"),
        (b"cinder delete \\*", b"blockctl volume delete \\*"),
    ],
)
def test_what_stood_behind_an_equals_sign_keeps_its_meaning(before: bytes, after: bytes) -> None:
    assert rewrite(before, BLOCKCTL).result() == after


def test_a_value_without_quotes_that_becomes_an_options_is_told() -> None:
    loose, quoted = (
        rewrite(line, BLOCKCTL) for line in (b"cinder create $S", b'cinder create "$S"')
    )
    told = "meaning: $S is not in quotes: it must be one word, as the value of --size."
    assert told in loose.changes[0].warnings
    assert not [text for text in quoted.changes[0].warnings if "quotes" in text]


def test_output_is_spoken_of_only_where_somebody_reads_it() -> None:
    silent, told = (rewrite(b"cinder list " + rest, BLOCKCTL) for rest in (b">/dev/null 2>&1", b""))
    assert not [text for each in silent.changes for text in each.warnings]
    assert [text for each in told.changes for text in each.warnings if text.startswith("output:")]


@pytest.mark.parametrize(
    "line",
    [
        b"cinder show a 2>&1 >/dev/null | grep -i error",
        b"why=$(cinder delete a 2>&1 >/dev/null)",
        b"{ cinder list; cinder type-list; } | grep x",
        b"cinder list |& sort",
    ],
)
def test_what_is_read_on_is_left(line: bytes) -> None:
    done = rewrite(line + b"\n", BLOCKCTL)
    assert done.changes == ()
    assert done.left


def read_by_bash(script: bytes) -> str:
    """What bash complains of in a script, without running it; empty where it reads all."""
    bash = shutil.which("bash")
    assert bash
    done = subprocess.run([bash, "-n"], input=script, capture_output=True, check=False)
    return done.stderr.decode("utf-8", "replace")
