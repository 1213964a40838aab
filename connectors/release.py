"""Giving back what a claim holds, in the reverse order of how it was got; each step may be
repeated, so that what was cut short can be run again to its end.
"""

from blockctl.api import attachments
from blockctl.api.client import Cloud
from blockctl.connectors import block, brick, connection, holders, identity, unrecorded
from blockctl.connectors.claims import Claim
from blockctl.connectors.journal import step
from blockctl.connectors.ledger import Ledger
from blockctl.connectors.stop import Stop
from blockctl.errors import Conflict, LocalFailed, NotFound


def attachment_exists(cloud: Cloud, claim: Claim) -> bool:
    """Whether the cloud still knows the claim's attachment."""
    if claim.attachment_id is None:
        return False
    try:
        attachments.show(cloud, claim.attachment_id)
    except NotFound:
        return False
    return True


def is_at_hand(claim: Claim) -> bool:
    """Whether the device that was recorded is there, and still the same one."""
    now = _present(claim)
    return now is not None and _difference(claim, now) is None


def size_of(claim: Claim) -> int | None:
    """The bytes of the claim's device as it is now, or as it was recorded if it is not at hand."""
    if claim.device is None:
        return None
    now = _present(claim)
    same = now is not None and _difference(claim, now) is None
    return now.size if now is not None and same else claim.device.size_bytes


def refuse_unless_free(claim: Claim, force: bool = False) -> None:
    """Raise before anything is changed: LocalFailed when another device has taken the place of
    the claim's, Conflict when it is in use. ``force`` passes over both.
    """
    now = _present(claim)
    if now is None or claim.device is None or force:
        return
    if differs := _difference(claim, now):
        if claim.device.state == "connected":
            raise LocalFailed(
                f"{differs}, so it is left alone.",
                "To end the attachment without touching it: "
                f"blockctl local detach --force {claim.volume_id}",
            )
    elif used := holders.of(claim.device.path):
        raise Conflict(
            f"{claim.device.path} {' and '.join(used)}.",
            f"{_ending(used)} first, or use --force to detach and lose what is not written yet.",
        )


def release(
    cloud: Cloud,
    book: Ledger,
    claim: Claim,
    operation: str,
    stop: Stop | None = None,
    force: bool = False,
) -> None:
    """Flush and disconnect the device if it is still the claim's own, delete the attachment,
    and forget the claim. ``stop`` is asked between steps; ``force`` goes on after a failed flush.
    """
    path = claim.device.path if claim.device and is_at_hand(claim) else None
    if path:
        with step(book, claim, operation, "flush", state="detaching"):
            _flush(path, force)
        _check(stop)
    if claim.connection is not None and (path or claim.device is None):
        with step(book, claim, operation, "disconnect", state="detaching") as changes:
            if path and claim.mode == "ro" and block.is_read_only(path):
                block.set_read_only(path, False)
            brick.disconnect(connection.from_kept(claim.connection), path)
            changes["device"] = None
        _check(stop)
    # A planned claim stays planned: only as such is its lost attachment looked for.
    state = "detaching" if claim.attachment_id else "planned"
    with step(book, claim, operation, "give-back", state=state):
        if claim.attachment_id is None:
            unrecorded.give_back(cloud, book, claim)
        else:
            unrecorded.delete(cloud, claim.attachment_id)
    book.forget(claim)


def _present(claim: Claim) -> identity.Identity | None:
    device = claim.device
    return identity.of(device.path) if device and device.is_of_this_boot else None


def _difference(claim: Claim, now: identity.Identity) -> str | None:
    assert claim.device is not None
    return identity.difference(claim.device.path, claim.device.marks, claim.device.size_bytes, now)


def _flush(path: str, force: bool) -> None:
    try:
        block.flush(path)
    except LocalFailed:
        if not force:
            raise


def _check(stop: Stop | None) -> None:
    if stop is not None:
        stop.check()


def _ending(used: list[str]) -> str:
    return "Unmount it" if all("mounted" in each for each in used) else "End that use"
