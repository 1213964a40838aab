"""What was handed over with all that it takes to connect it: nobody else has to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from blockctl.connectors.claims import Claim
from blockctl.connectors.connection import Connection
from blockctl.connectors.encryption import Encryption
from blockctl.connectors.ledger import Ledger


@dataclass(frozen=True)
class HandedOver:
    """A connection from a file (``key`` is its path) or a URI (without its secret).

    ``connection`` is None where only what was attached is to be given back.
    """

    source: str
    key: str
    label: str = ""
    connection: Connection | None = field(default=None, repr=False)
    endpoint: str = ""

    def has(self, claim: Claim) -> bool:
        """Whether this is what the claim holds."""
        return (claim.source, claim.key) == (self.source, self.key)

    def size_bytes(self) -> int:
        """Nobody says how large it is."""
        return 0

    def refuse_unattachable(self) -> None:
        """There is nobody who could refuse."""

    def encryption(self) -> Encryption | None:
        """As its connection says; how, is what the device itself says."""
        told = self.connection.data.get("encrypted") if self.connection else None
        return Encryption() if told is True else None

    def before_reserving(self) -> Any:
        """There is nothing to note."""
        return None

    def reserve(self, claim: Claim) -> Mapping[str, Any]:
        """There is nobody to keep it; the claim goes on."""
        return {"state": "reserved"}

    def export(self, claim: Claim, connector: Mapping[str, Any]) -> Connection:
        """What was handed over is offered already."""
        assert self.connection is not None
        return replace(self.connection, multipath=bool(connector.get("multipath")))

    def complete(self, claim: Claim) -> None:
        """There is nobody to tell."""

    def still_holds(self, claim: Claim) -> bool:
        """There is nobody who could have taken it back."""
        return True

    def give_back(self, book: Ledger, claim: Claim) -> None:
        """There is nobody to give it back to."""
