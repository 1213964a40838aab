"""cinder's variables and global options as those of ours: who signs in, and where."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from blockctl import options
from blockctl.context import Context
from blockctl.migration import global_options, syntax
from blockctl.migration.standin.api import Refused
from blockctl.migration.syntax import Version

_KEYS = {setting.key for setting in options.ALL}
_CATALOG = {"service_type": "OS_BLOCK_STORAGE_SERVICE_TYPE",
            "service_name": "OS_BLOCK_STORAGE_SERVICE_NAME",
            "volume_service_name": "OS_BLOCK_STORAGE_SERVICE_NAME"}  # fmt: skip


def as_ours(context: Context, shared: Mapping[str, Any]) -> Context:
    """The world in which ``shared``, cinder's global options, and its variables count.

    The microversion is left to cinder's rules, see ``asked_version``.
    """
    env, flags = global_options.variables(context.env)
    env |= global_options.endpoint(shared)
    env |= {_CATALOG[dest]: value for dest, value in shared.items() if dest in _CATALOG}
    env.pop("OS_VOLUME_API_VERSION", None)
    given = {**context.options, **_options(shared)}
    given.pop("volume_api_version", None)
    if shared.get("insecure") or "--insecure" in flags:
        given["insecure"] = "true"
    debug = context.debug or bool(shared.get("debug")) or "--debug" in flags
    return replace(context, env=env, options=given, debug=debug)


def _options(shared: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for dest, value in shared.items():
        key = dest.removeprefix("os_")
        if dest == "os_endpoint_type":
            found["interface"] = value.removesuffix("URL")
        elif dest == "os_auth_type" and value == "keystone":
            continue  # what cinder calls keystone is what ours does anyway
        elif dest.startswith("os_") and key in _KEYS and key not in ("endpoint", "url"):
            found[key] = str(value)
    return found


def asked_version(context: Context, shared: Mapping[str, Any]) -> Version:
    """The microversion that is asked for: a bare 3 is 3.0 to cinder, nothing its newest."""
    text = asked_text(context, shared)
    if not text:
        return syntax.newest()
    try:
        return syntax.version_of(text if "." in text else f"{text}.0")
    except ValueError:
        raise Refused(f"Invalid format of client version '{text}'.") from None


def asked_text(context: Context, shared: Mapping[str, Any]) -> str | None:
    """The same as it was written, None where it was not."""
    return (
        shared.get("os_volume_api_version")
        or context.options.get("volume_api_version")
        or context.env.get("OS_VOLUME_API_VERSION")
        or None
    )
