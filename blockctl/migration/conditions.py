"""When a verb becomes which of its commands, in words."""

from collections.abc import Iterable, Iterator

from blockctl.migration import syntax
from blockctl.migration.row import When
from blockctl.migration.syntax import Taken


def told(when: When, verb: str) -> str:
    """``with --name or --description, without --volume``; empty for a command that is always."""
    # A visible one comes after the hidden ones of the same dest, so it is kept.
    every = sorted(syntax.current(verb), key=lambda each: not each.hidden)
    taken = {each.dest: each for each in every}
    return ", ".join(_parts(when, taken))


def _parts(when: When, taken: dict[str, Taken]) -> Iterator[str]:
    def names(dests: Iterable[str]) -> str:
        return " or ".join(_name(taken[dest]) for dest in dests)

    for dest, value in when.equals.items():
        each = taken[dest]
        if not each.is_option:
            yield f"for {value}"
        elif each.default == value:
            yield f"with {each.names[0]} {value} or no {each.names[0]}"
        else:
            yield f"with {each.names[0]} {value}"
    if when.any_of:
        yield f"with {names(when.any_of)}"
    if when.none_of:
        yield f"without {names(when.none_of)}"
    if when.true:
        yield f"where {names([when.true])} is true"
    if when.false:
        yield f"where {names([when.false])} is false or missing"


def _name(taken: Taken) -> str:
    return taken.names[0] if taken.is_option else taken.metavar
