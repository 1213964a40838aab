"""Which cause of the rule book holds for a volume."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from blockctl.diagnosis import facts
from blockctl.diagnosis.evidence import MOVING, PASSING, Evidence, duration
from blockctl.diagnosis.rule import Rule
from blockctl.diagnosis.rules import RULES

Verdict = Literal["healthy", "busy", "wrong", "unknown"]
_SETTLED = ("available", "in-use")
_LESS_SURE = {"certain": "very likely", "very likely": "likely", "likely": "uncertain"}


@dataclass(frozen=True)
class Diagnosis:
    """What is said of a volume. ``rule`` is None unless a cause is known."""

    evidence: Evidence
    verdict: Verdict
    says: str
    rule: Rule | None = None
    sure: str = ""
    command: str = ""
    risk: str = ""
    refused: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether somebody should do something."""
        return self.verdict in ("wrong", "unknown")

    def as_data(self) -> dict[str, Any]:
        """The diagnosis for a monitoring system."""
        seen = self.evidence
        return {
            "id": seen.id,
            "name": seen.volume.get("name"),
            "project_id": seen.volume.get("os-vol-tenant-attr:tenant_id"),
            "status": seen.status,
            "verdict": self.verdict,
            "cause": self.rule.name if self.rule else None,
            "says": self.says,
            "sure": self.sure or None,
            "remedy": self.command or None,
            "risk": self.risk or None,
            "repairable": bool(self.rule and self.rule.deed),
            "refused": self.refused or None,
            "evidence": [{"part": part, "seen": text} for part, text in facts.lines(seen)],
            "not_seen": list(seen.hidden),
        }


def diagnose(seen: Evidence, rules: Iterable[Rule] = RULES) -> Diagnosis:
    """What holds for the volume: a cause, or that it is healthy, at work, or beyond the book."""
    for rule in rules:
        if (not rule.statuses or seen.status in rule.statuses) and rule.when(seen):
            return _by(rule, seen)
    age = duration(seen.age)
    if seen.status in _SETTLED and seen.migration not in MOVING:
        return Diagnosis(seen, "healthy", f"{seen.name} is '{seen.status}', and nothing is wrong.")
    if not seen.is_overdue and (seen.status in (*PASSING, *_SETTLED, "awaiting-transfer")):
        says = (
            f"{seen.name} has been '{seen.status}' for {age}; it counts as stuck after"
            f" {duration(seen.patience)} (--patience)."
        )
        return Diagnosis(seen, "busy", says)
    says = f"{seen.name} has been '{seen.status}' for {age}, for no cause that blockctl knows."
    return Diagnosis(seen, "unknown", says)


def _by(rule: Rule, seen: Evidence) -> Diagnosis:
    fields = facts.of(seen)
    sure = _LESS_SURE[rule.sure] if seen.hidden else rule.sure
    told = {
        part: getattr(rule, part).format_map(fields)
        for part in ("says", "command", "risk", "refused")
    }
    return Diagnosis(seen, "wrong", rule=rule, sure=sure, **told)
