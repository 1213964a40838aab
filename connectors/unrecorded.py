"""The attachment that was asked for, and whose ID was lost before it was written down."""

import time
from collections.abc import Mapping
from typing import Any

from blockctl.api import attachments
from blockctl.api.client import Cloud
from blockctl.connectors.claims import Claim
from blockctl.connectors.ledger import Ledger
from blockctl.errors import Conflict, NotFound

# Another host's blockctl has its reservation exported within this many seconds.
_GRACE = 2.0


def bare_reservations(cloud: Cloud, volume_id: str) -> set[str]:
    """IDs of a volume's attachments that name no server and were never exported to a host."""
    return {found["id"] for found in attachments.list_of(cloud, volume_id) if _is_bare(found)}


def give_back(cloud: Cloud, book: Ledger, claim: Claim) -> None:
    """Delete the reservation that a planned claim may have made before it was cut short.

    Cinder shows neither who reserved a volume nor when. So it is taken for ours only if it was
    not there when ours was asked for, names no server, is the only such one, and stays without
    a connector for longer than a living command takes. Nothing is connected through such an
    attachment, so no data depends on it. Raises Conflict when there are several.
    """
    before = book.detail(claim, "reserve")
    if before is None:
        return  # it was never asked for
    new = bare_reservations(cloud, claim.key) - set(before)
    if new:
        time.sleep(_GRACE)
        new &= bare_reservations(cloud, claim.key)
    if len(new) > 1:
        raise Conflict(
            f"Volume {claim.name} has {len(new)} reservations, and which of them is this host's "
            f"cannot be told: {', '.join(sorted(new))}.",
            "Delete the one that nobody uses, then run this again.",
        )
    for attachment_id in new:
        delete(cloud, attachment_id)


def delete(cloud: Cloud, attachment_id: str) -> None:
    """Delete an attachment that may be gone already."""
    try:
        attachments.delete(cloud, attachment_id)
    except NotFound:
        return


def _is_bare(attachment: Mapping[str, Any]) -> bool:
    return (
        attachment.get("status") == "reserved"
        and not attachment.get("instance")
        and not attachment.get("connection_info")
    )
