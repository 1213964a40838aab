"""What can stand at the places of a case's line, and what reading cases find; by family."""

from collections.abc import Mapping, Sequence

from tests.parity.recipes import backups, groups, messages, qos, quotas, transfers, volumes
from tests.parity.recipes.kinds import Furnish, Recipe

_FAMILIES = (volumes, quotas, groups, backups, messages, transfers, qos)

RECIPES: Mapping[str, Recipe] = {
    place: recipe for family in _FAMILIES for place, recipe in family.RECIPES.items()
}
FURNISHING: Sequence[Furnish] = [family.furnish for family in _FAMILIES]
