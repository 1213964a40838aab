"""What our commands take beside what OpenStackClient's own parsers take; what cases prove."""

import json
import math
import shlex
import subprocess
from typing import Any

import click
import pytest

from blockctl import argv, tree
from blockctl.cli import root
from tests.parity.cases import READS, WRITES
from tests.parity.environments import PEERS, ROOT, interpreter

# Options whose words we check where OSC leaves it to the service (the deviation attachment-mode).
SOONER = {"--mode"}


@pytest.fixture(scope="module")
def taken() -> dict[str, Any]:
    """What each of OSC's commands about block storage takes (peers/parsers.py)."""
    told = subprocess.run(
        [interpreter(PEERS), "-W", "ignore", ROOT / "tests/parity/peers/parsers.py"],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def test_no_command_is_missing(taken: dict[str, Any]) -> None:
    assert len(taken) > 100
    assert set(taken) - set(tree.COMMANDS) == set()


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


def test_each_unique_beginning_means_what_it_means_in_osc(taken: dict[str, Any]) -> None:
    asked, wrong = 0, []
    for words, takes in taken.items():
        params = command(words).params
        for option in takes["long"]:
            for length in range(len("--x"), len(option)):
                beginning = option[:length]
                if sum(name.startswith(beginning) for name in takes["long"]) == 1:
                    asked += 1
                    [meant] = argv.whole_options(words, [beginning], params)
                    wrong += [f"{words} {beginning} is {meant}"] if meant != option else []
    assert not wrong, "\n".join(wrong)
    assert asked > 5000


def command(words: str) -> click.Command:
    """Our command of these words."""
    context = click.Context(root, **root.context_settings)
    found: click.Command = root
    for word in words.split():
        assert isinstance(found, click.Group)
        below = found.get_command(context, word)
        assert below is not None, words
        found = below
    return found


def differences(ours: click.Command, theirs: dict[str, Any]) -> list[str]:
    """What OSC takes and ours does not, in words; what only ours takes is an addition."""
    arguments = [each for each in ours.params if isinstance(each, click.Argument)]
    told = []
    takes = _together([(int(each.required), _most(each)) for each in arguments])
    wanted = _together([(least, most or math.inf) for least, most in theirs["positionals"]])
    if takes[0] > wanted[0] or takes[1] < wanted[1]:
        told.append(
            f"takes from {takes[0]} to {takes[1]} arguments, OSC {wanted[0]} to {wanted[1]}"
        )
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
        if (not (mine.is_flag or mine.count)) != option["takes_value"]:
            told.append(f"{name}: only one of both takes a value")
        if option["repeatable"] and not mine.multiple:
            told.append(f"{name}: cannot be repeated")
        if mine.required and not option["required"]:
            told.append(f"{name}: is required")
        if isinstance(mine.type, click.Choice) and name not in SOONER:
            lacking = set(option["choices"] or ["any"]) - set(mine.type.choices)
            told += [f"{name}: does not take {', '.join(sorted(lacking))}"] if lacking else []
    return told


def _together(counts: list[tuple[float, float]]) -> tuple[float, float]:
    """The least and the most arguments that a command takes in all."""
    return sum(least for least, _ in counts), sum(most for _, most in counts)


def _most(argument: click.Argument) -> float:
    return math.inf if argument.nargs == -1 else argument.nargs
