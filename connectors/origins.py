"""What a user names to be attached, and what a claim of the ledger came from."""

import os
from collections.abc import Callable
from functools import cache

from blockctl.api import resources, volumes
from blockctl.api.client import Cloud
from blockctl.api.resources import VOLUME
from blockctl.connectors import chap, connection_file, standard_input, uri, uri_name
from blockctl.connectors.availability import refuse_without_root, refuse_without_root_for_devices
from blockctl.connectors.chap import Secret
from blockctl.connectors.cinder_volume import CinderVolume
from blockctl.connectors.claims import CINDER, Claim
from blockctl.connectors.handed_over import HandedOver
from blockctl.connectors.origin import Origin
from blockctl.connectors.standard_input import STDIN
from blockctl.errors import BadUsage
from blockctl.output.terminal import note

FILE = "file"
URI = "uri"


def finder(
    cloud: Callable[[], Cloud],
    target: str,
    secret_file: str | None = None,
    persistent: bool = False,
    rootless: bool = False,
) -> Callable[[], Origin]:
    """What finds the origin that ``target`` names, as it is then. Raises as that does.

    It names a connection on standard input (``-``), one by its URI, or the file of one when it is
    a path, with a slash in it or ending in ``.json``; otherwise a volume of ``cloud``, which is
    not asked for before. ``secret_file`` has the CHAP secret; for what is ``persistent`` it is not
    taken from the environment, which is another one after a reboot. ``rootless``: nothing will be
    attached, so it takes no root.

    Raises BadUsage for standard input that shall be persistent, or a secret for a volume.
    """
    if is_handed_over(target) and not rootless:
        refuse_without_root_for_devices()
    if target == STDIN:
        if persistent:
            raise BadUsage(
                "What comes from standard input cannot be had again after a reboot.",
                "Write it to a file, and attach that: blockctl local attach --persistent FILE",
            )
        return _of_standard_input(chap.given(secret_file))
    if uri.is_uri(target):
        return _of_uri(target, _secret(secret_file, persistent))
    if is_handed_over(target):
        return _of_file(os.path.abspath(target), _secret(secret_file, persistent))
    if secret_file is not None:
        raise BadUsage(f"{target} is a volume of a cloud, which has its secret itself.")
    service = cloud()
    if not rootless:
        refuse_without_root(service)
    return _of_volume(service, volumes.find(service, target)["id"])


def is_handed_over(target: str) -> bool:
    """Whether ``target`` names a connection, rather than a volume of a cloud."""
    is_file = "/" in target or target.endswith(".json")
    return target == STDIN or uri.is_uri(target) or is_file


def finder_of_claim(claim: Claim, cloud: Callable[[], Cloud]) -> Callable[[], Origin]:
    """As ``finder``, for what a claim of the ledger came from.

    Raises BadUsage for what came from standard input, unless its URI tells all of it.
    """
    if claim.source == CINDER:
        return _of_volume(cloud(), claim.key)
    secret = chap.given(claim.secret_file)
    if claim.source == FILE:
        return _of_file(claim.key, secret)
    if not uri.is_uri(claim.key):
        raise BadUsage(
            f"{claim.name} came from standard input, so it cannot be read again.",
            "Hand it over once more: … | blockctl local attach -",
        )
    return _of_uri(claim.key, secret)


def of_claim(claim: Claim, cloud: Callable[[], Cloud]) -> Origin:
    """Where to give a claim back. ``cloud`` is asked for only when it is a cloud's."""
    if claim.source == CINDER:
        return CinderVolume(cloud(), {"id": claim.key, "name": claim.label})
    return HandedOver(claim.source, claim.key, claim.label)


def _secret(file: str | None, persistent: bool) -> Secret | None:
    return None if persistent and file is None else chap.given(file)


def _of_file(path: str, secret: Secret | None) -> Callable[[], Origin]:
    tell = cache(note)  # it is read more than once

    def find() -> Origin:
        found = connection_file.read(path, secret)
        for each in found.notes:
            tell(each)
        return HandedOver(
            FILE,
            path,
            connection=found.connection,
            secret_file=secret.recorded_file if secret else None,
        )

    return find


def _of_uri(text: str, secret: Secret | None) -> Callable[[], Origin]:
    name = uri_name.name_of_uri(text)
    return lambda: HandedOver(
        URI,
        name,
        connection=uri.connection_of(text, secret),
        secret_file=secret.recorded_file if secret else None,
    )


def _of_standard_input(secret: Secret | None) -> Callable[[], Origin]:
    found = standard_input.read(secret)
    for each in found.notes:
        note(each)
    origin = HandedOver(URI, uri_name.name_of(found.connection), connection=found.connection)
    return lambda: origin


def _of_volume(cloud: Cloud, volume_id: str) -> Callable[[], Origin]:
    return lambda: CinderVolume(cloud, resources.show(cloud, VOLUME, volume_id))
