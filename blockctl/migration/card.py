"""A row of the table as a card that a person reads on a terminal, without colour."""

import textwrap
from collections.abc import Iterator

from blockctl.migration import notes, usage
from blockctl.migration.row import TARGETS, Row

_INDENT = " " * 13
_NO_BREAK = "\xa0"


def card(row: Row, width: int) -> str:
    """The card of a row, no line longer than ``width`` characters."""
    theirs, ours = (list(map(_command, usage.commands(row, target))) for target in TARGETS)
    entries = [
        *_each("openstack", theirs or [row.lacks]),
        *_each("blockctl", ["the same"] if ours == theirs else ours),
    ]
    if microversion := usage.since(row.verb):
        entries.append(("since", f"microversion {microversion}"))
    entries += _each("differs", list(_differences(row)))
    head = _filled(usage.of_cinder(row.verb), width, "")
    return "\n".join([head, *(_entry(name, text, width) for name, text in entries)])


def line(row: Row, width: int) -> str:
    """The row in short, for a list of many, in lines of ``width`` characters."""
    words = dict.fromkeys(step.words.replace(" ", _NO_BREAK) for step in row.openstack)
    ours = dict.fromkeys(step.words.replace(" ", _NO_BREAK) for step in row.blockctl)
    told = " / ".join(words) or f"{' / '.join(ours)} (blockctl only)"
    lines = textwrap.fill(
        f"{row.verb:30} {told}", width, subsequent_indent=" " * 31, break_on_hyphens=False
    )
    return lines.replace(_NO_BREAK, " ")


def _command(command: usage.Command) -> str:
    return f"{command.line}  ({command.when})" if command.when else command.line


def _differences(row: Row) -> Iterator[str]:
    for target in TARGETS:
        arguments_of: dict[str, list[str]] = {}
        for each in usage.beside(row) if row.steps(target) else ():
            for told in notes.of_argument(each, target):
                if told != notes.CHOOSES:
                    arguments_of.setdefault(told, []).append(each.cinder.split()[0])
        for told, arguments in arguments_of.items():
            yield f"{', '.join(arguments)}: {told}"
    yield from (note.text for note in notes.of_row(row))


def _each(name: str, texts: list[str]) -> list[tuple[str, str]]:
    return [(name if at == 0 else "", text) for at, text in enumerate(dict.fromkeys(texts))]


def _entry(name: str, text: str, width: int) -> str:
    return _filled(text, width, f"  {name:<11}")


def _filled(text: str, width: int, start: str) -> str:
    # An option stays beside its value.
    held = " ".join(part.replace(" ", _NO_BREAK) for part in usage.unbroken(text))
    lines = textwrap.fill(
        held, width, initial_indent=start, subsequent_indent=_INDENT, break_on_hyphens=False
    )
    return lines.replace(_NO_BREAK, " ")
