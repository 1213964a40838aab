"""The static tree tells the truth about the commands."""

import importlib
import inspect
from pathlib import Path

import click
import pytest

from blockctl import tree
from tests.unit.conftest import Run

COMMANDS = Path(__file__).parents[2] / "commands"
LEAVES = sorted(tree.COMMANDS)


def load(words: str) -> click.Command:
    module, attribute = tree.COMMANDS[words].target.split(":")
    command = getattr(importlib.import_module(f"blockctl.commands.{module}"), attribute)
    assert isinstance(command, click.Command)
    return command


@pytest.mark.parametrize("words", LEAVES)
def test_the_line_of_help_is_the_command_s_own(words: str) -> None:
    own = inspect.cleandoc(load(words).help or "").splitlines()
    assert own, "the command has no help"
    assert own[0] == tree.COMMANDS[words].help


@pytest.mark.parametrize("words", LEAVES)
def test_every_option_has_a_help_text(words: str) -> None:
    for parameter in load(words).params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert parameter.help, f"{words} {parameter.opts[0]}"


@pytest.mark.parametrize("words", LEAVES)
def test_help_is_printed_for_every_command(words: str, run: Run) -> None:
    done = run(*words.split(), "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: blockctl {words}")


@pytest.mark.parametrize("group", sorted(tree.GROUPS))
def test_every_group_has_a_command_below_it(group: str, run: Run) -> None:
    below = tree.words_below(group)
    assert below
    shown = run(*group.split(), "--help").out
    assert tree.GROUPS[group] in shown
    for word, text in below.items():
        assert f"  {word} " in shown
        assert text in " ".join(shown.split())


def test_the_groups_of_every_command_are_declared() -> None:
    for words in LEAVES:
        above = words.split()[:-1]
        for depth in range(1, len(above) + 1):
            assert " ".join(above[:depth]) in tree.GROUPS


def test_every_module_of_commands_is_in_the_tree() -> None:
    named = {leaf.target.split(":")[0] for leaf in tree.COMMANDS.values()}
    assert {path.stem for path in COMMANDS.glob("[!_]*.py")} == named


def test_no_two_words_lead_to_the_same_command() -> None:
    targets = [leaf.target for leaf in tree.COMMANDS.values()]
    assert sorted(set(targets)) == sorted(targets)
