"""Where os-brick finds volumes on this host: by their transports' own names, not by /dev/sdX."""

from blockctl.connectors import brick, ledger, locate
from blockctl.errors import NotFound


def of_claim(target: str) -> list[str]:
    """The paths of one attached volume, by its name, its ID or its device, sorted.

    Raises NotFound when it is not attached here, LocalFailed when os-brick cannot tell.
    """
    with ledger.opened() as book:
        claim = locate.find(book, target)
    if claim.device is None:
        raise NotFound(f"{target} is not connected to this host: it is only {claim.state}.")
    return sorted(brick.paths(claim.device.connection))


def of_transport(transport: str, multipath: bool) -> list[str]:
    """The paths of every volume that is here over a transport, attached by whomever, sorted.

    Raises LocalFailed for a transport that os-brick does not know.
    """
    return sorted(brick.available(transport, multipath))
