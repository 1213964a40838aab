"""``--debug``: the HTTP exchange on stderr, with every secret masked."""

import json
import sys
from typing import Any
from urllib.parse import urlsplit

from blockctl.output.terminal import printable
from blockctl.transport import Request, Response

_SECRET_HEADERS = {"x-auth-token", "x-subject-token", "x-service-token", "authorization", "cookie"}
_SECRET_WORDS = ("password", "secret", "token", "auth_key", "keyring", "adminpass", "passphrase")
_SHOWN = ("content-type", "openstack-api-version", "x-openstack-request-id", "retry-after")
MASK = "***"


def trace_exchange(request: Request, response: Response) -> None:
    """Write one exchange to stderr."""
    lines = [f"> {request.method} {request.url}"]
    lines += [f"> {name}: {_header(name, value)}" for name, value in request.headers.items()]
    if request.body:
        lines.append(f"> {masked_json(request.body)}")
    lines.append(f"< {response.status} from {urlsplit(request.url).netloc}")
    lines += [f"< {name}: {response.headers[name]}" for name in _SHOWN if name in response.headers]
    if response.body:
        lines.append(f"< {masked_json(response.body)}")
    sys.stderr.write("".join(printable(line) + "\n" for line in lines))


def masked_json(body: bytes) -> str:
    """A JSON body as one line of text in which every secret is replaced; other bodies by size."""
    try:
        return json.dumps(masked(json.loads(body)))
    except ValueError:
        return f"({len(body)} bytes that are not JSON)"


def masked(value: Any, key: str = "") -> Any:
    """``value`` with what stands under a secret's name replaced, however deep."""
    if any(word in key.lower() for word in _SECRET_WORDS) and isinstance(value, str | int):
        return MASK
    if isinstance(value, dict):
        return {name: masked(inner, str(name)) for name, inner in value.items()}
    if isinstance(value, list):
        return [masked(inner, key) for inner in value]
    return value


def _header(name: str, value: str) -> str:
    return MASK if name.lower() in _SECRET_HEADERS else value
