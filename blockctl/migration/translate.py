"""Translates a cinder command line into commands of openstack, or of blockctl, by the table."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blockctl.migration import global_options, syntax
from blockctl.migration.differences import Difference, Differs
from blockctl.migration.kinds import Dropped, Each, Kind
from blockctl.migration.parser import CinderLine, NotCinder, parse
from blockctl.migration.row import BLOCKCTL, OPENSTACK, Row, Step, kind_for
from blockctl.migration.rows import table
from blockctl.migration.unknown import refuse_several
from blockctl.migration.writing import Untranslatable, several

# The verbs that look at ALL_TENANTS: for some it counts more than the option.
_ALL_TENANTS_FIRST = ("cgsnapshot-list", "list", "snapshot-list", "transfer-list")
_ALL_TENANTS = ("attachment-list", "group-list", "group-snapshot-list", "summary")
_ID = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class Translation:
    """What a cinder line becomes: commands, each a list of words, after ``variables``.

    ``warnings`` say what differs from the original, also by what the row says: ``differs``.
    """

    commands: tuple[tuple[str, ...], ...]
    variables: Mapping[str, str]
    warnings: tuple[str, ...]
    differs: tuple[Difference, ...] = ()

    def lines(self) -> list[str]:
        """Each command as a shell takes it."""
        assigned = [f"{name}={shlex.quote(value)}" for name, value in self.variables.items()]
        return [" ".join([*assigned, shlex.join(command)]) for command in self.commands]


def translate(
    arguments: Sequence[str], target: str, assigned: Mapping[str, str] | None = None
) -> Translation:
    """Translate what follows the word ``cinder`` for ``target``.

    ``assigned`` are the variables set in front of the line. Raises NotCinder for what cinder
    refuses, Untranslatable where the target cannot do it.
    """
    assigned = assigned or {}
    line = parse(arguments, assigned.get("OS_VOLUME_API_VERSION"))
    try:
        return _translated(line, target, assigned)
    except Untranslatable as missing:
        if target == OPENSTACK and missing.remedy is None:
            missing.remedy = _with_blockctl(line, assigned)
        raise


def _with_blockctl(line: CinderLine, assigned: Mapping[str, str]) -> str | None:
    try:
        lines = _translated(line, BLOCKCTL, assigned).lines()
    except Untranslatable:
        return None
    return f"blockctl can: {'; '.join(lines)}"


def _translated(line: CinderLine, target: str, assigned: Mapping[str, str]) -> Translation:
    kept, flags = global_options.variables(assigned)
    shared, warnings = _shared(line.shared, target)
    start = (target, *flags, *shared)
    kept |= global_options.endpoint(line.shared)
    if not line.verb:
        return Translation((_help(line, target, start),), kept, tuple(warnings))
    row = table()[line.verb]
    given = _settled(row, line.given, assigned)
    steps = _chosen(row, given, target)
    commands = [
        words
        for step in steps
        for words in _commands(step, given, target, (*start, *_pinned(step, line, kept, target)))
    ]
    differs = tuple(
        each for each in row.differs if each.target in ("", target) and _matters(each, given)
    )
    warnings += _warnings(row, steps, given, target)
    warnings += [f"{each.kind}: {each.text}" for each in differs]
    return Translation(tuple(commands), kept, tuple(dict.fromkeys(warnings)), differs)


def _shared(given: Mapping[str, Any], target: str) -> tuple[list[str], list[str]]:
    """The words for the global options, and what is lost of them."""
    words: list[str] = []
    warnings: list[str] = []
    for dest, value in given.items():
        kind = kind_for(global_options.OPTIONS[dest], target)
        words += kind.words(value)
        if isinstance(kind, Dropped):
            warnings.append(kind.why)
    if given.get("os_password") or given.get("os_token"):
        warnings.append("Everyone on the host can read a secret on a command line.")
    return words, warnings


def _help(line: CinderLine, target: str, start: tuple[str, ...]) -> tuple[str, ...]:
    if line.shared.get("version"):
        return start
    row = table().get(line.help or "")
    steps = row.steps(target) if row else ()
    return (*start, "help", *(steps[0].words.split() if steps else ()))


def _settled(row: Row, given: Mapping[str, Any], assigned: Mapping[str, str]) -> dict[str, Any]:
    """What was given, under one name each, with what the variables say."""
    settled = dict(given)
    for dest, names in row.aliases.items():
        known = [settled.pop(each) for each in names if each in settled]
        if known:
            settled[dest] = next((each for each in known if each is not None), None)
    if everyone := assigned.get("ALL_TENANTS"):
        if row.verb in _ALL_TENANTS_FIRST:
            settled["all_tenants"] = everyone
        elif row.verb in _ALL_TENANTS:
            settled.setdefault("all_tenants", everyone)
    return settled


def _chosen(row: Row, given: Mapping[str, Any], target: str) -> list[Step]:
    if not row.steps(target):
        raise Untranslatable(row.lacks)
    defaults = syntax.defaults(row.verb)
    steps = [step for step in row.steps(target) if step.when.holds(given, defaults)]
    for step in steps:
        if step.lacks:
            raise Untranslatable(step.lacks)
    if not steps:
        raise NotCinder(
            f"cinder {row.verb}: nothing is asked for.", "cinder refuses this line, too."
        )
    return steps


def _pinned(
    step: Step, line: CinderLine, variables: Mapping[str, str], target: str
) -> tuple[str, ...]:
    told = line.shared.get("os_volume_api_version") or variables.get("OS_VOLUME_API_VERSION")
    if target != OPENSTACK or not step.microversion or told:
        return ()
    return "--os-volume-api-version", step.microversion


def _commands(
    step: Step, given: Mapping[str, Any], target: str, start: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    """The step's command, or several where the target takes one thing at a time."""
    options = step.fixed.split()
    arguments: list[str] = []
    each_of: Sequence[str] | None = None
    for kind, words in _words(step, given, target):
        if isinstance(kind, Each):
            refuse_several(words)
            each_of = words
        elif kind.is_argument:
            arguments += words
        else:
            options += words
    for together in step.together:
        if together.target in ("", target) and any(each in given for each in together.dests):
            options += together.write(given)
    for rest in [arguments] if each_of is None else [[*arguments, each] for each in each_of]:
        dashes = ["--"] if any(each.startswith("-") for each in rest) else []
        yield (*start, *step.words.split(), *options, *dashes, *rest)


def _words(step: Step, given: Mapping[str, Any], target: str) -> Iterator[tuple[Kind, list[str]]]:
    # Options are written as they were given, so that a rewritten line is recognized.
    order = {dest: place for place, dest in enumerate(given)}
    for dest in sorted(step.takes, key=lambda dest: order.get(dest, len(order))):
        kind = kind_for(step.takes[dest], target)
        if not kind.is_argument:
            yield kind, kind.words(given[dest]) if dest in given else kind.absent()
    for dest, either in step.takes.items():
        kind = kind_for(either, target)
        if kind.is_argument:
            yield kind, kind.words(given[dest]) if dest in given else kind.absent()


def _warnings(
    row: Row, steps: Sequence[Step], given: Mapping[str, Any], target: str
) -> Iterator[str]:
    taken: set[str] = set()
    for step in steps:
        taken |= {*step.takes, *(dest for each in step.together for dest in each.dests)}
        for dest, either in step.takes.items():
            kind = kind_for(either, target)
            if isinstance(kind, Dropped) and given.get(dest) not in (None, False):
                yield kind.why
            if given.get(dest) == "" and target == OPENSTACK and step.words.endswith(" set"):
                yield "openstack leaves a field as it is rather than make it empty."
    for dest in given:
        if dest not in taken:
            yield f"{_spelt(row.verb, dest)} is left out: cinder ignores it here, too."


def _spelt(verb: str, dest: str) -> str:
    known = [each for each in syntax.current(verb) if each.dest == dest]
    return known[0].names[0] if known else dest


def _matters(difference: Difference, given: Mapping[str, Any]) -> bool:
    if any(given.get(each) is not None for each in difference.absent):
        return False
    values = [given[each] for each in difference.given if given.get(each) is not None]
    if difference.kind is Differs.NAMES:
        return any(not _ID.fullmatch(word) for value in values for word in several(value, False))
    if difference.kind is Differs.EXIT:
        return any(isinstance(value, list) and len(value) > 1 for value in values)
    return len(values) == len(difference.given)
