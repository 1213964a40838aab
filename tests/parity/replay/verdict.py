"""What is said of a line: equal, or different in a way that its row states."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from blockctl.migration.differences import Difference, Differs
from tests.parity.replay.running import Ran

EQUAL = "equal"
BY_NAME = "lookup by name"
_NAME = re.compile(r"\bsome-\w+(?:-\w+)*")


@dataclass(frozen=True)
class Verdict:
    """``kind`` is for the summary; ``shown`` are the differences that were seen."""

    kind: str
    shown: tuple[Difference, ...] = ()


def judge(theirs: Ran, ours: Ran, stated: Sequence[Difference]) -> Verdict | None:
    """What a command did beside cinder, which did it; None where nothing stated explains it.

    ``stated`` are the differences that matter for the line.
    """
    elsewhere = tuple(each for each in stated if each.kind is Differs.REQUESTS and ours.elsewhere)
    if not ours.status:
        if _same(theirs, ours):
            return Verdict(EQUAL, elsewhere)
        by_name = tuple(each for each in stated if each.kind is Differs.NAMES)
        if by_name and _same_but_for_names(theirs, ours):
            return Verdict(BY_NAME, (*by_name, *elsewhere))
    for each in stated:
        if each.shows and _explains(each, theirs, ours):
            return Verdict(str(each.kind), (each,))
    return None


def _same(theirs: Ran, ours: Ran) -> bool:
    if theirs.writes or ours.writes:
        return theirs.writes == ours.writes
    return not theirs.reads or theirs.reads[-1] in ours.reads


def _same_but_for_names(theirs: Ran, ours: Ran) -> bool:
    if theirs.writes or ours.writes:
        return theirs.named() == ours.named()
    wanted = theirs.named()[-1]
    if wanted in ours.named():
        return True
    # Where cinder only looks a name up, some ask for the name, some for all and look for it.
    looks_up = " name=some-" in wanted
    return looks_up and any(wanted.split()[:2] == each.split()[:2] for each in ours.named())


def _about_the_same(theirs: Ran, ours: Ran) -> bool:
    """Whether both change something or neither does, and whether all that is named comes along."""
    named, by_us = (set(_NAME.findall(" ".join(ran.named()))) for ran in (theirs, ours))
    return bool(theirs.writes) == bool(ours.writes) and named <= by_us


def _explains(difference: Difference, theirs: Ran, ours: Ran) -> bool:
    match difference.kind:
        case Differs.REFUSES:
            return ours.status != 0 and not ours.writes
        case Differs.REQUESTS:
            return ours.status == 0 and _about_the_same(theirs, ours)
        case Differs.MEANING:
            return ours.status == 0
    return difference.kind is Differs.BROKEN
