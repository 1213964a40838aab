"""Attaching to this host: steps that are written down before each is done, carried on where they
were cut short, and undone when one of them fails.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from blockctl.connectors import (
    block,
    brick,
    build,
    connect,
    ledger,
    missing_paths,
    mounting,
    portals,
)
from blockctl.connectors.claims import CINDER, Claim
from blockctl.connectors.connection import Connection
from blockctl.connectors.encryption import Keys, Sealing
from blockctl.connectors.host import HostOptions
from blockctl.connectors.journal import step
from blockctl.connectors.ledger import Ledger
from blockctl.connectors.locks import device_lock, origin_lock
from blockctl.connectors.origin import Origin
from blockctl.connectors.release import (
    is_at_hand,
    is_replaced,
    refuse_replaced,
    refuse_unless_free,
    release,
    set_aside,
)
from blockctl.connectors.stop import Stop
from blockctl.errors import BlockctlError, Conflict, LocalFailed, Unreachable
from blockctl.output.terminal import note
from blockctl.standalone.record import boot_id

_WORDS = {"rw": "read-write", "ro": "read-only"}


@dataclass(frozen=True)
class Wish:
    """How it shall be attached. ``mode`` is rw or ro; ``persistent``: again after a reboot;
    ``key_file`` is where its key was read; ``mountpoint`` is what its cloud is told of where it is
    used; ``mount`` is where it shall be mounted, with a new file system of the kind ``mkfs`` if it
    is blank.
    """

    mode: str
    host: HostOptions
    persistent: bool = False
    key_file: str | None = None
    mountpoint: str | None = None
    mount: str | None = None
    mkfs: str | None = None


@dataclass
class _Attaching:
    """What the steps of one attach share. ``connection`` and ``sealing`` carry secrets: they are
    never stored.
    """

    origin: Origin
    wish: Wish
    book: Ledger
    lock: int
    connector: Mapping[str, Any]
    sealing: Sealing | None
    connection: Connection | None = None


def attach(find: Callable[[], Origin], wish: Wish, keys: Keys, stop: Stop) -> Claim:
    """Attach what ``find`` finds and return its claim; attached already, prove it.

    ``find`` is asked again once nobody else works on it, as it may have changed meanwhile.
    ``keys`` opens it if it is encrypted.

    Raises NotFound or Conflict for a volume that is not there or not to be had, NotAllowed where
    it takes root, LocalFailed when this host cannot attach it, Interrupted and TimedOut as
    ``stop`` says, and as ``keys`` does. Whatever fails, what was begun is undone; if the cloud
    cannot be reached for that, the claim stays and the error says so.
    """
    origin = find()
    with origin_lock(origin, stop) as lock, ledger.opened() as book:
        if wish.mount:
            mounting.refuse_taken(wish.mount, book.of_origin(origin))
        claim = _to_carry_on(origin, book, wish)
        if claim and wish.persistent and not claim.persistent:
            claim = book.change(claim, persistent=True)
        if claim and claim.state == "attached" and is_at_hand(claim):
            _refuse_another_mountpoint(claim, wish)
            refuse_replaced(claim)
            _complete(claim, stop)
            if wish.mount is None:
                return claim
            return mounting.put_later(book, claim, wish.mount, wish.mkfs, lock, stop)
        origin = find()
        if claim is None:
            origin.refuse_unattachable()
        sealing = keys(origin)
        connector = brick.properties(wish.host)
        if claim is None:
            claim = book.plan(
                origin,
                host=str(connector["host"]),
                mode=wish.mode,
                persistent=wish.persistent,
                key_file=wish.key_file,
                mountpoint=wish.mountpoint,
            )
        elif wish.mountpoint and wish.mountpoint != claim.mountpoint:
            claim = book.change(claim, mountpoint=wish.mountpoint)
        return _run(_Attaching(origin, wish, book, lock, connector, sealing), claim, stop)


def _to_carry_on(origin: Origin, book: Ledger, wish: Wish) -> Claim | None:
    """Its claim if there is one and the origin still holds it; otherwise it is given back."""
    claim = book.of_origin(origin)
    if claim is None:
        return None
    if claim.state != "detaching" and origin.still_holds(claim):
        if claim.mode != wish.mode:
            raise Conflict(
                f"{claim.title} is attached to this host {_WORDS[claim.mode]} already.",
                f"Detach it first: blockctl local detach {claim.name}",
            )
        if claim.state == "attached" and not claim.is_stale and not is_at_hand(claim):
            note(f"The device of {_within(claim)} was taken away; attaching it again.")
        return claim
    # Where another device is now, the origin having taken its own away, there is nothing to harm.
    refuse_unless_free(claim, book, force=is_replaced(claim))
    release(origin, book, claim, "detach")
    return None


def _refuse_another_mountpoint(claim: Claim, wish: Wish) -> None:
    """The cloud hears of it with the connector, so only while a volume is being attached."""
    if wish.mountpoint and wish.mountpoint != claim.mountpoint:
        raise Conflict(
            f"{claim.title} is attached to this host already, and its cloud was told "
            f"{claim.mountpoint or 'no mount point'}.",
            f"Detach it first: blockctl local detach {claim.name}",
        )


def _complete(claim: Claim, stop: Stop) -> None:
    """Have again the paths that it had lost."""
    assert claim.device is not None
    connection = claim.device.connection
    if missing_paths.of(connection):
        with device_lock(connection.transport, stop):
            missing_paths.complete(connection, log_in=True)


def _within(claim: Claim) -> str:
    """The claim's title within a sentence."""
    return f"volume {claim.name}" if claim.source == CINDER else claim.name


def _run(attaching: _Attaching, claim: Claim, stop: Stop) -> Claim:
    try:
        if claim.state == "planned":
            stop.check()
            claim = _reserve(attaching, claim)
        stop.check()
        claim = _export(attaching, claim)
        assert attaching.connection is not None
        with device_lock(attaching.connection.transport, stop):
            claim = _connect(attaching, claim, stop)
            with step(attaching.book, claim, "attach", "protect"):
                _protect(claim, attaching.book)
        stop.check()
        claim = _mount(attaching, attaching.book.present(claim.id), stop)
        with step(attaching.book, claim, "attach", "complete") as changes:
            attaching.origin.complete(claim)
            changes["state"] = "attached"
    except Exception as error:
        _undo(attaching, claim, error)
        raise
    return attaching.book.present(claim.id)


def _reserve(attaching: _Attaching, claim: Claim) -> Claim:
    book, origin = attaching.book, attaching.origin
    with step(book, claim, "attach", "reserve", detail=origin.before_reserving()) as changes:
        try:
            changes |= origin.reserve(claim)
        except Unreachable:
            raise  # it may have been carried out: the claim stays planned until that is known
        except BlockctlError:
            book.forget(claim)
            raise
    return book.present(claim.id)


def _export(attaching: _Attaching, claim: Claim) -> Claim:
    with step(attaching.book, claim, "attach", "export") as changes:
        attaching.connection = attaching.origin.export(claim, attaching.connector)
        changes |= {
            "connection": attaching.connection,
            "state": "connecting",
            "boot_id": boot_id(),
        }
    return attaching.book.present(claim.id)


def _connect(attaching: _Attaching, claim: Claim, stop: Stop) -> Claim:
    """Connect, and put upon it what makes a device of it, unless another claim has it already."""
    book = attaching.book
    assert attaching.connection is not None
    # Only now that no other command works on such devices.
    claim = book.present(claim.id)
    if is_at_hand(claim):
        refuse_replaced(claim)
        _refuse_beside_others(claim, book)
        return claim
    connect.refuse_what_is_of_others(attaching.connection, claim)
    portals.refuse_silent(attaching.connection)
    stop.check()
    with step(book, claim, "attach", "connect", device_state="connecting") as changes:
        changes["device"] = {"path": connect.connected(attaching.connection), "layers": []}
    claim = book.present(claim.id)
    for layer in build.layers_of(claim, attaching.sealing):
        stop.check()
        with step(book, claim, "attach", layer.name) as changes:
            changes["device"] = build.put(layer, claim, book)
        claim = book.present(claim.id)
    with step(book, claim, "attach", "identify") as changes:
        changes["device"] = connect.identified(attaching.connection, claim, attaching.origin)
    return book.present(claim.id)


def _refuse_beside_others(claim: Claim, book: Ledger) -> None:
    for other in book.sharing(claim):
        if not book.was_attached(other) and book.was_begun(other, "mkfs"):
            raise Conflict(
                f"{claim.title} is the same device as {other.name}, on which making a file system "
                "was cut short.",
                f"End that first: blockctl local recover {other.key}",
            )
        if other.mode != claim.mode:
            raise Conflict(
                f"{claim.title} is the same device as {other.name}, which is attached to this "
                f"host {_WORDS[other.mode]} already.",
                f"Attach it with --mode {other.mode}, or detach {other.name} first.",
            )


def _protect(claim: Claim, book: Ledger) -> None:
    """Have the kernel refuse writes, or allow them again."""
    assert claim.path is not None
    if claim.mode == "ro":
        if not block.is_read_only(claim.path):
            refuse_unless_free(claim, book)
            block.set_read_only(claim.path, True)
    elif block.is_read_only(claim.path):
        # The kernel keeps this with the name of a loop device that was detached by a kill.
        block.set_read_only(claim.path, False)


def _mount(attaching: _Attaching, claim: Claim, stop: Stop) -> Claim:
    """Mount it where it is asked for, or where it was mounted before."""
    book, wish = attaching.book, attaching.wish
    place = wish.mount or claim.mount
    if place is None:
        return claim
    claim = mounting.put(book, claim, place, wish.mkfs, "attach", attaching.lock, stop)
    stop.check()
    return claim


def _undo(attaching: _Attaching, begun: Claim, error: Exception) -> None:
    """Give back what was begun; what had been attached before stays, to be attached again.

    Raises ``error``'s kind, with both sentences, when that fails.
    """
    try:
        claim = attaching.book.claim(begun.id)
        if claim is not None:
            refuse_unless_free(claim, attaching.book)
            if attaching.book.was_attached(claim):
                set_aside(attaching.book, claim, "undo")
            else:
                release(attaching.origin, attaching.book, claim, "undo")
    except BlockctlError as failure:
        kind = type(error) if isinstance(error, BlockctlError) else LocalFailed
        raise kind(
            f"{error} What was begun is not undone: {failure.message}",
            f"Undo it with: blockctl local detach {begun.key}",
        ) from error
