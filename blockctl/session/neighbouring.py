"""The services beside block storage, reached by the same session."""

import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from blockctl.neighbours import Neighbours, Service
from blockctl.session.access import has_identity_service
from blockctl.session.catalog import endpoint_in
from blockctl.session.connecting import Session


def neighbours(session: Session) -> Neighbours | None:
    """The services beside block storage; None where no identity service tells of them."""
    config, user = session.config, session.user
    if not has_identity_service(config):
        return None

    def identity_url() -> str:
        user.access()  # tells what is missing, before it is missed here
        # The service that signed the user in is reached there, whatever its catalog says of it.
        url = config.neighbour_overrides.get("identity") or str(config.auth["auth_url"])
        return versioned(url, "v3", "v3")

    identity = Service("identity service", user, identity_url)

    @cache
    def catalog() -> dict[str, Any]:
        return identity.get("/auth/catalog", "Asking for the service catalog")

    def endpoint_of(service: str) -> str:
        override = config.neighbour_overrides.get(service)
        return override or endpoint_in(catalog(), service, config)

    def image_url() -> str:
        return versioned(endpoint_of("image"), "v2", "v2")

    def compute_url() -> str:
        return versioned(endpoint_of("compute"), "v2", "v2.1")

    def key_manager_url() -> str:
        return versioned(endpoint_of("key-manager"), "v1", "v1")

    return Neighbours(
        identity,
        Service("image service", user, image_url),
        Service("compute service", user, compute_url),
        Service("key manager", user, key_manager_url),
        lambda: user.access().headers.get("X-Auth-Token", ""),
    )


def versioned(url: str, major: str, otherwise: str) -> str:
    """``url`` if its path has the version ``major``, else with ``otherwise`` at its end.

    Catalogs name services with a version, with another one, or without, and older ones put the
    project behind it.
    """
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if not re.search(rf"/{major}(\.\d+)?(/|$)", path):
        path = re.sub(r"/v[0-9.]+$", "", path) + f"/{otherwise}"
    return f"{parts.scheme}://{parts.netloc}{path}"
