"""What is put upon what os-brick connected: a loop device, which makes a block device of a file,
and what is in an encrypted device.
"""

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from blockctl import loops
from blockctl.connectors import luks
from blockctl.connectors.claims import Claim, Device
from blockctl.connectors.connection import Connection
from blockctl.connectors.encryption import Sealing
from blockctl.connectors.ledger import Ledger
from blockctl.connectors.transports import GIVES_FILES
from blockctl.connectors.wires import wires
from blockctl.errors import Conflict, LocalFailed

LOOP, LUKS = "loop", "luks"


@dataclass(frozen=True)
class Layer:
    """``name`` is also that of the step. ``put`` makes it and returns its own path; ``found`` tells
    of one that is there already. Both are given what it is on.
    """

    name: str
    put: Callable[[str], str]
    found: Callable[[str], str | None]


def layers_of(claim: Claim, sealing: Sealing | None) -> list[Layer]:
    """The layers that a claim's device needs, the lowest first."""
    assert claim.device is not None
    layers = []
    if claim.device.transport in GIVES_FILES:
        layers.append(Layer(LOOP, _loop_put, _loop_found))
    if sealing is not None:
        name = _mapping(claim.device.connection)
        may_format = claim.mode == "rw"
        put = partial(luks.open_, name=name, sealing=sealing, may_format=may_format)
        layers.append(Layer(LUKS, put, luks.opened))
    return layers


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
    if unrecorded == LUKS:
        luks.close(_mapping(device.connection))
    if unrecorded == LOOP and device.path is not None:
        _loop_take(device.path)
    for record in reversed(device.layers):
        if record["name"] == LUKS:
            # By a name that is ours alone: what it was on is another device after a reboot.
            luks.close(os.path.basename(record["path"]))
        else:
            _loop_take(record["on"])


def grow(device: Device, sealing: Sealing | None) -> None:
    """Have the layers of a device, the lowest first, see that what they are on has grown.

    Raises LocalFailed.
    """
    for record in device.layers:
        if record["name"] == LOOP:
            _loop_grow(record["on"])
        elif sealing is not None:
            luks.resize(os.path.basename(record["path"]), sealing.passphrase)


def is_encrypted(device: Device) -> bool:
    """Whether the device is what is in an encrypted one."""
    return any(record["name"] == LUKS for record in device.layers)


def lowest(device: Device) -> str | None:
    """The path that os-brick gave."""
    return device.layers[0]["on"] if device.layers else device.path


def _mapping(connection: Connection) -> str:
    """The name of what is in an encrypted device: the same for the same thing, on any host."""
    text = "\n".join(sorted(wires(connection)))
    return f"blockctl-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


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
        loops.resize(Path(file))
    except loops.LoopError as failure:
        raise LocalFailed(f"The loop device on {file} cannot be grown: {failure}.") from failure
