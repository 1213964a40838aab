"""What is told of a row beside its syntax: of the whole, and of each of its arguments."""

from typing import NamedTuple

from blockctl.migration.row import TARGETS, Row
from blockctl.migration.usage import Beside

CHOOSES = "chooses the command"


class Note(NamedTuple):
    """Something that a user must know, and of which kind; ``only`` is the target it is about."""

    kind: str
    text: str
    only: str = ""


def of_row(row: Row) -> list[Note]:
    """What some uses of the verb lack, and what differs."""
    lacks = [Note("lacks", step.lacks, to) for to in TARGETS for step in row.steps(to)]
    told = [note for note in lacks if note.text]
    told += [Note(str(each.kind), each.text, each.target) for each in row.differs]
    return list(dict.fromkeys(told))


def of_argument(each: Beside, target: str) -> list[str]:
    """What is told of an argument beside what is written for it."""
    told = [each.lacks[target]] if target in each.lacks else []
    if default := each.default.get(target):
        told.append(f"{default} where it is not given")
    if target in each.one_by_one:
        told.append("a command for each")
    if not told and not each.written[target]:
        told.append(CHOOSES)
    return told
