"""``--debug``: the HTTP exchange as text, with every secret masked."""

import json
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from blockctl.transport import Request, Response

_SECRET_HEADERS = {"x-auth-token", "x-subject-token", "x-service-token", "authorization", "cookie"}
_SECRET_WORDS = (
    "password",
    "secret",
    "token",
    "auth_key",
    "keyring",
    "adminpass",
    "passphrase",
    "dhchap",
    "private_key",
)
_SHOWN = ("content-type", "openstack-api-version", "x-openstack-request-id", "retry-after")
MASK = "***"


def exchange_lines(request: Request, response: Response) -> list[str]:
    """One exchange as lines of text, which may hold control characters."""
    lines = [f"> {request.method} {request.url}"]
    lines += [f"> {name}: {_header(name, value)}" for name, value in request.headers.items()]
    if request.body:
        lines.append(f"> {masked_json(request.body)}")
    lines.append(f"< {response.status} from {urlsplit(request.url).netloc}")
    lines += [f"< {name}: {response.headers[name]}" for name in _SHOWN if name in response.headers]
    if response.body:
        lines.append(f"< {masked_json(response.body)}")
    return lines


def masked_json(body: bytes) -> str:
    """A JSON document as one line of text in which every secret is replaced; other bodies by size.

    A bare number or text is no document: it may be a key.
    """
    with suppress(ValueError):
        found = json.loads(body)
        if isinstance(found, dict | list):
            return json.dumps(masked(found))
    return f"({len(body)} bytes that are no JSON document)"


def masked(value: Any, secret: bool = False) -> Any:
    """``value`` with everything under a secret's name replaced, however deep."""
    if isinstance(value, dict):
        return {name: masked(inner, secret or _is_secret(name)) for name, inner in value.items()}
    if isinstance(value, list):
        return [masked(inner, secret) for inner in value]
    return MASK if secret and value is not None else value


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in _SECRET_WORDS)


def _header(name: str, value: str) -> str:
    return MASK if name.lower() in _SECRET_HEADERS else value
