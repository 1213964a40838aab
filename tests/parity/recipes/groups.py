"""Volume groups, their types and snapshots, and consistency groups."""

import time
from collections.abc import Mapping
from typing import Any

from tests.parity.cloud import Cloud
from tests.parity.maker import Made, Maker
from tests.parity.recipes.kinds import MadeAt, Recipe

# What the groups of both projects are of.
TYPE = "grouping"
SPECS = {"a": "1", "b": "2", "c": "3"}


def furnish(cloud: Cloud, admin: Maker, member: Maker) -> None:
    """Group types of all sorts; groups of two projects, one of them with a snapshot."""
    _type(admin, TYPE)
    _type(admin, "described-grouping", description='quotes " and $HOME', group_specs=SPECS)
    _type(admin, "secret-grouping", is_public=False)
    first = _group(admin, "first-group", description="the first")
    _fill(admin, first, admin.volume("grouped"))
    _snapshot(admin, first, "first-group-snapshot", description="before")
    for _ in range(2):
        _group(admin, "twin-group")
    _consistency_group(admin, "consistent")
    others = _group(member, "members-group")
    _fill(member, others, member.volume("members-grouped"))
    _snapshot(member, others, "members-group-snapshot")


def _type(maker: Maker, name: str, **fields: Any) -> Made:
    return maker.post("group_types", "group_type", {"name": name, **fields})


def _group(maker: Maker, name: str, **fields: Any) -> Made:
    kinds = {"group_type": TYPE, "volume_types": ["__DEFAULT__"]}
    return maker.ready("groups", "group", {"name": name, **kinds, **fields})


def _fill(maker: Maker, group: Made, volume: Made) -> Made:
    maker.api.put(f"/groups/{group.id}", json={"group": {"add_volumes": volume.id}})
    while _status(maker, "groups", "group", group) == "updating":
        time.sleep(0.05)
    return group


def _snapshot(maker: Maker, group: Made, name: str, **fields: Any) -> Made:
    body = {"group_id": group.id, "name": name, **fields}
    return maker.ready("group_snapshots", "group_snapshot", body)


def _consistency_group(maker: Maker, name: str) -> Made:
    """An available one, which the file driver cannot make: the database says that it is."""
    many, one = "consistencygroups", "consistencygroup"
    group = maker.post(many, one, {"name": name, "volume_types": "__DEFAULT__"})
    while _status(maker, many, one, group) == "creating":
        time.sleep(0.05)
    reset = {"reset_status": {"status": "available"}}
    maker.api.post(f"/groups/{group.id}/action", json=reset)
    return group


def _status(maker: Maker, many: str, one: str, made: Made) -> str:
    status: str = maker.api.get(f"/{many}/{made.id}").json()[one]["status"]
    return status


def _replicated(maker: Maker, made: MadeAt, name: str) -> Made:
    """A group that Cinder takes for a replicated one; types get their marks when it is made.

    The scheduler finds no place for a group with such types.
    """
    group_type, volume_type = _type(maker, f"{name}-gt"), maker.type(f"{name}-vt")
    kinds = {"group_type": group_type.id, "volume_types": [volume_type.id]}
    group = maker.ready("groups", "group", {"name": name, **kinds})
    specs = {"group_replication_enabled": "<is> True"}
    maker.api.post(f"/group_types/{group_type.id}/group_specs", json={"group_specs": specs})
    specs = {"replication_enabled": "<is> True"}
    maker.api.post(f"/types/{volume_type.id}/extra_specs", json={"extra_specs": specs})
    return group


RECIPES: Mapping[str, Recipe] = {
    "group_type": lambda maker, _, name: _type(maker, name),
    "tagged_group_type": lambda maker, _, name: _type(maker, name, group_specs=SPECS),
    "private_group_type": lambda maker, _, name: _type(maker, name, is_public=False),
    "group": lambda maker, _, name: _group(maker, name),
    "full_group": lambda maker, made, name: _fill(maker, _group(maker, name), made("volume")),
    "replicated_group": _replicated,
    "group_snapshot": lambda maker, made, name: _snapshot(maker, made("full_group"), name),
    "consistency_group": lambda maker, _, name: _consistency_group(maker, name),
}
