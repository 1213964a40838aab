"""What a check tells."""

from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    INFO = "info"
    WARNING = "warning"
    MISSING = "missing"


class Finding(NamedTuple):
    """One thing that was seen, in a sentence; ``remedy`` is what to run or change, if anything."""

    level: Level
    says: str
    remedy: str = ""

    @property
    def is_trouble(self) -> bool:
        """Whether something should be done, if what it is about is wanted."""
        return self.level in (Level.WARNING, Level.MISSING)


def ok(says: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, says)


def info(says: str, remedy: str = "") -> Finding:
    """Good to know."""
    return Finding(Level.INFO, says, remedy)


def warning(says: str, remedy: str = "") -> Finding:
    """Does harm, or will."""
    return Finding(Level.WARNING, says, remedy)


def missing(says: str, remedy: str = "") -> Finding:
    """Is not there, so that something cannot be done."""
    return Finding(Level.MISSING, says, remedy)
