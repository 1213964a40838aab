"""The docs cannot drift from the code."""

import ast
import importlib
import os
import re
import runpy
from pathlib import Path

import click
import pytest

from blockctl import argv, tree
from blockctl.cli import root
from blockctl.errors import ExitCode
from tests.unit.shell_lines import command_lines

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [*sorted(DOCS.rglob("*.md")), DOCS.parent / "README.md"]
WRITTEN = [page for page in PAGES if page.parent.name != "reference"]
INCLUDE = re.compile(r"^```\{literalinclude\} (\S+)\n((?::.*\n)*)```$", re.MULTILINE)
OPTION = re.compile(r"^:([a-z-]+): (['\"]?)(.+)\2$", re.MULTILINE)


@pytest.fixture(autouse=True)
def _no_cloud_of_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(("OS_", "BLOCKCTL_")):
            monkeypatch.delenv(name)


def test_the_commands_page_is_what_the_commands_say() -> None:
    made = runpy.run_path(str(DOCS / "build_reference.py"))["page"]()
    kept = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    assert kept == made.rstrip() + "\n", "run: python docs/build_reference.py"


def test_the_page_of_cinders_verbs_is_what_the_table_says() -> None:
    made = runpy.run_path(str(DOCS / "build_cinder_table.py"))["page"]()
    kept = (DOCS / "reference" / "cinder-to-blockctl.md").read_text(encoding="utf-8")
    assert kept == made, "run: python docs/build_cinder_table.py"


def test_the_page_of_connections_is_what_the_tables_say() -> None:
    made = runpy.run_path(str(DOCS / "build_connections.py"))["page"]()
    kept = (DOCS / "reference" / "connections.md").read_text(encoding="utf-8")
    assert kept == made, "run: python docs/build_connections.py"


def test_the_page_of_stuck_volumes_is_what_the_rule_book_says() -> None:
    made = runpy.run_path(str(DOCS / "build_rule_book.py"))["page"]()
    kept = (DOCS / "reference" / "stuck-volumes.md").read_text(encoding="utf-8")
    assert kept == made, "run: python docs/build_rule_book.py"


def test_every_exit_code_is_documented() -> None:
    page = (DOCS / "reference" / "exit-codes.md").read_text(encoding="utf-8")
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}
    assert documented == {*ExitCode, 141}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page} links to {target}"


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_every_command_of_a_page_is_one_that_we_take(page: Path) -> None:
    refused = [
        f"{' '.join(line.words)}: {trouble}"
        for line in command_lines(page.read_text(encoding="utf-8"))
        if (trouble := _trouble(line.words, whole=line.is_whole))
    ]
    assert not refused, "\n".join(refused)


def test_the_commands_of_the_pages_are_found() -> None:
    told = [line for page in WRITTEN for line in command_lines(page.read_text(encoding="utf-8"))]
    used = {" ".join(argv.whole_words(line.words)[:depth]) for line in told for depth in (2, 3, 4)}
    assert len(used & set(tree.COMMANDS)) > 60


def test_a_command_that_we_do_not_take_is_found() -> None:
    page = (
        "```sh\nblockctl volume create --sice 1 demo\nx=$(blockctl volume snaphot list)\n"
        "blockctl volume delete demo\nblockctl volume qos create --consumer nobody q\n```\n"
        "and `blockctl volume backup crate`, but `blockctl volume show`."
    )
    troubles = [_trouble(line.words, whole=line.is_whole) for line in command_lines(page)]
    assert [bool(trouble) for trouble in troubles] == [True, True, False, True, True, False]


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_every_snippet_is_in_its_file(page: Path) -> None:
    for file, options in INCLUDE.findall(page.read_text(encoding="utf-8")):
        text = (page.parent / file).read_text(encoding="utf-8")
        begin = 0
        for name, _, value in OPTION.findall(options):
            if name == "pyobject":
                assert value in _defined(text), f"{file} has no {value}"
            else:
                begin = text.find(value, begin)
                assert begin >= 0, f"{file} has no {value!r} where it should"


def _defined(text: str) -> set[str]:
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {node.name for node in ast.parse(text).body if isinstance(node, kinds)}


def _trouble(words: list[str], *, whole: bool) -> str:
    """Why the words behind ``blockctl`` are refused, or nothing; they are parsed and not run.

    What is not ``whole`` may lack arguments, or name only a group.
    """
    leading, rest = argv.global_options_first(words, root.params)
    rest = argv.whole_words(rest)
    beginnings = [" ".join(rest[:length]) for length in range(len(rest), 0, -1)]
    name = next((words for words in beginnings if words in tree.COMMANDS), None)
    if name is None:
        is_known = not whole and (not rest or beginnings[0] in tree.GROUPS)
        return "" if is_known else "there is no such command"
    module, attribute = tree.COMMANDS[name].target.split(":")
    command = getattr(importlib.import_module(f"blockctl.commands.{module}"), attribute)
    arguments = argv.whole_options(name, rest[len(name.split()) :], command.params)
    try:
        parent = root.make_context("blockctl", [*leading, *rest])
        command.make_context(name, arguments, parent=parent)
    except click.exceptions.Exit:
        return ""  # --help and --version
    except click.MissingParameter as missing:
        return missing.format_message() if whole else ""
    except click.UsageError as error:
        return error.format_message()
    return ""
