"""What is put upon what os-brick connected: a loop device, which makes a block device of a file."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from blockctl import loops
from blockctl.connectors.claims import Claim, Device
from blockctl.connectors.connection import Connection
from blockctl.connectors.ledger import Ledger
from blockctl.connectors.transports import GIVES_FILES
from blockctl.errors import Conflict, LocalFailed


@dataclass(frozen=True)
class Layer:
    """``name`` is also that of the step. Each of the others is given what it is on: ``put`` makes
    it and returns its own path, ``take`` ends it, ``found`` tells of one that is there already,
    ``grow`` has it see a new size.
    """

    name: str
    put: Callable[[str], str]
    take: Callable[[str], None]
    found: Callable[[str], str | None]
    grow: Callable[[str], None]


def layers_of(connection: Connection) -> list[Layer]:
    """The layers that a connection needs, the lowest first."""
    return [_LOOP] if connection.transport in GIVES_FILES else []


def put(layer: Layer, claim: Claim, book: Ledger) -> Mapping[str, object]:
    """Put a layer upon a claim's device, and return what that changes of the device.

    Raises Conflict when somebody else made one there, LocalFailed when it cannot be made.
    """
    assert claim.device is not None
    assert claim.device.path is not None
    below = claim.device.path
    present = layer.found(below)
    if present and not book.was_begun(claim, layer.name, before=True):
        raise Conflict(
            f"{below} is used as {present} already, and not by blockctl.", "End that use first."
        )
    path = layer.put(below)
    record = {"name": layer.name, "on": below, "path": path}
    return {"path": path, "layers": [*claim.device.layers, record]}


def take(device: Device, unrecorded: str | None) -> None:
    """End the layers of a device, the highest first. Raises LocalFailed.

    ``unrecorded`` is the step that may have put one more.
    """
    if unrecorded in _LAYERS and device.path is not None:
        _LAYERS[unrecorded].take(device.path)
    for record in reversed(device.layers):
        _LAYERS[record["name"]].take(record["on"])


def grow(device: Device) -> None:
    """Have the layers of a device, the lowest first, see that what they are on has grown.

    Raises LocalFailed.
    """
    for record in device.layers:
        _LAYERS[record["name"]].grow(record["on"])


def lowest(device: Device) -> str | None:
    """The path that os-brick gave."""
    return device.layers[0]["on"] if device.layers else device.path


def _loop_put(file: str) -> str:
    try:
        return loops.attach(Path(file))
    except loops.LoopError as failure:
        raise LocalFailed(f"A loop device on {file} cannot be made: {failure}.") from failure


def _loop_take(file: str) -> None:
    try:
        loops.detach(Path(file))
    except loops.LoopError as failure:
        raise LocalFailed(f"The loop device on {file} cannot be ended: {failure}.") from failure


def _loop_found(file: str) -> str | None:
    try:
        found = loops.of_file(Path(file))
    except loops.LoopError as failure:
        raise LocalFailed(f"Loop devices on {file} cannot be seen: {failure}.") from failure
    return found[0].device if found else None


def _loop_grow(file: str) -> None:
    try:
        # A file server's client asks for the size anew when the file is opened (nfs(5), "Close-
        # to-open cache consistency"); the loop device only takes what it knows.
        os.close(os.open(file, os.O_RDONLY | os.O_CLOEXEC))
        loops.resize(Path(file))
    except (OSError, loops.LoopError) as failure:
        raise LocalFailed(f"The loop device on {file} cannot be grown: {failure}.") from failure


_LOOP = Layer("loop", _loop_put, _loop_take, _loop_found, _loop_grow)
_LAYERS = {layer.name: layer for layer in (_LOOP,)}
