"""What our commands take beside what OpenStackClient's own parsers take; what cases prove."""

import json
import shlex
import subprocess
from typing import Any

import click
import pytest

from blockctl import tree
from blockctl.cli import root
from tests.parity.cases import READS, WRITES
from tests.parity.environments import PEERS, ROOT, interpreter

# The nouns whose commands are all here.
COMPLETE = ("volume snapshot", "volume type", "volume attachment", "volume service")
COMPLETE_VERBS = (
    "volume create", "volume list", "volume show", "volume set", "volume unset", "volume delete",
    "volume summary", "volume revert", "volume migrate", "volume backend pool list",
    "volume backend capability show",
)  # fmt: skip
# Options whose words we check where OSC leaves it to the service (the deviation attachment-mode).
SOONER = {"--mode"}


@pytest.fixture(scope="module")
def taken() -> dict[str, Any]:
    """What each of OSC's volume commands takes (peers/parsers.py)."""
    told = subprocess.run(
        [interpreter(PEERS), "-W", "ignore", ROOT / "tests/parity/peers/parsers.py"],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def test_no_command_of_a_complete_noun_is_missing(taken: dict[str, Any]) -> None:
    wanted = {
        words for words in taken if words in COMPLETE_VERBS or words.rpartition(" ")[0] in COMPLETE
    }
    assert wanted > set(COMPLETE_VERBS)
    assert wanted - set(tree.COMMANDS) == set()


def test_arguments_and_options_are_oscs(taken: dict[str, Any]) -> None:
    found = [
        f"{words}: {difference}"
        for words in tree.COMMANDS
        if words in taken
        for difference in differences(command(words), taken[words])
    ]
    assert not found, "\n".join(found)


def test_each_option_is_in_a_case(taken: dict[str, Any]) -> None:
    used: dict[str, set[str]] = {}
    for case in (*READS, *WRITES):
        tokens = {token.partition("=")[0] for token in shlex.split(case.line)}
        used.setdefault(case.words, set()).update(tokens)
    unproved = [
        f"{words} {option['names'][0]}"
        for words, takes in taken.items()
        if words in tree.COMMANDS
        for option in takes["options"]
        if not set(option["names"]) & used.get(words, set())
    ]
    unproved += [words for words in taken if words in tree.COMMANDS and words not in used]
    assert not unproved, "\n".join(unproved)


def command(words: str) -> click.Command:
    """Our command of these words."""
    context = click.Context(root)
    found: click.Command = root
    for word in words.split():
        assert isinstance(found, click.Group)
        below = found.get_command(context, word)
        assert below is not None, words
        found = below
    return found


def differences(ours: click.Command, theirs: dict[str, Any]) -> list[str]:
    """What differs, in words; options that only ours has are additions."""
    arguments = [each for each in ours.params if isinstance(each, click.Argument)]
    told = []
    takes = [[int(each.required), None if each.nargs == -1 else 1] for each in arguments]
    wanted = theirs["positionals"]
    # Several where OSC takes one is an addition.
    if [least for least, _ in takes] != [least for least, _ in wanted] or any(
        most is None and ours_most == 1
        for (_, ours_most), (_, most) in zip(takes, wanted, strict=True)
    ):
        told.append(f"takes arguments {takes}, OSC {wanted}")
    known = {
        name: each
        for each in ours.params
        if isinstance(each, click.Option)
        for name in (*each.opts, *each.secondary_opts)
    }
    for option in theirs["options"]:
        name = option["names"][0]
        if missing := set(option["names"]) - set(known):
            told.append(f"has no {', '.join(sorted(missing))}")
            continue
        mine = known[name]
        choices = sorted(mine.type.choices) if isinstance(mine.type, click.Choice) else None
        takes_value = not (mine.is_flag or mine.count)
        told += [
            f"{name}: {what} is {here}, in OSC {there}"
            for what, here, there in (
                ("takes a value", takes_value, option["takes_value"]),
                ("can be repeated", mine.multiple, option["repeatable"]),
                ("choices", choices, option["choices"]),
                ("required", mine.required, option["required"]),
            )
            if here != there and not (what == "choices" and there is None and name in SOONER)
        ]
    return told
