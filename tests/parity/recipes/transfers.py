"""Volume transfers."""

from collections.abc import Mapping

from tests.parity.cloud import Cloud
from tests.parity.maker import Made, Maker
from tests.parity.recipes.kinds import MadeAt, Recipe


def furnish(cloud: Cloud, admin: Maker, member: Maker) -> None:
    """Offers of two projects."""
    _transfer(admin, "offer", admin.volume("offered"))
    _transfer(member, "members-offer", member.volume("members-offered"))


def _transfer(maker: Maker, name: str, volume: Made) -> Made:
    return maker.post("volume-transfers", "transfer", {"volume_id": volume.id, "name": name})


def _key(maker: Maker, made: MadeAt, name: str) -> Made:
    """A transfer whose name is its key, which only the answer to its creation tells."""
    body = {"transfer": {"volume_id": made("volume").id}}
    answer = maker.api.post("/volume-transfers", json=body).json()["transfer"]
    return Made(answer["auth_key"], answer["id"])


RECIPES: Mapping[str, Recipe] = {
    "transfer": lambda maker, _, name: _transfer(maker, name, maker.volume(name)),
    "transfer_key": _key,
}
