"""Quotas: a project whose are not the default ones."""

from collections.abc import Mapping

from tests.parity.cloud import MEMBER, Cloud
from tests.parity.maker import Maker
from tests.parity.recipes.kinds import Recipe


def furnish(cloud: Cloud, admin: Maker, member: Maker) -> None:
    """More than any case needs, so that they are in nobody's way."""
    quotas = {"volumes": 900, "backup_gigabytes": 5000, "per_volume_gigabytes": 800}
    path = f"/os-quota-sets/{cloud.project_id(MEMBER)}"
    admin.api.put(path, json={"quota_set": quotas})


RECIPES: Mapping[str, Recipe] = {}
