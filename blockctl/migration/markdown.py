"""The table as Markdown: an overview, and a section for each verb."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from blockctl.migration import notes, usage
from blockctl.migration.row import BLOCKCTL, TARGETS, Row
from blockctl.migration.usage import Beside

_OPTION = re.compile(r"(?<!\S)(--?[a-z][\w-]*)")
_MARKS = re.compile(r"[\\`*_{}\[\]<>#]")


def lines(rows: Sequence[Row]) -> Iterator[str]:
    """The lines of a page without its title; its links lead to the sections."""
    yield from _table(("cinder", *TARGETS), map(_overview, rows))
    for row in rows:
        yield from ("", f"## {row.verb}", "")
        yield from _section(row)


def _overview(row: Row) -> tuple[str, ...]:
    theirs, ours = (_words(row, target) for target in TARGETS)
    become = (theirs or "none", "the same" if theirs == ours else ours)
    return f"[{_text(row.verb)}](#{row.verb})", *become


def _words(row: Row, target: str) -> str:
    words = (step.words for step in row.steps(target) if not step.lacks)
    return "<br>".join(_code(each) for each in dict.fromkeys(words))


def _section(row: Row) -> Iterator[str]:
    theirs, ours = ([*map(_command, usage.commands(row, target))] for target in TARGETS)
    yield f"- cinder: {_code(usage.of_cinder(row.verb).removeprefix('cinder '))}"
    yield f"- openstack:{_list(theirs or [_text(row.lacks)])}"
    yield f"- blockctl:{_list(['the same'] if theirs == ours else ours)}"
    if since := usage.since(row.verb):
        yield f"- since microversion {since}"
    if arguments := usage.beside(row):
        targets = TARGETS if row.openstack else (BLOCKCTL,)
        yield ""
        yield from _table(("cinder", *targets), (_argument(each, targets) for each in arguments))
    if told := notes.of_row(row):
        yield ""
        yield from (f"- {each.kind}: {_text(each.text)}" for each in told)


def _command(command: usage.Command) -> str:
    line = _code(command.line)
    return f"{line} {_text(command.when)}" if command.when else line


def _list(commands: Sequence[str]) -> str:
    return f" {commands[0]}" if len(commands) == 1 else "\n  - " + "\n  - ".join(commands)


def _argument(each: Beside, targets: Sequence[str]) -> tuple[str, ...]:
    since = f" since {each.since}" if each.since else ""
    return f"{_code(each.cinder)}{since}", *(_becomes(each, target) for target in targets)


def _becomes(each: Beside, target: str) -> str:
    written = [_code(each.written[target])] if each.written[target] else []
    return " ".join([*written, *map(_text, notes.of_argument(each, target))])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(head)
    yield _row(["---"] * len(head))
    for cells in rows:
        yield _row([cell.replace("|", "\\|") for cell in cells])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _code(text: str) -> str:
    return f"`{text}`"


def _text(text: str) -> str:
    """Prose, of which nothing is a mark of Markdown's; options are code."""
    parts = _OPTION.split(text)
    prose = (_MARKS.sub(r"\\\g<0>", part) for part in parts[::2])
    options = (*map(_code, parts[1::2]), "")
    return "".join(chain.from_iterable(zip(prose, options, strict=True)))
