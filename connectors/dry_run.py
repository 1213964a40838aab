"""What an attach would do, told without doing any of it."""

import os
from collections.abc import Callable, Iterator
from typing import NamedTuple

from blockctl.connectors import filesystem, ledger, mounting, schema
from blockctl.connectors.attach import Wish
from blockctl.connectors.claims import CINDER, Claim
from blockctl.connectors.handed_over import HandedOver
from blockctl.connectors.origin import Origin
from blockctl.connectors.release import is_at_hand
from blockctl.connectors.transports import GIVES_FILES
from blockctl.connectors.wires import wires
from blockctl.output.terminal import note


class Step(NamedTuple):
    """``name`` is the journal's; ``what`` is a sentence about it."""

    name: str
    what: str


def steps(find: Callable[[], Origin], wish: Wish, has_key: bool) -> list[Step]:
    """The steps of an attach of what ``find`` finds, in their order; none where there is nothing
    to do. Nothing is written, and nobody is asked for more than what there is.

    ``has_key``: a key is given, so it is opened as encrypted. Raises what the attach itself would
    raise before it changed anything.
    """
    origin = find()
    claim = _claim(origin)
    if wish.mount:
        mounting.refuse_taken(wish.mount, claim)
    if claim is not None and claim.state == "attached" and is_at_hand(claim):
        return list(_on_top(wish, claim))
    if claim is None:
        origin.refuse_unattachable()
    _ = wish.host.address  # raises for an interface that is not there
    return [*_below(origin, wish, has_key), *_on_top(wish, claim), *_told(origin)]


def _claim(origin: Origin) -> Claim | None:
    if os.geteuid() != 0:
        note("Without root what root attached cannot be seen.")
    if not schema.exists(ledger.ledger_path()):
        return None
    with ledger.opened() as book:
        return book.of_origin(origin)


def _below(origin: Origin, wish: Wish, has_key: bool) -> Iterator[Step]:
    if origin.source == CINDER:
        yield Step("reserve", f"have volume {origin.label or origin.key} kept for this host")
        name = wish.host.name or os.uname().nodename
        yield Step("export", f"have it offered to host {name} at {wish.host.address}")
        yield Step("connect", "connect it as the volume service says then")
    elif isinstance(origin, HandedOver) and origin.connection is not None:
        where = ", ".join(wire.partition(":")[2] for wire in wires(origin.connection))
        paths = " over all paths" if wish.host.multipath else ""
        transport = origin.connection.transport
        yield Step("connect", f"connect {where} over {transport}{paths}")
        if transport in GIVES_FILES:
            yield Step("loop", "make a loop device of the file")
    if has_key or origin.encryption() is not None:
        yield Step("luks", "open it with its key, formatting it for that only if it is blank")
    yield Step("identify", "write down what it is")
    if wish.mode == "ro":
        yield Step("protect", "have the kernel refuse writes")


def _on_top(wish: Wish, claim: Claim | None) -> Iterator[Step]:
    if claim is not None and mounting.is_mounted(claim):
        return
    if wish.mkfs is not None:
        path = claim.path if claim else None
        if path is None or filesystem.is_wanting(path, wish.mkfs, cut_short=False):
            yield Step("mkfs", f"make {wish.mkfs} on it, if it is blank")
    if wish.mount is not None:
        yield Step("mount", f"mount it on {wish.mount}")


def _told(origin: Origin) -> Iterator[Step]:
    if origin.source == CINDER:
        yield Step("complete", "tell the volume service that it is attached")
