"""One row of the lookup table: a cinder verb, and the commands that it becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from blockctl.migration.differences import Difference
from blockctl.migration.kinds import Either, Kind, Together
from blockctl.migration.unknown import refuse
from blockctl.migration.writing import truth

OPENSTACK = "openstack"
BLOCKCTL = "blockctl"
TARGETS = (OPENSTACK, BLOCKCTL)

Takes = Mapping[str, Kind | Either]


@dataclass(frozen=True)
class When:
    """Which of a verb's steps are taken; everything that is asked for must hold.

    ``any_of`` and ``none_of`` are dests given or not, ``equals`` values (cinder's default counts),
    ``true`` and ``false`` dests whose value means yes, or no or nothing.
    """

    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    equals: Mapping[str, str] = field(default_factory=dict)
    true: str = ""
    false: str = ""

    def holds(self, given: Mapping[str, Any], defaults: Mapping[str, Any]) -> bool:
        """Whether it does for what was given; raises Undecided where only the script knows."""
        known = {**defaults, **given}
        for dest in self.equals:
            refuse(known.get(dest), "decides which command is the right one")
        return (
            (not self.any_of or any(given.get(each) is not None for each in self.any_of))
            and all(given.get(each) is None for each in self.none_of)
            and all(known.get(dest) == value for dest, value in self.equals.items())
            and (not self.true or truth(known.get(self.true), lenient=True))
            and (not self.false or not truth(known.get(self.false), lenient=True))
        )


ALWAYS = When()


@dataclass(frozen=True)
class Step:
    """One command: its words, and how each of the verb's arguments is written for it.

    Positionals are written in the order of ``takes``. ``fixed`` words are always there.
    ``microversion`` is what openstack must be told, as it asks for less by itself. A step that
    ``lacks`` a command says why.
    """

    words: str
    takes: Takes = field(default_factory=dict)
    fixed: str = ""
    when: When = ALWAYS
    microversion: str = ""
    together: tuple[Together, ...] = ()
    lacks: str = ""


@dataclass(frozen=True)
class Row:
    """A verb's row.

    ``openstack`` and ``blockctl`` are the steps for each; without any, ``lacks`` says why.
    ``aliases`` names, for a dest, those that mean the same, the one that wins first.
    """

    verb: str
    openstack: tuple[Step, ...]
    blockctl: tuple[Step, ...]
    differs: tuple[Difference, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lacks: str = ""

    def steps(self, target: str) -> tuple[Step, ...]:
        """The steps for a target."""
        return self.openstack if target == OPENSTACK else self.blockctl


def row(
    verb: str,
    *steps: Step,
    blockctl: Sequence[Step] | None = None,
    differs: Sequence[Difference] = (),
    aliases: Mapping[str, tuple[str, ...]] | None = None,
    lacks: str = "",
) -> Row:
    """A row; blockctl's steps are openstack's, unless openstack ``lacks`` them or they differ."""
    ours = tuple(steps if blockctl is None else blockctl)
    theirs = () if lacks else tuple(steps)
    return Row(verb, theirs, ours, tuple(differs), aliases or {}, lacks)


def kind_for(kind: Kind | Either, target: str) -> Kind:
    """The kind that counts for a target."""
    if isinstance(kind, Either):
        return kind.openstack if target == OPENSTACK else kind.blockctl
    return kind
