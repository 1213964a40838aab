"""Sees what bears on volumes: each list is asked for once, however many volumes there are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from blockctl.api import attachments, resources, services, transfers
from blockctl.api.client import Cloud
from blockctl.api.messages import MESSAGE
from blockctl.api.resources import BACKUP, SNAPSHOT, VOLUME
from blockctl.diagnosis import quota
from blockctl.diagnosis.evidence import MOVING, Evidence, Item
from blockctl.errors import BadUsage, NotAllowed, NotFound

Items = list[dict[str, Any]]


@dataclass(frozen=True)
class Survey:
    """The lists of a cloud, each None where the user may not see it."""

    attachments: Items | None
    messages: Items | None
    services: Items | None
    transfers: Items | None
    snapshots: Items | None
    backups: Items | None
    targets: Items
    reserved: dict[str, dict[str, int]]

    def of(self, volume: Item, now: datetime, patience: float) -> Evidence:
        """What bears on one volume."""
        volume_id = volume["id"]
        mine = _about(self.attachments, "volume_id", volume_id)
        return Evidence(
            volume,
            now,
            patience,
            attachments=mine,
            hosts=dict(_hosts(volume, mine or ())),
            messages=_about(self.messages, "resource_uuid", volume_id),
            services=self.services,
            transfers=_about(self.transfers, "volume_id", volume_id),
            snapshots=_about(self.snapshots, "volume_id", volume_id),
            backups=_backups(self.backups, volume_id),
            targets=[each for each in self.targets if _is_target_of(each, volume_id)],
            reserved=self.reserved.get(str(quota.project_of(volume)), {}),
        )


def survey(cloud: Cloud, volumes: Sequence[Item]) -> Survey:
    """List what may bear on ``volumes``; only on the one if there is but one."""
    one = volumes[0]["id"] if len(volumes) == 1 else None
    everyone = {"all_tenants": 1}
    of_volume = {**everyone, "volume_id": one} if one else everyone
    about = {"resource_uuid": one} if one and cloud.microversion >= (3, 5) else {}
    found = _seen(lambda: cloud.pages("/attachments/detail", "attachments", _DOING, of_volume))
    if found is not None and cloud.microversion < (3, 27):
        found = None
    return Survey(
        attachments=found,
        messages=_seen(lambda: resources.listing(cloud, MESSAGE, about)),
        services=_seen(lambda: iter(services.listing(cloud, without_backends=True))),
        transfers=_seen(lambda: transfers.listing(cloud, everyone)),
        snapshots=_seen(lambda: resources.listing(cloud, SNAPSHOT, of_volume)),
        backups=_seen(lambda: resources.listing(cloud, BACKUP, everyone)),
        targets=_targets(cloud, volumes),
        reserved=quota.reserved(cloud, volumes),
    )


_DOING = "Listing attachments"


def now() -> datetime:
    """This moment, by this host's clock."""
    return datetime.now(UTC)


def _seen(list_them: Any) -> Items | None:
    """A whole list; None where this user or this service has none to show."""
    try:
        return list(list_them())
    except (NotAllowed, NotFound, BadUsage):
        return None


def _targets(cloud: Cloud, volumes: Sequence[Item]) -> Items:
    """The volumes that Cinder made to move others into; asked for only while one is moved."""
    states = {each.get("migration_status") for each in volumes}
    if not states & {*MOVING, "error"}:
        return []
    every = resources.listing(cloud, VOLUME, {"all_tenants": 1})
    return [each for each in every if str(each.get("migration_status")).startswith("target:")]


def _is_target_of(volume: Item, source_id: str) -> bool:
    return bool(volume.get("migration_status") == f"target:{source_id}")


def _about(items: Items | None, key: str, volume_id: str) -> Items | None:
    return None if items is None else [each for each in items if each.get(key) == volume_id]


def _backups(items: Items | None, volume_id: str) -> Items | None:
    """Those of the volume, and those that are written into it."""
    if items is None:
        return None
    return [
        each
        for each in items
        if volume_id in (each.get("volume_id"), each.get("restore_volume_id"))
        or each.get("status") == "restoring"
    ]


def _hosts(volume: Item, attachments: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """The host of each attachment: what the volume shows to admins, else what Cinder exported."""
    for shown in volume.get("attachments") or ():
        if shown.get("host_name"):
            yield str(shown["attachment_id"]), str(shown["host_name"])
    for each in attachments:
        info: Mapping[str, Any] = each.get("connection_info") or {}
        if host := info.get("host") or (info.get("connector") or {}).get("host"):
            yield str(each["id"]), str(host)


__all__ = ["Survey", "attachments", "now", "survey"]
