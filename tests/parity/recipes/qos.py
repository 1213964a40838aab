"""QoS specifications."""

from collections.abc import Mapping

from tests.parity.cloud import Cloud
from tests.parity.maker import Made, Maker
from tests.parity.recipes.kinds import MadeAt, Recipe


def furnish(cloud: Cloud, admin: Maker, member: Maker) -> None:
    """One that two volume types follow, and one that none does."""
    fast = _qos(admin, "fast", consumer="front-end", total_iops_sec="500", note="größer als")
    for name in ("quick", "prompt"):
        _associate(admin, fast, admin.type(name))
    _qos(admin, "unused")


def _qos(maker: Maker, name: str, consumer: str = "both", **specs: str) -> Made:
    fields = {"name": name, "consumer": consumer, **specs}
    return maker.post("qos-specs", "qos_specs", fields)


def _associate(maker: Maker, spec: Made, volume_type: Made) -> None:
    maker.api.get(f"/qos-specs/{spec.id}/associate", params={"vol_type_id": volume_type.id})


def _used(maker: Maker, made: MadeAt, name: str) -> Made:
    spec = _qos(maker, name)
    _associate(maker, spec, made("type"))
    return spec


RECIPES: Mapping[str, Recipe] = {
    "qos": lambda maker, _, name: _qos(maker, name),
    "tagged_qos": lambda maker, _, name: _qos(maker, name, a="1", b="2", c="3"),
    "used_qos": _used,
}
