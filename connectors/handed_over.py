"""What was handed over with all that it takes to connect it: nobody else has to be asked."""

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from blockctl.connectors.claims import Claim
from blockctl.connectors.connection import Connection
from blockctl.connectors.encryption import Encryption
from blockctl.connectors.ledger import Ledger
from blockctl.connectors.transports import ALWAYS_AT, FILE
from blockctl.errors import BadUsage, NotFound

_ON_THIS_HOST: dict[str, tuple[Callable[[int], bool], str]] = {
    FILE: (stat.S_ISREG, "a regular file"),
    "local": (stat.S_ISBLK, "a block device"),
}


@dataclass(frozen=True)
class HandedOver:
    """A connection from a file (``key`` is its path), a URI or standard input (``key`` is how
    uri_name writes it). ``secret_file`` is where its CHAP secret was read, if that was in a file.

    ``connection`` is None where only what was attached is to be given back.
    """

    source: str
    key: str
    label: str = ""
    connection: Connection | None = field(default=None, repr=False)
    endpoint: str = ""
    secret_file: str | None = None

    def has(self, claim: Claim) -> bool:
        """Whether this is what the claim holds."""
        return (claim.source, claim.key) == (self.source, self.key)

    def size_bytes(self) -> int:
        """Nobody says how large it is."""
        return 0

    def refuse_unattachable(self) -> None:
        """Raise NotFound or BadUsage for what is not on this host as its connection says; about
        what is elsewhere there is nobody to ask.
        """
        assert self.connection is not None
        transport = self.connection.transport
        if transport not in _ON_THIS_HOST:
            return
        path = self.connection.data[ALWAYS_AT[transport]]
        is_one, told = _ON_THIS_HOST[transport]
        try:
            mode = os.stat(path).st_mode
        except OSError as trouble:
            raise NotFound(f"{path} cannot be attached: {trouble.strerror}.") from trouble
        if not is_one(mode):
            raise BadUsage(f"{path} is not {told}, and a connection over {transport} takes one.")

    def encryption(self) -> Encryption | None:
        """As its connection says; how, is what the device itself says."""
        told = self.connection.data.get("encrypted") if self.connection else None
        return Encryption() if told is True else None

    def before_reserving(self) -> Any:
        """There is nothing to note."""
        return None

    def reserve(self, claim: Claim) -> Mapping[str, Any]:
        """There is nobody to keep it; the claim goes on."""
        return {"state": "reserved", "secret_file": self.secret_file}

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
