"""Finding a claim of this host by what a user calls it: a device, a volume's name or its ID, the
file of a connection, a URI, or standard input with the connection once more.
"""

import os

from blockctl.connectors import standard_input, uri, uri_name
from blockctl.connectors.claims import Claim
from blockctl.connectors.ledger import Ledger
from blockctl.errors import Conflict, NotFound


def find(book: Ledger, target: str) -> Claim:
    """The one claim of ``target``; raises NotFound, Conflict with the candidates, and BadUsage for
    a malformed URI.
    """
    claims = book.claims()
    keys = _keys(target)
    found = [claim for claim in claims if claim.key in keys]
    found = found or [claim for claim in claims if claim.label == target]
    if not found and os.path.isabs(target):
        found = _of_device(claims, target)
    if not found:
        raise unknown(target)
    if len(found) > 1:
        candidates = ", ".join(f"{each.key} ({_place(each)})" for each in found)
        raise Conflict(
            f"{len(found)} attachments on this host fit '{target}': {candidates}.",
            "Give one of these instead.",
        )
    return found[0]


def unknown(target: str) -> NotFound:
    """The error for what is not in this user's ledger. Raises as uri.refuse_malformed does."""
    uri.refuse_malformed(target)
    return NotFound(
        f"{target} is not attached to this host.",
        None if os.geteuid() == 0 else "What root attached is seen with sudo.",
    )


def _keys(target: str) -> tuple[str, ...]:
    """What is handed over is known by in the ledger when a user names it so."""
    if target == standard_input.STDIN:
        return (uri_name.name_of(standard_input.connection()),)
    if uri.is_uri(target):
        return (uri_name.name_of_uri(target),)
    return (target, os.path.abspath(target))


def _of_device(claims: list[Claim], path: str) -> list[Claim]:
    """A name of an earlier boot stands behind the same name of this one."""
    real = os.path.realpath(path)
    found = [
        each
        for each in claims
        if each.device
        and each.device.path
        and (each.device.path == path or os.path.realpath(each.device.path) == real)
    ]
    return [each for each in found if each.path] or found


def _place(claim: Claim) -> str:
    return claim.path or claim.state
