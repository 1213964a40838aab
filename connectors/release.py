"""Giving back what a claim holds, in the reverse order of how it was got; each step may be
repeated, so that what was cut short can be run again to its end.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from blockctl.connectors import (
    block,
    brick,
    build,
    exchanged,
    given_up,
    holders,
    identity,
    mounting,
    multipath_maps,
    present,
    shares,
    slow,
)  # fmt: skip
from blockctl.connectors.claims import NO_BOOT, Claim, Device
from blockctl.connectors.journal import step
from blockctl.connectors.ledger import Ledger
from blockctl.connectors.locks import device_lock
from blockctl.connectors.multipath_maps import Map
from blockctl.connectors.origin import Origin
from blockctl.connectors.stop import Stop
from blockctl.errors import Conflict, LocalFailed
from blockctl.output.terminal import note


def is_at_hand(claim: Claim) -> bool:
    """Whether the device that was recorded is there, and still the same one."""
    device = claim.device
    if device is None or device.state != "connected":
        return False
    now = _present(device)
    return now is not None and _difference(device, now) is None


def is_replaced(claim: Claim) -> bool:
    """Whether another device is where the claim's was."""
    return claim.device is not None and _differs(claim.device) is not None


def size_of(claim: Claim) -> int | None:
    """The bytes of the claim's device as it is now, or as it was recorded if it is not at hand."""
    device = claim.device
    if device is None:
        return None
    now = _present(device)
    same = now is not None and _difference(device, now) is None
    return now.size if now is not None and same else device.size_bytes


def whole(device: Device) -> str | None:
    """Its path, or the multipath device that has taken that since: what is written to either has
    to be flushed, and who uses either counts.
    """
    return device.path and (present.taken_by(device.connection, device.path) or device.path)


def refuse_unless_free(claim: Claim, book: Ledger, force: bool = False) -> None:
    """Raise before anything is changed: LocalFailed when another device has taken the place of
    the claim's, Conflict when it is in use. ``force`` passes over both.

    A device that another claim holds too stays, so it may be in use.
    """
    device = claim.device
    own = claim.mount if mounting.is_mounted(claim) else None
    if own and not force and book.sharing(claim) and (used := holders.users(own)):
        raise _in_use(f"In {own}", used)  # this goes, and the device stays
    if device is None or force or book.sharing(claim):
        return
    refuse_replaced(claim)
    path = whole(device) if is_at_hand(claim) else _left(device)
    if path and (used := _holders(claim, path, own)):
        raise _in_use(path, used)


def refuse_replaced(claim: Claim) -> None:
    """Raise LocalFailed when something else is where the claim's device was."""
    if claim.device is not None and (differs := _differs(claim.device)):
        raise LocalFailed(
            f"{differs}, so it is left alone.",
            f"To end the attachment without touching it: blockctl local detach --force {claim.key}",
        )


def _in_use(what: str, used: list[str]) -> Conflict:
    return Conflict(
        f"{what} {' and '.join(used)}.",
        f"{_ending(used)} first, or use --force to detach and lose what is not written yet.",
    )


def _holders(claim: Claim, path: str, own: str | None) -> list[str]:
    try:
        return holders.of(path, own)
    except LocalFailed as failure:
        assert claim.device is not None
        given_up.tell_if_down(claim.device)
        raise _unanswered(claim, failure) from failure


def _unanswered(claim: Claim, failure: LocalFailed) -> LocalFailed:
    return LocalFailed(
        failure.message,
        "Have its storage answer again, or lose what is not written yet: "
        f"blockctl local detach --force {claim.name}",
    )


def release(
    origin: Origin,
    book: Ledger,
    claim: Claim,
    operation: str,
    stop: Stop | None = None,
    force: bool = False,
) -> None:
    """Flush and disconnect the device if it is still the claim's own and no other claim holds it,
    give it back to its origin, and forget the claim. ``stop`` is asked between steps; ``force``
    goes on after a failed flush.
    """
    claim = _let_go(book, claim, operation, "detaching", stop, force)
    # A planned claim stays planned: only as such is its lost attachment looked for.
    state = "planned" if claim.state == "planned" else "detaching"
    with step(book, claim, operation, "give-back", state=state):
        origin.give_back(book, claim)
    book.forget(claim)


def set_aside(book: Ledger, claim: Claim, operation: str, stop: Stop | None = None) -> None:
    """Take away what was half connected of a claim that had been attached before, and leave it as
    a reboot does: stale, with all that it takes to attach it again.
    """
    claim = _let_go(book, claim, operation, "connecting", stop)
    with step(book, claim, operation, "set-aside") as changes:
        changes |= {"state": "attached", "boot_id": NO_BOOT}


def _let_go(
    book: Ledger,
    claim: Claim,
    operation: str,
    state: str,
    stop: Stop | None = None,
    force: bool = False,
) -> Claim:
    if claim.device is None:
        return claim
    with device_lock(claim.device.transport, stop):
        # Only now that no other command works on such devices.
        _let_go_of_device(book, book.present(claim.id), operation, state, stop, force)
    return book.present(claim.id)


def _let_go_of_device(
    book: Ledger, claim: Claim, operation: str, state: str, stop: Stop | None, force: bool
) -> None:
    device = claim.device
    assert device is not None
    replaced = is_replaced(claim)
    path = whole(device) if is_at_hand(claim) and not replaced else None
    # Unmounting writes too.
    if mounting.is_mounted(claim) and not replaced:
        with step(book, claim, operation, "unmount", state=state), _patience(claim, force):
            mounting.take(claim, force)
        _check(stop)
    if path and mounting.is_cut_short(book, claim):
        mounting.take_back(book, claim, operation, state)
    if path:
        with step(book, claim, operation, "flush", state=state):
            _flush(claim, path, force and not book.sharing(claim))
        _check(stop)
    if book.sharing(claim):
        with step(book, claim, operation, "leave", state=state) as changes:
            changes["leave"] = True
    elif device.is_begun and not replaced:
        unrecorded = book.unfinished_step(claim)
        with step(book, claim, operation, "disconnect", state=state) as changes:
            # It is gone when it was flushed in vain.
            still_here = path is not None and os.path.exists(path)
            _disconnect(device, still_here, unrecorded, force)
            changes["device"] = None
    _check(stop)


def _disconnect(device: Device, is_at_hand: bool, unrecorded: str | None, force: bool) -> None:
    """Take the device away, or what a connect that was cut short or an earlier boot left of it."""
    if is_at_hand and device.path and block.is_read_only(device.path):
        block.set_read_only(device.path, False)
    build.take(device, unrecorded)
    if is_at_hand:
        multipath = given_up.map_of(device)
        giving_up = multipath_maps.given_up(multipath) if multipath and force else nullcontext()
        try:
            with giving_up:
                brick.disconnect(device.connection, build.lowest(device), force=force)
        except LocalFailed:
            # Forced, os-brick tells of each step that failed though all is gone in the end.
            if not force or present.paths(device.connection):
                raise
        if multipath:
            _take_away(multipath)
    else:
        here = next(iter(present.paths(device.connection)), None)
        brick.disconnect(device.connection, here, whole=device.marks is not None)
    shares.leave(device.connection)


def _take_away(multipath: Map) -> None:
    """os-brick leaves it where its paths were gone before."""
    if multipath_maps.take_away(multipath) and not holders.in_use(multipath.path):
        note(f"{multipath.path} is open still, with no path; the kernel removes it after that.")


def _left(device: Device) -> str | None:
    """Where something is that the device's wires lead to, though it was not recorded in this boot.

    iSCSI nodes log in again by themselves after a reboot: os-brick makes them ``automatic``.
    """
    if device.marks is None:
        return None  # never handed out: whatever is there is only half a device
    return next(iter(present.paths(device.connection)), None)


def _present(device: Device) -> identity.Identity | None:
    if device.path is None or device.marks is None or not device.is_of_this_boot:
        return None
    return identity.of(device.path)


def _difference(device: Device, now: identity.Identity) -> str | None:
    assert device.path is not None
    assert device.marks is not None
    return identity.difference(device.path, device.marks, device.size_bytes or 0, now)


def _differs(device: Device) -> str | None:
    """A clause that says that something else is where the device was; None when nothing is."""
    now = _present(device) if device.state == "connected" else None
    if now is None:
        return None
    assert device.path is not None
    return _difference(device, now) or exchanged.difference(device.path)


def _flush(claim: Claim, path: str, give_up: bool) -> None:
    assert claim.device is not None
    with _patience(claim, give_up):
        try:
            block.flush(path)
        except LocalFailed:
            if not give_up:
                raise
            # Now it is known to be down; os-brick would flush three times more.
            given_up.leave(claim.device)


@contextmanager
def _patience(claim: Claim, give_up: bool) -> Iterator[None]:
    """What writes what is not written yet: when it takes long, say why, and when it fails, what to
    do. ``give_up`` does not wait for who does not answer.
    """
    device = claim.device
    assert device is not None
    giving_up = given_up.given_up(device) if give_up else nullcontext()
    try:
        with giving_up, slow.told(lambda: given_up.tell_if_down(device)):
            yield
    except LocalFailed as failure:
        raise _unanswered(claim, failure) from failure


def _check(stop: Stop | None) -> None:
    if stop is not None:
        stop.check()


def _ending(used: list[str]) -> str:
    return "Unmount it" if all(each.startswith("is mounted") for each in used) else "End that use"
