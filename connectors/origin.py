"""Where what is attached comes from, and what has to be asked there: a cloud, or nobody."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from blockctl.connectors.claims import Claim
    from blockctl.connectors.connection import Connection
    from blockctl.connectors.encryption import Encryption
    from blockctl.connectors.ledger import Ledger


class Origin(Protocol):
    """One thing that can be attached. ``source``, ``endpoint`` and ``key`` tell it from others
    (claims.Claim); ``label`` is what a user calls it, empty where that is the key.
    """

    @property
    def source(self) -> str: ...
    @property
    def endpoint(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...

    def has(self, claim: "Claim") -> bool:
        """Whether this is what the claim holds."""

    def size_bytes(self) -> int:
        """The least that its device must have; 0 where nobody says."""

    def refuse_unattachable(self) -> None:
        """Raise Conflict, which says who has it, unless it can be had for this host now."""

    def encryption(self) -> "Encryption | None":
        """How it is encrypted; None when it is not, or when nobody says."""

    def before_reserving(self) -> Any:
        """What to note before ``reserve``, so that what that makes is found if it is cut short."""

    def reserve(self, claim: "Claim") -> Mapping[str, Any]:
        """Have it kept for this host; returns changes of the claim."""

    def export(self, claim: "Claim", connector: Mapping[str, Any]) -> "Connection":
        """Have it offered to this host."""

    def complete(self, claim: "Claim") -> None:
        """Tell that it is attached now."""

    def still_holds(self, claim: "Claim") -> bool:
        """Whether it is still kept for this host as far as its source knows.

        Raises Conflict when that was asked of another cloud than the claim's.
        """

    def give_back(self, book: "Ledger", claim: "Claim") -> None:
        """Have it kept for this host no longer. Repeating it is harmless."""
