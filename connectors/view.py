"""What is attached to this host, as rows of a list and as the fields of one attachment."""

from collections.abc import Iterator
from typing import Any

from blockctl.connectors import holders, ledger, locate, schema, stable
from blockctl.connectors.claims import Claim
from blockctl.connectors.ledger import Ledger
from blockctl.connectors.release import is_at_hand, size_of

_GIB = 1024**3


def rows() -> list[dict[str, Any]]:
    """Every claim of this host, the oldest first; empty where there is no ledger."""
    if not schema.exists(ledger.ledger_path()):
        return []
    with ledger.opened() as book:
        return [_fields(book, claim) for claim in book.claims()]


def one(target: str) -> dict[str, Any]:
    """The claim that ``target`` names. Raises as locate.find does."""
    if not schema.exists(ledger.ledger_path()):
        raise locate.unknown(target)
    with ledger.opened() as book:
        return _fields(book, locate.find(book, target))


def _fields(book: Ledger, claim: Claim) -> dict[str, Any]:
    device = claim.device
    size = size_of(claim)
    return {
        "device": claim.path,
        "path": stable.name_of(claim.path) if claim.path else None,
        "volume": claim.name,
        "volume_id": claim.volume_id,
        "size": None if size is None else -(-size // _GIB),
        "transport": device.transport if device else None,
        "mode": claim.mode,
        "state": ", ".join(_state(book, claim)),
        "persistent": claim.persistent,
        "mountpoint": claim.mountpoint,
        "mount": claim.mount,
        "attachment_id": claim.attachment_id,
        "host": claim.host,
        "cloud": claim.endpoint or None,
        "identity": dict(device.marks) if device and device.marks else None,
        "created_at": claim.created,
        "updated_at": claim.changed,
    }


def _state(book: Ledger, claim: Claim) -> Iterator[str]:
    if claim.is_set_aside:
        yield "stale: attaching it again failed; blockctl local restore"
        return
    if claim.is_stale:
        yield "stale since the reboot; blockctl local restore"
        return
    if claim.state != "attached":
        yield claim.state
        if unfinished := book.unfinished_step(claim):
            yield f"step '{unfinished}' not finished"
        return
    if claim.path is None or not is_at_hand(claim):
        yield "lost: the device is gone or is another one"
        return
    yield claim.state
    for used in holders.in_use(claim.path):
        yield used.removeprefix("is ")
