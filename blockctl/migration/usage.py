"""How a verb and what it becomes are written: one line each, and each argument beside its own."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from blockctl.migration import conditions, syntax
from blockctl.migration.kinds import Argument, Dropped, Each, Filters, Kind, Missing, Needed
from blockctl.migration.row import TARGETS, Row, Step, kind_for
from blockctl.migration.syntax import Taken

# More words than these are not spelt out in a line.
_FEW = 5


@dataclass(frozen=True)
class Beside:
    """One of cinder's arguments, and how each target writes it.

    A target's text is empty where nothing is written: ``lacks`` says, by target, why something is
    missing or left out, and what lacks nothing chooses the command. ``default`` is what is
    written, by target, although nothing is given; ``one_by_one`` are the targets that need a
    command for each of several values.
    """

    cinder: str
    since: str | None
    written: Mapping[str, str]
    lacks: Mapping[str, str]
    default: Mapping[str, str]
    one_by_one: tuple[str, ...]


@dataclass(frozen=True)
class Command:
    """A command that a verb becomes, without the program's name, and when; empty for always."""

    line: str
    when: str


def of_cinder(verb: str) -> str:
    """``cinder retype [--migration-policy never|on-demand] <volume> <new-type>``."""
    visible = [each for each in syntax.current(verb) if not each.hidden]
    options = [each for each in visible if each.is_option]
    arguments = [each for each in visible if not each.is_option]
    return " ".join(["cinder", verb, *map(_written, options), *map(_written, arguments)])


def of_target(row: Row, target: str) -> list[str]:
    """The commands that the verb becomes, each as a line without the program's name."""
    return [each.line for each in commands(row, target)]


def commands(row: Row, target: str) -> list[Command]:
    """The same, with when each of them is the one."""
    taken = _by_dest(row)
    return [
        Command(
            " ".join([step.words, *step.fixed.split(), *_parts(step, target, taken)]),
            conditions.told(step.when, row.verb),
        )
        for step in row.steps(target)
        if not step.lacks
    ]


def beside(row: Row) -> list[Beside]:
    """Each of the verb's visible arguments beside what it becomes."""
    return [
        Beside(
            _spelt(each),
            each.since,
            {target: _becomes(row, target, each) for target in TARGETS},
            {target: why for target in TARGETS if (why := _lack(row, target, each))},
            {target: words for target in TARGETS if (words := _default(row, target, each))},
            tuple(target for target in TARGETS if _is_one_by_one(row, target, each)),
        )
        for each in syntax.current(row.verb)
        if not each.hidden
    ]


def since(verb: str) -> str:
    """The microversion that the verb needs; empty where any will do."""
    first = syntax.forms(verb)[0].since
    return first if first and first != "3.0" else ""


def unbroken(line: str) -> list[str]:
    """A line in pieces that are not broken: at the spaces that are not within brackets."""
    pieces: list[str] = []
    depth = 0
    for word in line.split(" "):
        if depth:
            pieces[-1] += f" {word}"
        else:
            pieces.append(word)
        depth += word.count("[") - word.count("]")
    return pieces


def _spelt(taken: Taken) -> str:
    if not taken.is_option:
        return _value(taken)
    return taken.names[0] if taken.is_flag else f"{taken.names[0]} {_value(taken)}"


def _written(taken: Taken) -> str:
    text = _spelt(taken)
    return f"[{text}]" if _is_optional(taken) else text


def _plain(taken: Taken) -> str:
    few = taken.choices and len(taken.choices) <= _FEW
    return "|".join(map(str, taken.choices)) if few else taken.metavar


def _value(taken: Taken) -> str:
    name = _plain(taken)
    if taken.nargs == "?" and taken.is_option:
        return f"[{name}]"
    return f"{name} ..." if taken.nargs in ("+", "*") else name


def _is_optional(taken: Taken) -> bool:
    return not taken.required if taken.is_option else taken.nargs == "?"


def _parts(step: Step, target: str, taken: Mapping[str, Taken]) -> Iterator[str]:
    """Options first, arguments behind, as the translator writes them."""
    options: list[str] = []
    arguments: list[str] = []
    for dest, either in step.takes.items():
        kind = kind_for(either, target)
        needed = not _is_optional(taken[dest]) or _is_always_written(kind)
        for text in _shown(kind, taken[dest]):
            shown = text if needed else f"[{text}]"
            into = arguments if kind.is_argument else options
            if shown not in into:
                into.append(shown)
    for together in step.together:
        if together.target in ("", target):
            needed = not all(_is_optional(taken[dest]) for dest in together.dests)
            options.append(together.syntax if needed else f"[{together.syntax}]")
    yield from (*options, *arguments)


def _shown(kind: Kind, taken: Taken) -> list[str]:
    several = taken.nargs in ("+", "*") or (isinstance(kind, Argument) and kind.commas)
    more = " ..." if several and kind.is_argument and not isinstance(kind, Each) else ""
    return [text + more for text in kind.shown(_plain(taken))]


def _is_always_written(kind: Kind) -> bool:
    return isinstance(kind, Needed) or bool(kind.absent())


def _becomes(row: Row, target: str, each: Taken) -> str:
    dest = _settled(row, each.dest)
    texts = [
        text
        for step in row.steps(target)
        if dest in step.takes and not step.lacks
        for text in _shown(kind_for(step.takes[dest], target), each)
    ]
    texts += [
        together.syntax
        for step in row.steps(target)
        for together in step.together
        if dest in together.dests and together.target in ("", target)
    ]
    return " or ".join(dict.fromkeys(texts))


def _lack(row: Row, target: str, each: Taken) -> str:
    if not row.steps(target):
        return row.lacks
    for kind in _kinds(row, target, each):
        if isinstance(kind, Missing | Dropped | Needed):
            return kind.why
        if isinstance(kind, Filters) and not kind.shown(""):
            return f"{target} has no filters here."
    return ""


def _default(row: Row, target: str, each: Taken) -> str:
    kinds = (kind for kind in _kinds(row, target, each) if not isinstance(kind, Needed))
    return next((shlex.join(kind.absent()) for kind in kinds), "")


def _is_one_by_one(row: Row, target: str, each: Taken) -> bool:
    return any(isinstance(kind, Each) for kind in _kinds(row, target, each))


def _kinds(row: Row, target: str, each: Taken) -> list[Kind]:
    """How each of the target's commands takes it, where one does."""
    dest = _settled(row, each.dest)
    return [kind_for(step.takes[dest], target) for step in row.steps(target) if dest in step.takes]


def _by_dest(row: Row) -> Mapping[str, Taken]:
    # A visible one comes after the hidden ones of the same dest, so it is kept.
    every = sorted(syntax.current(row.verb), key=lambda each: not each.hidden)
    return {_settled(row, each.dest): each for each in every}


def _settled(row: Row, dest: str) -> str:
    return next((name for name, names in row.aliases.items() if dest in names), dest)
