"""Which versions the volume services of a cloud speak: what their own documents say.

Where they are is told by the catalog, of any region and interface
(https://docs.openstack.org/api-ref/block-storage/v3/#api-versions).
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from blockctl.api.exchange import document, exchange
from blockctl.api.faults import error_for
from blockctl.cloud import address
from blockctl.errors import BlockctlError
from blockctl.output.terminal import note
from blockctl.session.access import has_identity_service
from blockctl.session.connecting import Session
from blockctl.session.neighbouring import neighbours
from blockctl.transport import Request

# The official type of the service and its aliases (https://service-types.openstack.org/).
SERVICE_TYPES = ("block-storage", "volumev3", "volumev2", "volume", "block-store")
# Others are for those who develop the service, and not shown by OSC (keystoneauth1/discover.py).
_STATUSES = {
    "CURRENT": "CURRENT",
    "STABLE": "CURRENT",
    "SUPPORTED": "SUPPORTED",
    "DEPRECATED": "DEPRECATED",
}
# Redirects to no other place: the root of a service answers 300, with all its versions.
_MULTIPLE_CHOICES = 300


class Endpoint(NamedTuple):
    """Where a volume service is. Outside of a catalog it may have no region."""

    region: str | None
    url: str


def versions(
    session: Session, *, interface: str | None, region: str | None
) -> Iterator[dict[str, Any]]:
    """Each version that is spoken at each endpoint of ``interface`` and ``region``; None: of all.

    It has ``region``, ``version``, ``status``, ``url``, ``lowest`` and ``highest``, the last two
    being microversions. An endpoint that does not answer is told of on stderr and passed over.
    """
    for endpoint in _endpoints(session, interface, region):
        try:
            found = [*_spoken_at(session, endpoint)]
        except BlockctlError as error:
            note(error.message)
        else:
            yield from sorted(found, key=lambda version: _numbers(version["version"]))


def _endpoints(session: Session, interface: str | None, region: str | None) -> list[Endpoint]:
    cloud = session.config
    services = neighbours(session)
    if services is None or not has_identity_service(cloud):
        return [Endpoint(cloud.region, session.user.access().endpoint)]
    answer = services.identity.get("/auth/catalog", "Asking for the service catalog")
    wanted = interface and interface.removesuffix("URL")
    what = f"The volume endpoint in the catalog of {cloud.source}"
    there: dict[tuple[str, str], Endpoint] = {}
    for service in answer.get("catalog", []):
        if service.get("type") not in (*SERVICE_TYPES, cloud.service_type):
            continue
        for each in service.get("endpoints", []):
            here, offered_at = each.get("region_id") or each.get("region"), each.get("interface")
            if region in (None, here) and wanted in (None, offered_at):
                # One service may stand in the catalog under several types: the last counts.
                there[here, offered_at] = Endpoint(here, address.check(each.get("url"), what))
    return list(there.values())


def _spoken_at(session: Session, endpoint: Endpoint) -> Iterator[dict[str, Any]]:
    root = _root(endpoint.url)
    doing = f"Asking {root} for its versions"
    request = Request("GET", root, {"Accept": "application/json", "User-Agent": "blockctl"})
    response = exchange(session.user, request, "volume service")
    if response.status > _MULTIPLE_CHOICES:
        raise error_for(response, doing)
    for version in document(response, doing).get("versions", []):
        links = {link.get("rel"): link.get("href") for link in version.get("links", [])}
        status = _STATUSES.get(str(version.get("status")).upper())
        if status and "id" in version and "self" in links:
            yield {
                "region": endpoint.region,
                "version": _shown(version["id"]),
                "status": status,
                "url": links["self"],
                "lowest": version.get("min_version") or None,
                "highest": version.get("version") or None,
            }


def _root(url: str) -> str:
    """The endpoint without version and project, where the document of all versions is."""
    parts = urlsplit(url)
    path = re.sub(r"/v\d(\.\d+)?(/[^/]*)?$", "", parts.path.rstrip("/"))
    return f"{parts.scheme}://{parts.netloc}{path}/"


def _shown(version_id: str) -> str:
    """``v3.0`` as 3.0, and ``v2`` as 2.0."""
    number = version_id.removeprefix("v")
    return number if "." in number else f"{number}.0"


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]
