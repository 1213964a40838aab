"""Detaching: proved first to be the recorded device and free, then given back step by step."""

from blockctl.api import resources, volumes
from blockctl.api.client import Cloud
from blockctl.api.resources import VOLUME
from blockctl.connectors import holders, ledger, locate
from blockctl.connectors.claims import Claim
from blockctl.connectors.ledger import Ledger
from blockctl.connectors.locks import volume_lock
from blockctl.connectors.release import (
    attachment_exists,
    is_at_hand,
    refuse_unless_free,
    release,
)
from blockctl.connectors.stop import Stop
from blockctl.errors import Conflict, NotFound
from blockctl.output.terminal import note


def detach(cloud: Cloud, target: str, force: bool, stop: Stop) -> None:
    """Detach what ``target`` names: a device, a volume's name or ID.

    Raises NotFound when it is not attached here, Conflict while it is in use, LocalFailed when
    the device is not the recorded one or cannot be taken away; ``force`` passes over the
    first two guards. What was cut short is carried on when it is run again.
    """
    with ledger.opened() as book:
        claim = _find(cloud, book, target)
        with volume_lock(claim.volume_id, stop):
            present = book.claim(claim.id)
            if present is None:
                raise NotFound(f"{target} is not attached to this host any more.")
            _detach(cloud, book, present, force, stop)


def _find(cloud: Cloud, book: Ledger, target: str) -> Claim:
    try:
        return locate.find(book, target)
    except NotFound as unknown:
        # The volume may have got another name since.
        try:
            return locate.find(book, volumes.find(cloud, target)["id"])
        except NotFound:
            raise unknown from None


def _detach(cloud: Cloud, book: Ledger, claim: Claim, force: bool, stop: Stop) -> None:
    refuse_unless_free(claim, force)
    # Before anything is changed: a cloud that is down or another one must not cost the device.
    if not attachment_exists(cloud, claim):
        _refuse_other_cloud(cloud, claim)
    still_held = []
    if force and claim.device and is_at_hand(claim):
        still_held = holders.in_use(claim.device.path)
    stop.check()
    release(cloud, book, claim, "detach", stop, force)
    if still_held and claim.device:
        note(
            f"{claim.device.path} {' and '.join(still_held)} still; the kernel keeps it until "
            "that ends."
        )


def _refuse_other_cloud(cloud: Cloud, claim: Claim) -> None:
    """An attachment that is not found is gone, unless the question went to the wrong cloud."""
    if claim.endpoint == cloud.endpoint:
        return
    try:
        resources.show(cloud, VOLUME, claim.volume_id)
    except NotFound:
        raise Conflict(
            f"Volume {claim.name} was attached from the cloud at {claim.endpoint}, and the one "
            f"that is chosen is at {cloud.endpoint}.",
            "Choose its cloud with --os-cloud.",
        ) from None
