"""What is replayed: each option alone, and the arguments that the parsers treat together."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from blockctl.migration import syntax
from blockctl.migration.row import TARGETS, Row
from blockctl.migration.rows import table
from blockctl.migration.syntax import Taken
from tests.parity import cinder_lines
from tests.parity.replay.resources import is_id


def replayed(verb: str) -> list[list[str]]:
    """The verb's lines, each once."""
    lines = [*cinder_lines.lines(verb), *_pairs(table()[verb])]
    return [list(line) for line in dict.fromkeys(map(tuple, lines))]


def names_in(line: Iterable[str]) -> tuple[str, ...]:
    """What the line calls by a name or an ID, so that it is there."""
    words = [word for each in line for word in each.split(",")]
    return tuple(dict.fromkeys(word for word in words if word.startswith("some-") or is_id(word)))


def _pairs(row: Row) -> Iterator[list[str]]:
    takes = syntax.current(row.verb)
    options = [each for each in takes if each.is_option and not each.hidden]
    together = {
        tuple(pair)
        for dests in _treated_together(row, takes)
        for pair in combinations([each for each in options if each.dest in dests], 2)
    }
    for pair in sorted(together, key=lambda pair: [each.names for each in pair]):
        yield cinder_lines.with_options(row.verb, pair)


def _treated_together(row: Row, takes: Iterable[Taken]) -> Iterator[set[str]]:
    """Sets of dests: that exclude each other, mean the same, choose a command or make a word."""
    for group in {each.one_of for each in takes if each.one_of}:
        yield {each.dest for each in takes if each.one_of == group}
    for names in row.aliases.values():
        yield set(names)
    for difference in row.differs:
        yield set(difference.given)
    for target in TARGETS:
        yield {step.when.any_of[0] for step in row.steps(target) if step.when.any_of}
        for step in row.steps(target):
            when = step.when
            yield {*when.any_of, *when.none_of, *when.equals, when.true, when.false}
            for each in step.together:
                yield set(each.dests)
