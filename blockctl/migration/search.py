"""Finds rows of the lookup table: by verb, by part of one, by option, or by the new command."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from blockctl.errors import NotFound
from blockctl.migration import syntax, usage
from blockctl.migration.row import TARGETS, Row
from blockctl.migration.rows import table


def find(words: Sequence[str]) -> list[Row]:
    """The rows that ``words`` mean, in the order of the table.

    Options among the words narrow the rows to those that have them, in cinder or in what the verb
    becomes. Raises NotFound, with the nearest, where none fits.
    """
    known = [each for each in words if each not in ("cinder", *TARGETS)]
    options = [each.partition("=")[0] for each in known if each.startswith("-")]
    rest = [each for each in known if not each.startswith("-")]
    found = [row for row in _named(rest) if all(_has(row, option) for option in options)]
    if not found:
        asked = " ".join(known)
        raise NotFound(f"Nothing in the table is called '{asked}'.", _nearest(asked, options))
    return found


def _named(words: Sequence[str]) -> list[Row]:
    rows = list(table().values())
    asked = " ".join(words)
    exact = table().get("-".join(words))
    if not words or exact:
        return [exact] if exact else rows
    if all(word in table() for word in words):
        return [table()[word] for word in dict.fromkeys(words)]
    command = [row for row in rows if asked in _commands(row)]
    return command or [row for row in rows if _is_part(words, row)]


def _is_part(words: Sequence[str], row: Row) -> bool:
    whole = f" {' '.join(words)} "
    return "-".join(words) in row.verb or any(whole in f" {each} " for each in _commands(row))


def _commands(row: Row) -> set[str]:
    return {step.words for target in TARGETS for step in row.steps(target)}


def _has(row: Row, option: str) -> bool:
    theirs = (name for each in syntax.current(row.verb) for name in each.names)
    ours = (
        word
        for target in TARGETS
        for line in usage.of_target(row, target)
        for word in _options(line)
    )
    return option in {*theirs, *ours}


def _options(line: str) -> Iterator[str]:
    for part in line.replace("|", " ").split():
        yield part.strip("[]")


def _nearest(asked: str, options: Sequence[str]) -> str:
    rows = table().values()
    known = [row.verb for row in rows] + sorted({each for row in rows for each in _commands(row)})
    if options:
        known = sorted(
            {name for row in rows for each in syntax.current(row.verb) for name in each.names}
        )
        asked = options[0]
    near = get_close_matches(asked, known, n=3) or get_close_matches(
        asked.replace(" ", "-"), known, n=3
    )
    return f"Is it {' or '.join(near)}?" if near else "See all with: blockctl migrate table"
