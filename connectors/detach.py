"""Detaching: proved first to be the recorded device and free, then given back step by step."""

from collections.abc import Callable

from blockctl.api import volumes
from blockctl.api.client import Cloud
from blockctl.connectors import holders, ledger, locate, origins
from blockctl.connectors.claims import CINDER, Claim
from blockctl.connectors.ledger import Ledger
from blockctl.connectors.locks import origin_lock
from blockctl.connectors.origin import Origin
from blockctl.connectors.release import is_at_hand, refuse_unless_free, release, whole
from blockctl.connectors.stop import Stop
from blockctl.errors import NotFound
from blockctl.output.terminal import note


def detach(cloud: Callable[[], Cloud], target: str, force: bool, stop: Stop) -> None:
    """Detach what ``target`` names: a device, a volume's name or ID, a file or a URI.

    ``cloud`` is asked for only when a volume of one is meant. Raises NotFound when it is not
    attached here, Conflict while it is in use, LocalFailed when the device is not the recorded
    one or cannot be taken away; ``force`` passes over the first two guards. What was cut short
    is carried on when it is run again.
    """
    with ledger.opened() as book:
        claim = _find(cloud, book, target)
        origin = origins.of_claim(claim, cloud)
        with origin_lock(origin, stop):
            present = book.claim(claim.id)
            if present is None:
                raise NotFound(f"{target} is not attached to this host any more.")
            _detach(origin, book, present, force, stop)


def _find(cloud: Callable[[], Cloud], book: Ledger, target: str) -> Claim:
    try:
        return locate.find(book, target)
    except NotFound as unknown:
        if all(claim.source != CINDER for claim in book.claims()):
            raise
        # The volume may have got another name since.
        try:
            return locate.find(book, volumes.find(cloud(), target)["id"])
        except NotFound:
            raise unknown from None


def _detach(origin: Origin, book: Ledger, claim: Claim, force: bool, stop: Stop) -> None:
    refuse_unless_free(claim, book, force)
    # Before anything is changed: a cloud that is down or another one must not cost the device.
    origin.still_holds(claim)
    shared = bool(book.sharing(claim))
    still_held = []
    if force and not shared and claim.device and is_at_hand(claim):
        path = whole(claim.device)
        still_held = holders.in_use(path) if path else []
    stop.check()
    release(origin, book, claim, "detach", stop, force)
    if still_held:
        note(f"{claim.path} {' and '.join(still_held)} still; the kernel keeps it until that ends.")
