"""Having this host see that what is attached has grown, in use, and the file system on it too."""

import os
import time
from contextlib import suppress

from blockctl.connectors import brick, build, filesystem, identity, ledger, portals
from blockctl.connectors.claims import Claim, Device
from blockctl.connectors.encryption import Keys, Sealing
from blockctl.connectors.journal import step
from blockctl.connectors.ledger import Ledger
from blockctl.connectors.locks import device_lock, origin_lock
from blockctl.connectors.origin import Origin
from blockctl.connectors.release import is_at_hand, refuse_replaced
from blockctl.connectors.stop import Stop
from blockctl.connectors.transports import ALWAYS_AT, GIVES_FILES
from blockctl.errors import Conflict, LocalFailed

OPERATION = "extend"
# Seconds in which udev and multipathd bring up what the kernel has seen.
_SETTLING = 10.0
_PAUSE = 0.2
_FILE_SYSTEM = "file-system"


def extend(
    origin: Origin, claim_id: int, wanted: int, file_system: bool, keys: Keys, stop: Stop
) -> tuple[Claim, str | None]:
    """Have the host see ``wanted`` bytes or more, and the device have them, and the file system
    on it too if that is asked for. Returns the claim, and the kind of file system that grew.

    Raises Conflict when it is not attached as recorded, or has nothing on it that can grow as it
    is; LocalFailed when the host sees no such size or a tool fails; and as ``keys`` does. May be
    repeated.
    """
    with ledger.opened() as book, origin_lock(origin, stop):
        claim = book.present(claim_id)
        refuse_unless_attached(claim)
        assert claim.device is not None
        sealing = keys(origin) if build.is_encrypted(claim.device) else None
        with device_lock(claim.device.transport, stop):
            refuse_unless_attached(claim)
            with step(book, claim, OPERATION, "rescan") as changes:
                changes["device"] = {"size_bytes": _rescanned(claim.device, wanted, sealing)}
        claim = book.present(claim.id)
        return claim, _grow_file_system(book, claim) if file_system else None


def carry_on(book: Ledger, claim: Claim) -> str:
    """End an extend that was cut short: have the host see whatever size there is by now. Returns
    what was done, in a word.

    What is in an encrypted device keeps its size, as its key is not at hand.
    """
    assert claim.device is not None
    cut_short = book.unfinished_step(claim)
    with step(book, claim, OPERATION, "rescan") as changes:
        changes["device"] = {"size_bytes": _rescanned(claim.device, 0, None)}
    if cut_short == _FILE_SYSTEM:
        _grow_file_system(book, claim)
    return "finished"


def refuse_unless_attached(claim: Claim) -> None:
    """Raise Conflict unless the claim's device is there and the one that was recorded; LocalFailed
    when its disk was exchanged.
    """
    if claim.state != "attached" or not is_at_hand(claim):
        raise Conflict(
            f"{claim.title} is not attached as it was recorded, so nothing is done to its device.",
            f"See: blockctl local show {claim.name}",
        )
    refuse_replaced(claim)


def _grow_file_system(book: Ledger, claim: Claim) -> str:
    assert claim.path is not None
    growth = filesystem.growth(claim.path)
    with step(book, claim, OPERATION, _FILE_SYSTEM):
        filesystem.grow(growth)
    return growth.kind


def _rescanned(device: Device, wanted: int, sealing: Sealing | None) -> int:
    below = build.lowest(device)
    assert below is not None
    assert device.path is not None
    if device.transport in GIVES_FILES:
        # A file server's client asks for the size anew when the file is opened (nfs(5), "Close-
        # to-open cache consistency").
        with suppress(OSError):
            os.close(os.open(below, os.O_RDONLY | os.O_CLOEXEC))
    elif device.transport not in ALWAYS_AT:
        portals.refuse_silent(device.connection)
        brick.extend(device.connection, below)
    _await_size(below, wanted)
    build.grow(device, sealing)
    now = identity.of(device.path)
    if now is None:
        raise LocalFailed(f"{device.path} is gone.")
    return now.size


def _await_size(path: str, wanted: int) -> None:
    end = time.monotonic() + _SETTLING
    while (now := identity.of(path)) is not None and now.size < wanted:
        if time.monotonic() > end:
            raise LocalFailed(
                f"{path} still has {now.size} bytes here, and should have {wanted}.",
                "Run this again; nothing is lost, and the data is as it was.",
            )
        time.sleep(_PAUSE)
    if now is None:
        raise LocalFailed(f"{path} is gone.")
