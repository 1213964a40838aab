"""Writes docs/reference/commands.md from the command tree: ``python docs/build_reference.py``.

tests/unit/test_docs.py fails when the page is not what this makes.
"""

import sys
from pathlib import Path

import click

from blockctl import tree
from blockctl.cli import root

PAGE = Path(__file__).parent / "reference" / "commands.md"
HEAD = """# Commands

Made from the commands themselves by `docs/build_reference.py`.

"""


def page() -> str:
    """The whole page as Markdown."""
    parts = [HEAD, _entry("blockctl", _help_of([]))]
    parts += [_entry(f"blockctl {words}", _help_of(words.split())) for words in tree.COMMANDS]
    return "".join(parts)


def _help_of(words: list[str]) -> str:
    context = click.Context(
        root, info_name="blockctl", max_content_width=88, terminal_width=88, **root.context_settings
    )
    command: click.Command = root
    for word in words:
        assert isinstance(command, click.Group)
        found = command.get_command(context, word)
        assert found is not None
        command = found
        context = click.Context(command, info_name=word, parent=context)
    return command.get_help(context)


def _entry(title: str, text: str) -> str:
    return f"## {title}\n\n```text\n{text}\n```\n\n"


if __name__ == "__main__":
    PAGE.write_text(page().rstrip() + "\n", encoding="utf-8")
    sys.stderr.write(f"{PAGE} written\n")
