"""A diagnosis in lines for a person."""

import shlex
import shutil
import textwrap
from collections.abc import Iterator, Sequence
from typing import TextIO

from blockctl.diagnosis import facts
from blockctl.diagnosis.diagnose import Diagnosis
from blockctl.diagnosis.evidence import PATIENCE, Evidence
from blockctl.output.terminal import printable

_PART = 11


def write(found: Sequence[Diagnosis], out: TextIO) -> None:
    """Write them with a line between them, to the width of ``out`` where it is a terminal."""
    width = shutil.get_terminal_size().columns if out.isatty() else 0
    for number, each in enumerate(found):
        if number:
            out.write("\n")
        for line in _lines(each, width):
            out.write(printable(line) + "\n")
    out.flush()  # what is said on stderr afterwards comes after it


def _lines(found: Diagnosis, width: int) -> Iterator[str]:
    """What is wrong, what was seen, what mends it. Commands are not wrapped: they are copied."""
    sentence = f"{found.says.rstrip('.')} ({found.sure})." if found.sure else found.says
    yield from _wrapped(sentence, width)
    if found.is_wrong:
        for part, text in facts.lines(found.evidence):
            yield from _prose(part, text, width)
        yield from _remedy(found, width)


def _remedy(found: Diagnosis, width: int) -> Iterator[str]:
    if found.rule is None:
        none = "none is known; the evidence above is all that could be seen"
        yield from _prose("remedy", none, width)
        return
    command, aside, comment = found.command.partition("   (")
    if found.rule.deed:
        yield _row("remedy", _repair(found.evidence))
        # Where volume repair alone has it, the comment is what it asks of the API.
        if aside:
            yield from _prose("it does", comment.removesuffix(")"), width)
        else:
            yield from _commands("it does", command)
    else:
        yield from _commands("remedy", command)
        if aside:
            yield from _prose("", f"({comment}", width)
    yield from _prose("risk", found.risk, width)
    if not found.rule.deed:
        yield from _prose("repair", f"leaves it to you: {found.refused}", width)


def _commands(part: str, text: str) -> Iterator[str]:
    """Each on a line of its own; copied together they are still only run while all goes well."""
    first, *others = text.replace(" && ", " &&\n").split("\n")
    yield _row(part, first)
    yield from (_row("", each) for each in others)


def _prose(part: str, text: str, width: int) -> list[str]:
    return _wrapped(_row(part, text), width, _row("", ""))


def _row(part: str, text: str) -> str:
    return f"  {part:<{_PART}} {text}"


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    if not width:
        return [text]
    return textwrap.wrap(
        text,
        width,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _repair(seen: Evidence) -> str:
    """What sees the same again, by what the user has said of it, and mends it."""
    line = ["blockctl", "volume", "repair"]
    if seen.patience != PATIENCE:
        line += ["--patience", f"{seen.patience:g}"]
    for host in sorted(seen.gone):
        line += ["--gone-host", host]
    return shlex.join([*line, seen.id])
