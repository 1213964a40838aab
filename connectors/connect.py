"""What is looked at around a connect: that nobody else has the device, that it is the right one."""

import os
import time
from pathlib import Path
from typing import Any

from blockctl.connectors import (
    brick,
    build,
    holders,
    identity,
    iscsi_paths,
    missing_paths,
    present,
    udev,
)
from blockctl.connectors.claims import Claim
from blockctl.connectors.connection import Connection
from blockctl.connectors.origin import Origin
from blockctl.connectors.sysfs import SYS
from blockctl.connectors.transports import ALWAYS_AT
from blockctl.errors import Conflict, LocalFailed
from blockctl.output.terminal import note

# Seconds in which multipathd makes one device of several paths, on a host that is busy.
_ASSEMBLING = 60.0
_PAUSE = 0.2


def connected(connection: Connection, sys: Path = SYS) -> str:
    """Connect, and return the path of the device: of all its paths, if they can be had.

    Raises LocalFailed; what may be left half connected is for ``brick.disconnect`` to clean.
    """
    path = brick.connect(connection)
    if connection.multipath and iscsi_paths.unconnected(connection, sys):
        # At all portals at once, iscsiadm fails now and then; os-brick passes over that.
        path = brick.connect(connection)
    return assembled(connection, path, sys)


def assembled(
    connection: Connection, path: str, sys: Path = SYS, seconds: float = _ASSEMBLING
) -> str:
    """The multipath device, where os-brick gave one of its paths: it waits 10 s for multipathd,
    which takes that path away from whoever was given it later. After ``seconds`` it is told that
    there is none.
    """
    missing_paths.complete(connection, log_in=False, sys=sys)
    udev.settle()
    several = connection.multipath and len(present.names(connection, sys)) > 1
    if not several or len(present.wwids(connection, sys)) != 1:
        return path
    end = time.monotonic() + seconds
    while len(found := present.paths(connection, sys)) > 1 and time.monotonic() < end:
        time.sleep(_PAUSE)
    if len(found) == 1:
        return found[0]
    note(
        f"multipathd makes no one device of {' and '.join(found)}, so {path} is one path only. "
        "See blockctl local doctor multipath; then detach it and attach it again."
    )
    return path


def refuse_what_is_of_others(connection: Connection, claim: Claim) -> None:
    """Raise Conflict when the device is on this host already, and not through this ledger.

    os-brick would hand it out once more, and take it from everybody with the first disconnect.
    """
    if claim.device is not None and claim.device.is_begun:
        return  # what is here is what an attach that was cut short, or an earlier boot, left
    for path in present.paths(connection):
        raise Conflict(
            f"{claim.title} is on this host already as {path}, which blockctl did not attach.",
            "Use it as it is, or have it disconnected by whoever connected it.",
        )
    place = connection.data.get(ALWAYS_AT.get(connection.transport, ""))
    if place and os.path.exists(place) and (used := holders.in_use(place)):
        raise Conflict(f"{claim.title} is {place}, which {' and '.join(used)}.")


def identified(connection: Connection, claim: Claim, origin: Origin) -> dict[str, Any]:
    """What the ledger keeps of the device that was connected. Raises LocalFailed when nothing is
    there, or something that cannot be what the origin offered.
    """
    assert claim.device is not None
    assert claim.device.path is not None
    path = claim.device.path
    udev.settle()
    found = identity.of(path)
    if found is None:
        raise LocalFailed(f"{claim.title} was connected as {path}, and nothing is there.")
    _refuse_other_than_offered(connection, claim, origin)
    _refuse_paths_that_disagree(connection, claim)
    if claim.device.marks and identity.is_other(claim.device.marks, found):
        raise LocalFailed(
            f"{path} is another disk than {claim.name} was when it was attached last, though it "
            "is offered under the same address.",
            f"If that is meant: blockctl local detach {claim.name}, and attach it again.",
        )
    return {"marks": found.marks, "size_bytes": found.size, "state": "connected"}


def _refuse_other_than_offered(connection: Connection, claim: Claim, origin: Origin) -> None:
    """Raise LocalFailed when what os-brick gave cannot be what the origin offered."""
    assert claim.device is not None
    path = build.lowest(claim.device)
    assert path is not None
    found = identity.of(path)
    size = found.size if found else 0
    if size < origin.size_bytes():
        raise LocalFailed(f"{path} has {size} bytes, and {claim.name} has {origin.size_bytes()}.")
    file = connection.data.get("backing_file")
    if found and isinstance(file, str) and "backing" in found.marks:
        backing = identity.of(file)
        if backing is None or backing.marks["backing"] != found.marks["backing"]:
            raise LocalFailed(f"{path} is not on the file of {claim.name}.")


def _refuse_paths_that_disagree(connection: Connection, claim: Claim) -> None:
    """Raise LocalFailed when the paths of what is offered lead to several disks."""
    found = sorted(present.wwids(connection))
    if len(found) > 1:
        raise LocalFailed(
            f"The paths of {claim.name} lead to different disks: {', '.join(found)}.",
            "Nothing is written to either; look at what the storage offers at each address.",
        )
