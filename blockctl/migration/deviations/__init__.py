"""Where blockctl deviates from OpenStackClient on purpose: all of it, each with its reason.

The parity tests (tests/parity) read this list and fail on any deviation that is not in it, and on
any in it that no longer shows. docs/reference/deviations.md is made from it.
"""

from blockctl.migration.deviations import belongings, general, groups, services, volumes
from blockctl.migration.deviations.kind import Aspect, Deviation

__all__ = ["BY_NAME", "DEVIATIONS", "Aspect", "Deviation"]

DEVIATIONS = (
    *general.DEVIATIONS,
    *volumes.DEVIATIONS,
    *belongings.DEVIATIONS,
    *groups.DEVIATIONS,
    *services.DEVIATIONS,
)

BY_NAME = {deviation.name: deviation for deviation in DEVIATIONS}
