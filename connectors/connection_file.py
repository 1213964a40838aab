"""Connections as JSON, in files and on standard input: as drivers make them
(``{"driver_volume_type": …, "data": {…}}``), as the API shows them (flat, since 3.27), and as
``volume attachment show -f json`` prints them.
"""

import json
import os
import stat
from dataclasses import dataclass, field
from typing import Any

from blockctl.connectors.chap import Secret
from blockctl.connectors.connection import Connection
from blockctl.connectors.connection_check import checked, has_secret, unknown_fields
from blockctl.errors import BadUsage, NotFound

# Bytes. A connection has some hundred; what is larger is another file.
MOST = 64 * 1024
# Objects in objects: volume_replicas in data in connection_info in attachment are five.
_DEEPEST = 8
# What the API and clients wrap a connection in.
_WRAPPINGS = ("attachment", "connection_info", "Properties")
_OTHERS_MAY_READ = 0o044


@dataclass(frozen=True)
class Read:
    """A connection, and what to tell the user about it."""

    connection: Connection = field(repr=False)
    notes: tuple[str, ...] = ()


def read(path: str, secret: Secret | None = None) -> Read:
    """The connection in a file, with a CHAP secret that is not in it.

    Raises NotFound, and BadUsage for what cannot be read or is no connection.
    """
    try:
        # Opening a pipe waits for its writer, unless told not to.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        with open(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise BadUsage(
                    f"{path} is not a regular file, so it cannot be read again when it is needed.",
                    "Hand over what comes out of a command with: … | blockctl local attach -",
                )
            text = file.read(MOST + 1)
    except FileNotFoundError:
        raise NotFound(f"There is no file {path}.") from None
    except OSError as refused:
        raise BadUsage(f"{path} cannot be read: {refused.strerror}.") from refused
    found = of_text(text, path, secret)
    if has_secret(found.connection) and secret is None and status.st_mode & _OTHERS_MAY_READ:
        warning = f"Other users can read {path}, which has a secret in it: chmod 600 {path}"
        return Read(found.connection, (warning, *found.notes))
    return found


def of_text(text: bytes, origin: str, secret: Secret | None = None) -> Read:
    """The connection in a JSON text, of which ``origin`` says where it is from. Raises BadUsage."""
    if len(text) > MOST:
        raise BadUsage(f"{origin} is too large to be a connection.")
    whole = _json(text, origin)
    transport, data, place = _unwrapped(whole, origin)
    if secret is not None:
        data = secret.put_into(data, origin)
    connection = checked(transport, data, origin, place)
    notes = [
        f"{origin}: {place}{name} is not known here; os-brick gets it as it is."
        for name in unknown_fields(connection)
    ]
    return Read(connection, tuple(notes))


def _json(text: bytes, origin: str) -> dict[str, Any]:
    if not text.strip():
        raise BadUsage(f"{origin} is empty.")
    try:
        whole = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise BadUsage(f"{origin} is not JSON: it is no text.") from None
    except (ValueError, RecursionError) as trouble:
        # Its own message has the place, and never the text that stands there.
        raise BadUsage(f"{origin} is not JSON: {trouble}.") from None
    if not isinstance(whole, dict):
        raise BadUsage(f"{origin} is not a JSON object, so it is no connection.")
    if _depth(whole) > _DEEPEST:
        raise BadUsage(f"{origin} has more than {_DEEPEST} objects in one another.")
    return whole


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{json.dumps(twice)} is given twice in one object")
    return found


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inner), default=0)


def _unwrapped(whole: dict[str, Any], origin: str) -> tuple[Any, dict[str, Any], str]:
    """The transport, the data, and what to write before a field of it to say where it is."""
    place = ""
    while "driver_volume_type" not in whole:
        wrapping = next((name for name in _WRAPPINGS if isinstance(whole.get(name), dict)), None)
        if wrapping is None:
            raise BadUsage(
                f"{origin} has no {place}driver_volume_type, so it is no connection.",
                'It must be: {"driver_volume_type": "iscsi", "data": {…}}',
            )
        whole, place = whole[wrapping], f"{place}{wrapping}."
    if "data" not in whole:
        flat = {name: value for name, value in whole.items() if name != "driver_volume_type"}
        return whole["driver_volume_type"], flat, place
    if not isinstance(whole["data"], dict):
        raise BadUsage(f"{origin}: {place}data is not an object, so it is no connection.")
    return whole["driver_volume_type"], whole["data"], f"{place}data."
