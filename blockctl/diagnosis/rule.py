"""What a row of the rule book is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from blockctl.diagnosis.evidence import Evidence

Sure = Literal["certain", "very likely", "likely"]
Predicate = Callable[[Evidence], bool]


@dataclass(frozen=True)
class Rule:
    """One known cause.

    It is about volumes in one of ``statuses`` (any where it is empty) for which ``when`` holds;
    of several rules that hold the first is the cause. ``says``, ``command``, ``risk`` and
    ``refused`` are texts with the fields of ``facts.of``. ``deed`` names what ``volume repair``
    does (deeds.DEEDS); where it is None, ``refused`` says why a person must do it. ``proved``
    says by what its test brings it about, where a real operation cannot.
    """

    name: str
    statuses: tuple[str, ...]
    when: Predicate
    says: str
    sure: Sure
    command: str
    risk: str
    source: str
    deed: str | None = None
    refused: str = ""
    proved: str = ""


def both(*predicates: Predicate) -> Predicate:
    """True where all are."""
    return lambda evidence: all(each(evidence) for each in predicates)
