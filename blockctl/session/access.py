"""What signing in gives, and the auth types that need no identity service to give it."""

import re
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from blockctl.cloud.model import CloudConfig
from blockctl.errors import BadUsage

# A token that ends within so many seconds may end before a long request does.
_MARGIN = 60.0

_IN_A_HEADER = re.compile(r"[\x20-\x7e]*")


@dataclass(frozen=True, repr=False)
class Access:
    """The endpoint and the headers (secrets) that let a request in there.

    ``expires`` is the Unix time at which they end, None when that is not known.
    """

    endpoint: str
    headers: Mapping[str, str]
    expires: float | None = None

    def is_fresh(self) -> bool:
        """Whether it can be used for a request that is sent now."""
        return self.expires is None or time.time() + _MARGIN < self.expires


def has_identity_service(cloud: CloudConfig) -> bool:
    """Whether the auth type signs in with an identity service, which can then be asked more."""
    return cloud.auth_type not in _FIXED


def without_identity_service(cloud: CloudConfig) -> Access | None:
    """The access that the configuration itself holds; None for an auth type that has to sign in.

    Raises BadUsage when a value is missing or is no token.
    """
    headers_of = _FIXED.get(cloud.auth_type)
    if headers_of is None:
        return None
    endpoint = cloud.endpoint_override or _value(cloud, "endpoint")
    if cloud.auth_type == "noauth":
        endpoint = f"{endpoint.rstrip('/')}/{_noauth_project(cloud)}"
    return checked(Access(endpoint, headers_of(cloud)), cloud)


def checked(access: Access, cloud: CloudConfig) -> Access:
    """``access`` as it is. Raises BadUsage for one whose headers would carry more than a token."""
    if not all(_IN_A_HEADER.fullmatch(value) for value in access.headers.values()):
        raise BadUsage(
            f"The token or user name of {cloud.source} has characters that cannot be sent.",
            "Look for a line break at its end.",
        )
    return access


def _admin_token(cloud: CloudConfig) -> dict[str, str]:
    return {"X-Auth-Token": _value(cloud, "token")}


def _none(cloud: CloudConfig) -> dict[str, str]:
    # What keystoneauth1 sends (keystoneauth1/noauth.py).
    return {"X-Auth-Token": "notused"}


def _noauth(cloud: CloudConfig) -> dict[str, str]:
    """As Cinder's own noauth middleware reads it (cinder/api/middleware/auth.py)."""
    user, project = _value(cloud, "user_id"), _noauth_project(cloud)
    return {"X-User-Id": user, "X-Project-Id": project, "X-Auth-Token": f"{user}:{project}"}


def _noauth_project(cloud: CloudConfig) -> str:
    return str(cloud.auth.get("project_id") or _value(cloud, "user_id"))


def _http_basic(cloud: CloudConfig) -> dict[str, str]:
    pair = f"{_value(cloud, 'username')}:{_value(cloud, 'password')}"
    return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


_FIXED: Mapping[str, Callable[[CloudConfig], dict[str, str]]] = {
    "admin_token": _admin_token,
    "http_basic": _http_basic,
    "noauth": _noauth,
    "none": _none,
}


def _value(cloud: CloudConfig, key: str) -> str:
    value: Any = cloud.auth.get(key)
    if not value:
        article = "an" if key[0] in "aeiou" and key != "user_id" else "a"
        raise BadUsage(
            f"The auth type {cloud.auth_type} needs {article} {key}, "
            f"and there is none in {cloud.source}.",
            f"Give it with OS_{key.upper()}.",
        )
    return str(value)
