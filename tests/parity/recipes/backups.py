"""Backups."""

from collections.abc import Mapping
from typing import Any

from tests.parity.cloud import Cloud
from tests.parity.maker import Made, Maker
from tests.parity.recipes.kinds import Recipe


def furnish(cloud: Cloud, admin: Maker, member: Maker) -> None:
    """A full backup and one on top of it, one that failed, and one of a plain member."""
    volume = admin.volume("backed-up")
    _backup(admin, "full", volume, description="größer", metadata={"why": "x", "a": "b c"})
    _backup(admin, "more", volume, incremental=True)
    failed = _backup(admin, "failed", volume)
    admin.api.post(f"/backups/{failed.id}/action", json={"os-reset_status": {"status": "error"}})
    _backup(member, "members-backup", member.volume("members-backed-up"))


def _backup(maker: Maker, name: str, volume: Made, **fields: Any) -> Made:
    return maker.ready("backups", "backup", {"volume_id": volume.id, "name": name, **fields})


RECIPES: Mapping[str, Recipe] = {
    "backup": lambda maker, made, name: _backup(maker, name, made("volume")),
    "tagged_backup": lambda maker, made, name: _backup(
        maker, name, made("volume"), metadata={"a": "1", "b": "2", "c": "3"}
    ),
}
