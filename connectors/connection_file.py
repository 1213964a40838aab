"""Connections from files: ``{"driver_volume_type": …, "data": {…}}``, as drivers make them."""

import json
from pathlib import Path
from typing import Any

from blockctl.connectors.connection import Connection
from blockctl.connectors.wires import wires
from blockctl.errors import BadUsage, LocalFailed, NotFound

# A connection has some hundred bytes; what is larger is another file.
_MOST = 1024**2


def read(path: str) -> Connection:
    """The connection in a file. Raises NotFound, and BadUsage for what is no connection."""
    try:
        text = Path(path).read_bytes()[: _MOST + 1]
    except FileNotFoundError:
        raise NotFound(f"There is no file {path}.") from None
    except OSError as refused:
        raise BadUsage(f"{path} cannot be read: {refused.strerror}.") from refused
    return of_text(text, path)


def of_text(text: bytes, origin: str) -> Connection:
    """The connection in a text, of which ``origin`` says where it is from. Raises BadUsage."""
    if len(text) > _MOST:
        raise BadUsage(f"{origin} is too large to be a connection.")
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError) as trouble:
        raise BadUsage(f"{origin} is not JSON: {trouble}.") from None
    if not isinstance(found, dict) or not isinstance(found.get("driver_volume_type"), str):
        raise BadUsage(f"{origin} has no text 'driver_volume_type', so it is no connection.")
    data = found.get("data")
    if not isinstance(data, dict):
        raise BadUsage(f"{origin} has no object 'data', so it is no connection.")
    if data.get("encrypted"):
        raise BadUsage(f"{origin} is of an encrypted volume, which this blockctl cannot open.")
    if "ns_id" in data:
        data["ns_id"] = str(data["ns_id"])  # os-brick finds no namespace by a number
    connection = Connection(found["driver_volume_type"], data)
    try:
        wires(connection)
    except LocalFailed as malformed:
        raise BadUsage(f"{origin}: {malformed.message}") from None
    return connection
