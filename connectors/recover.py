"""Ending what a killed command left half done: an attach is undone; a detach and an extend are
finished.

An attach that was cut short never told anybody a device, so nothing is lost with it; whoever
wants it carried on runs it again instead.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from blockctl.api.client import Cloud
from blockctl.connectors import extend, ledger, locate, origins, schema
from blockctl.connectors.claims import Claim
from blockctl.connectors.ledger import Ledger
from blockctl.connectors.locks import origin_lock
from blockctl.connectors.release import refuse_unless_free, release
from blockctl.connectors.stop import Stop
from blockctl.errors import BlockctlError

_WORDS = {"detaching": "detaching", "attached": "extending"}
_ENDED = {"detaching": "finished", "attached": "finished"}


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
            if claim.state == "attached" and not dry_run:
                extend.refuse_unless_attached(claim)
                extend.carry_on(book, claim)
            elif not dry_run:
                refuse_unless_free(claim, book)
                origin.still_holds(claim)
                release(origin, book, claim, "recover", stop)
    except BlockctlError as failure:
        yield {**_row(book, begun), "result": failure.message, "error": failure}
    else:
        done = _ENDED.get(claim.state, "undone")
        yield {**row, "result": f"would be {done}" if dry_run else done}


def _is_half_done(book: Ledger, claim: Claim) -> bool:
    return claim.state != "attached" or book.unfinished_step(claim) is not None


def _row(book: Ledger, claim: Claim) -> dict[str, Any]:
    unfinished = book.unfinished_step(claim)
    at = f" at step '{unfinished}'" if unfinished else ""
    word = _WORDS.get(claim.state, "attaching")
    return {"name": claim.name, "key": claim.key, "was": f"{word}, stopped{at}"}
