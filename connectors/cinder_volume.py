"""A volume of a cloud, reserved for this host and given back through the attachments API."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from blockctl.api import attachments, resources, volumes
from blockctl.api.client import Cloud
from blockctl.api.resources import VOLUME
from blockctl.connectors import connection, encryption, unrecorded
from blockctl.connectors.availability import refuse_unattachable
from blockctl.connectors.claims import CINDER, Claim
from blockctl.connectors.connection import Connection
from blockctl.connectors.encryption import Encryption
from blockctl.connectors.ledger import Ledger
from blockctl.errors import Conflict, NotFound

_GIB = 1024**3


@dataclass(frozen=True)
class CinderVolume:
    """``volume`` is as the API shows it; only its ``id`` is needed to give it back."""

    cloud: Cloud
    volume: Mapping[str, Any]
    source: str = CINDER

    @property
    def endpoint(self) -> str:
        """The cloud's."""
        return self.cloud.endpoint

    @property
    def key(self) -> str:
        """The volume's ID."""
        return str(self.volume["id"])

    @property
    def label(self) -> str:
        """The volume's name."""
        return self.volume.get("name") or ""

    def has(self, claim: Claim) -> bool:
        """Whether the claim is of this volume: their IDs are unique across clouds."""
        return claim.volume_id == self.key

    def size_bytes(self) -> int:
        """The volume's size; backends may round it up."""
        return int(self.volume["size"]) * _GIB

    def refuse_unattachable(self) -> None:
        """Raise Conflict, which says who has it, unless it can be attached here now."""
        refuse_unattachable(self.cloud, self.volume)

    def encryption(self) -> Encryption | None:
        """As the service tells it. Raises Conflict for one that this host cannot open."""
        if self.volume.get("encrypted") is False:
            return None
        told = volumes.encryption(self.cloud, self.key)
        return encryption.of_volume(told, f"Volume {self.label or self.key}")

    def before_reserving(self) -> Any:
        """So that an attachment whose ID gets lost can be told from these."""
        return sorted(unrecorded.bare_reservations(self.cloud, self.key))

    def reserve(self, claim: Claim) -> Mapping[str, Any]:
        """Make an attachment. Raises as the API does."""
        made = attachments.create(self.cloud, self.key, claim.mode)
        return {"attachment_id": made["id"], "state": "reserved"}

    def export(self, claim: Claim, connector: Mapping[str, Any]) -> Connection:
        """Have the attachment's volume offered to this host. Raises as the API does."""
        assert claim.attachment_id is not None
        # Before 3.54 the mode is heard only here (cinder/volume/manager.py: attachment_update).
        told = {**connector, "mode": claim.mode}
        if claim.mountpoint is not None:
            told["mountpoint"] = claim.mountpoint
        attachment = attachments.update(self.cloud, claim.attachment_id, told)
        if attachment.get("attach_mode") == "ro" and claim.mode == "rw":
            raise Conflict(f"{claim.title} is read-only.", "Attach it with --mode ro.")
        return connection.of_attachment(attachment, bool(connector.get("multipath")))

    def complete(self, claim: Claim) -> None:
        """Have the attachment shown as attached. Raises as the API does."""
        assert claim.attachment_id is not None
        attachments.complete(self.cloud, claim.attachment_id)

    def still_holds(self, claim: Claim) -> bool:
        """Whether the cloud still knows the claim's attachment.

        Raises Conflict when it is gone from this cloud because it was made in another one.
        """
        if claim.attachment_id is not None:
            try:
                attachments.show(self.cloud, claim.attachment_id)
            except NotFound:
                pass
            else:
                return True
        self._refuse_other_cloud(claim)
        return False

    def give_back(self, book: Ledger, claim: Claim) -> None:
        """Delete the attachment, or the one that was made and never written down."""
        if claim.attachment_id is None:
            unrecorded.give_back(self.cloud, book, claim)
        else:
            unrecorded.delete(self.cloud, claim.attachment_id)

    def _refuse_other_cloud(self, claim: Claim) -> None:
        if claim.endpoint == self.endpoint:
            return
        try:
            resources.show(self.cloud, VOLUME, self.key)
        except NotFound:
            raise Conflict(
                f"{claim.title} was attached from the cloud at {claim.endpoint}, and the one "
                f"that is chosen is at {self.endpoint}.",
                "Choose its cloud with --os-cloud.",
            ) from None
