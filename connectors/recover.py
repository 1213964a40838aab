"""Ending what a killed command left half done: an attach is undone; a detach and an extend are
finished.

An attach that was cut short never told anybody a device, so nothing is lost with it; whoever
wants it carried on runs it again instead. What had been attached before, and was being attached
again after a reboot, stays for the next time.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from blockctl.api.client import Cloud
from blockctl.connectors import extend, ledger, locate, mounting, origins, schema
from blockctl.connectors.claims import Claim
from blockctl.connectors.ledger import Ledger
from blockctl.connectors.locks import origin_lock
from blockctl.connectors.origin import Origin
from blockctl.connectors.release import refuse_unless_free, release, set_aside
from blockctl.connectors.stop import Stop
from blockctl.errors import BlockctlError

_WORDS = {"detaching": "detaching", "attached": "attaching again"}
_ENDED = {"detaching": "finished", "attached": "finished"}


class _InPlace(NamedTuple):
    """An operation on what is attached and stays so: ``carry_on`` ends it, and says how."""

    word: str
    carry_on: Callable[[Ledger, Claim], str]


_IN_PLACE = {
    extend.OPERATION: _InPlace("extending", extend.carry_on),
    mounting.OPERATION: _InPlace("mounting", mounting.carry_on),
}


def recover(
    cloud: Callable[[], Cloud], targets: Sequence[str], dry_run: bool, stop: Stop
) -> Iterator[dict[str, Any]]:
    """End each half-done attach and detach of this host, or those of ``targets``, as rows of
    ``name``, ``key``, ``was`` (how far it had come) and ``result``; with ``dry_run`` only tell.

    One that fails is a row with its ``error`` and stays as it is. A command that is still at work
    on one is waited for, as ``stop`` allows. Raises NotFound for a target that is not attached.
    """
    if not schema.exists(ledger.ledger_path()):
        if targets:
            raise locate.unknown(targets[0])
        return
    with ledger.opened() as book:
        meant = [locate.find(book, each) for each in targets] if targets else book.claims()
        for claim in meant:
            if _is_half_done(book, claim):
                yield from _one(book, claim, cloud, dry_run, stop)


def _one(
    book: Ledger, begun: Claim, cloud: Callable[[], Cloud], dry_run: bool, stop: Stop
) -> Iterator[dict[str, Any]]:
    try:
        origin = origins.of_claim(begun, cloud)
        with origin_lock(origin, stop):
            claim = book.claim(begun.id)
            if claim is None or not _is_half_done(book, claim):
                return  # a command that was still at work has ended it
            row = _row(book, claim)
            done = "set aside" if _is_kept(book, claim) else _ENDED.get(claim.state, "undone")
            in_place = _in_place(book, claim)
            if in_place and not dry_run:
                extend.refuse_unless_attached(claim)
                done = in_place.carry_on(book, claim)
            elif not dry_run:
                refuse_unless_free(claim, book)
                done = _end(book, claim, origin, stop)
    except BlockctlError as failure:
        yield {**_row(book, begun), "result": failure.message, "error": failure}
    else:
        yield {**row, "result": f"would be {done}" if dry_run else done}


def _end(book: Ledger, claim: Claim, origin: Origin, stop: Stop) -> str:
    """What was done, in words."""
    if origin.still_holds(claim) and _is_kept(book, claim):
        set_aside(book, claim, "recover", stop)
        return "set aside"
    release(origin, book, claim, "recover", stop)
    return _ENDED.get(claim.state, "undone")


def _is_kept(book: Ledger, claim: Claim) -> bool:
    return claim.state != "detaching" and not _in_place(book, claim) and book.was_attached(claim)


def _in_place(book: Ledger, claim: Claim) -> _InPlace | None:
    return _IN_PLACE.get(book.unfinished_operation(claim) or "")


def _is_half_done(book: Ledger, claim: Claim) -> bool:
    return claim.state != "attached" or book.unfinished_step(claim) is not None


def _row(book: Ledger, claim: Claim) -> dict[str, Any]:
    unfinished = book.unfinished_step(claim)
    at = f" at step '{unfinished}'" if unfinished else ""
    in_place = _in_place(book, claim)
    word = in_place.word if in_place else _WORDS.get(claim.state, "attaching")
    return {"name": claim.name, "key": claim.key, "was": f"{word}, stopped{at}"}
