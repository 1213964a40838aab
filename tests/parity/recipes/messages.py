"""User messages: they come from volumes that no backend takes."""

import time
from collections.abc import Mapping

from tests.parity.cloud import Cloud
from tests.parity.maker import Made, Maker
from tests.parity.recipes.kinds import MadeAt, Recipe

# The volume type that no backend has.
NOWHERE = "nowhere"


def furnish(cloud: Cloud, admin: Maker, member: Maker) -> None:
    """Messages of two projects."""
    admin.type(NOWHERE, extra_specs={"volume_backend_name": NOWHERE})
    for maker, name in ((admin, "unplaced"), (admin, "unplaced-too"), (member, "members-unplaced")):
        _message(maker, lambda _: Made("", ""), name)


def _message(maker: Maker, made: MadeAt, name: str) -> Made:
    """The message that says why a new volume could not be made; messages have no names."""
    fields = {"size": 1, "name": name, "volume_type": NOWHERE}
    volume = maker.post("volumes", "volume", fields)
    asked = {"resource_uuid": volume.id}
    while not (found := maker.api.get("/messages", params=asked).json()["messages"]):
        time.sleep(0.05)
    return Made(found[0]["id"], found[0]["id"])


RECIPES: Mapping[str, Recipe] = {"message": _message}
