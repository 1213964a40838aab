"""The rule book: every known cause, in the order in which they are tried."""

from blockctl.diagnosis.rule import Rule
from blockctl.diagnosis.rules import attaching, copying, dangling, ending, making, moving, services

RULES: tuple[Rule, ...] = (
    *services.RULES,
    *making.RULES,
    *dangling.RULES,
    *attaching.RULES,
    *moving.RULES,
    *copying.RULES,
    *ending.RULES,
)
