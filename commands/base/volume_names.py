"""The volume that a snapshot or a backup is of, as lists show it and ask for it."""

from functools import cache

from blockctl.api import resources
from blockctl.api.client import Cloud
from blockctl.api.resources import VOLUME
from blockctl.errors import NotFound
from blockctl.output.columns import Column
from blockctl.output.terminal import note


def volume_column(cloud: Cloud) -> Column:
    """A column for ``volume_id``: tables name the volume, scripts get its ID.

    So only tables cost a second request. A volume that is gone keeps its ID.
    """

    @cache
    def names() -> dict[str, str]:
        return {each["id"]: each["name"] for each in resources.listing(cloud, VOLUME)}

    return Column("Volume", "volume_id", human=lambda volume_id: names().get(volume_id, volume_id))


def volume_id(cloud: Cloud, name_or_id: str) -> str:
    """The ID of a volume; an ID may be that of one which is gone, and the user is told so."""
    try:
        found: str = resources.find(cloud, VOLUME, name_or_id)["id"]
    except NotFound:
        if not resources.is_id(name_or_id):
            raise
        note(f"There is no volume {name_or_id}, or no longer.")
        return name_or_id
    return found
