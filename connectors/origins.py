"""What a user names to be attached, and what a claim of the ledger came from."""

import os
from collections.abc import Callable

from blockctl.api import resources, volumes
from blockctl.api.client import Cloud
from blockctl.api.resources import VOLUME
from blockctl.connectors import connection_file
from blockctl.connectors.availability import refuse_without_root, refuse_without_root_for_devices
from blockctl.connectors.cinder_volume import CinderVolume
from blockctl.connectors.claims import CINDER, Claim
from blockctl.connectors.handed_over import HandedOver
from blockctl.connectors.origin import Origin


def finder(cloud: Callable[[], Cloud], target: str) -> Callable[[], Origin]:
    """What finds the origin that ``target`` names, as it is then. Raises as that does.

    It names a connection's file when it is a path, with a slash in it or ending in ``.json``;
    otherwise a volume of ``cloud``, which is not asked for before.
    """
    if "/" in target or target.endswith(".json"):
        return _of_file(os.path.abspath(target))
    service = cloud()
    refuse_without_root(service)
    return _of_volume(service, volumes.find(service, target)["id"])


def finder_of_claim(claim: Claim, cloud: Callable[[], Cloud]) -> Callable[[], Origin]:
    """As ``finder``, for what a claim of the ledger came from."""
    return _of_volume(cloud(), claim.key) if claim.source == CINDER else _of_file(claim.key)


def _of_file(path: str) -> Callable[[], Origin]:
    refuse_without_root_for_devices()
    return lambda: HandedOver("file", path, connection=connection_file.read(path))


def _of_volume(cloud: Cloud, volume_id: str) -> Callable[[], Origin]:
    return lambda: CinderVolume(cloud, resources.show(cloud, VOLUME, volume_id))


def of_claim(claim: Claim, cloud: Callable[[], Cloud]) -> Origin:
    """Where to give a claim back. ``cloud`` is asked for only when it is a cloud's."""
    if claim.source == CINDER:
        return CinderVolume(cloud(), {"id": claim.key, "name": claim.label})
    return HandedOver(claim.source, claim.key, claim.label)
