"""Tokens kept between runs: one owner-only file for each identity, so that few runs sign in.

A file's name is made of everything that decides the token but its secrets; these are kept as a
salted hash in it, so that another password of the same user does not open it. One-time codes
are left out: what they opened stays open until the token ends.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from blockctl.cache import Cache
from blockctl.cloud.model import CloudConfig
from blockctl.options import ONE_TIME, SECRETS
from blockctl.paths import cache_dir
from blockctl.session.access import Access

# Seconds; tokens themselves end sooner, and say when.
_LONGEST = 7 * 24 * 3600.0
_ENTRY = "access"
_SECRET = frozenset(setting.key for setting in SECRETS)
# What is only for messages, or cannot change who is let in where.
_DECIDES_NOTHING = ("source", "notes", "api_version", "standalone")


def read(env: Mapping[str, str], cloud: CloudConfig) -> Access | None:
    """The access kept for ``cloud``; None unless it is whole, its owner's alone and fresh."""
    kept = _file(env, cloud).get(_ENTRY)
    match kept:
        case {
            "endpoint": str(endpoint),
            "headers": dict(headers),
            "expires": int() | float() as expires,
            "salt": str(salt),
            "secrets": str(secrets),
        }:
            access = Access(endpoint, headers, expires)
        case _:
            return None
    is_ours = hmac.compare_digest(secrets.encode(), _hashed(cloud, salt).encode())
    are_texts = all(isinstance(text, str) for pair in headers.items() for text in pair)
    return access if is_ours and are_texts and access.is_fresh() else None


def keep(env: Mapping[str, str], cloud: CloudConfig, access: Access) -> None:
    """Keep ``access`` for the next run; one that does not say when it ends is not kept."""
    if access.expires is None:
        return
    salt = os.urandom(16).hex()
    _file(env, cloud).put(
        _ENTRY,
        {
            "endpoint": access.endpoint,
            "headers": dict(access.headers),
            "expires": access.expires,
            "salt": salt,
            "secrets": _hashed(cloud, salt),
        },
    )


def forget(env: Mapping[str, str], cloud: CloudConfig) -> None:
    """Throw away what is kept for ``cloud``."""
    _file(env, cloud).put(_ENTRY, None)


def _file(env: Mapping[str, str], cloud: CloudConfig) -> Cache:
    decides: dict[str, Any] = asdict(cloud)
    for key in _DECIDES_NOTHING:
        del decides[key]
    decides["auth"] = {key: value for key, value in cloud.auth.items() if key not in _SECRET}
    name = hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()
    return Cache(name[:40], lifetime=_LONGEST, folder=cache_dir(env) / "tokens")


def _hashed(cloud: CloudConfig, salt: str) -> str:
    secrets = {key: cloud.auth.get(key) for key in sorted(_SECRET - ONE_TIME)}
    # Slow enough that a password is not guessed from a stolen file as fast as from a plain hash.
    return hashlib.pbkdf2_hmac("sha256", json.dumps(secrets).encode(), salt.encode(), 2000).hex()
