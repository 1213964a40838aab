"""What a cloud's merged configuration says about signing in, under today's names.

The rules are openstacksdk's (``magic_fixes``) and OSC's (``auth_config_hook``): a key beside the
``auth`` section wins over one in it, as that is where options and variables arrive.
"""

from collections.abc import Mapping
from typing import Any

from blockctl.errors import BadUsage
from blockctl.options import ALIASES, AUTH_KEYS

_DOMAIN = {
    "domain_id": ("user_domain_id", "project_domain_id"),
    "domain_name": ("user_domain_name", "project_domain_name"),
}
# Those that name a user and a project; a domain may be left out where it is the default one.
_TAKE_DEFAULT_DOMAIN = ("password", "v3password", "v3totp")
_SAME_TYPE = {"token_endpoint": "admin_token", "None": "none"}


def settle(source: str, config: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The auth type and the values that it needs, from a merged configuration.

    Raises BadUsage when ``auth`` is no section or a value in it is no text.
    """
    within = config.get("auth") or {}
    if not isinstance(within, dict):
        raise BadUsage(f"The 'auth' of {source} is not a section with entries.")
    auth = {**_named_today(within), **_named_today(config)}
    for key, value in auth.items():
        if not isinstance(value, str | list):
            raise BadUsage(f"The {key} of {source} is no text.")
    _spread_domain(auth)
    auth_type = _auth_type(source, config, auth)
    if auth_type in _TAKE_DEFAULT_DOMAIN:
        _default_domain(auth, str(config.get("default_domain") or "default"))
    return auth_type, auth


def _named_today(section: Mapping[str, Any]) -> dict[str, Any]:
    """The values for signing in among ``section``, without empty ones; today's names win."""
    older = {ALIASES[key]: value for key, value in section.items() if key in ALIASES}
    named = {**older, **{key: value for key, value in section.items() if value}}
    return {key: value for key, value in named.items() if key in AUTH_KEYS and value}


def _spread_domain(auth: dict[str, Any]) -> None:
    """One domain is enough where it is that of the user and of the project."""
    if "project_id" not in auth and "project_name" not in auth:
        return
    for key, both in _DOMAIN.items():
        domain = auth.pop(key, None)
        if domain is not None:
            for each in both:
                auth.setdefault(each, domain)


def _auth_type(source: str, config: Mapping[str, Any], auth: Mapping[str, Any]) -> str:
    named = config.get("auth_type") or config.get("auth_plugin")
    if named:
        return _SAME_TYPE.get(str(named), str(named))
    if "endpoint" in auth and "token" in auth:
        return "admin_token"
    if "token" in auth and "username" not in auth and "user_id" not in auth:
        return "token"
    if "auth_url" not in auth and "endpoint" in auth:
        raise BadUsage(
            f"An endpoint is given with {source}, but no token.",
            "Give it with OS_TOKEN or --os-token-file, or say --os-auth-type none.",
        )
    return "password"


def _default_domain(auth: dict[str, Any], domain: str) -> None:
    for owner in ("user", "project"):
        keys = {f"{owner}_domain_id", f"{owner}_domain_name"}
        if keys.isdisjoint(auth) and {"default_domain_id", "default_domain_name"}.isdisjoint(auth):
            auth[f"{owner}_domain_id"] = domain
