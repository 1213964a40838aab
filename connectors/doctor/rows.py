"""What the ledger knows, as far as the doctor needs it: the one place that reads it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blockctl.connectors import exchanged, missing_paths, mounting, present, schema
from blockctl.connectors.claims import Claim
from blockctl.connectors.doctor import path_states
from blockctl.connectors.doctor.finding import Finding, info, ok, warning
from blockctl.connectors.doctor.host import Host
from blockctl.connectors.ledger import ledger_path, opened
from blockctl.connectors.release import is_at_hand
from blockctl.connectors.sysfs import lowest
from blockctl.errors import BlockctlError


@dataclass(frozen=True)
class Rows:
    """``transports`` are those in use; ``words`` is every text by which a row says what it holds
    (devices, targets, files); ``findings`` tell of the ledger itself.
    """

    transports: frozenset[str]
    words: frozenset[str]
    findings: tuple[Finding, ...]


def read(host: Host) -> Rows:
    """The ledger of the calling user, and what of ``host`` it means. Never fails: what is wrong
    with it is a finding.
    """
    try:
        if not schema.exists(ledger_path()):
            return Rows(frozenset(), frozenset(), (ok("nothing was ever attached"),))
        with opened() as book:
            claims = book.claims()
        words = frozenset(word for claim in claims for word in _words(claim, host))
    except BlockctlError as trouble:
        return Rows(frozenset(), frozenset(), (warning(trouble.message, trouble.remedy or ""),))
    findings = tuple(found for claim in claims if (found := _trouble(claim)))
    return Rows(
        transports=frozenset(word for claim in claims for word in _transports(claim)),
        words=words,
        findings=findings or (ok(f"sound, {len(claims)} attached"),),
    )


def _trouble(claim: Claim) -> Finding | None:
    if claim.is_set_aside:
        return warning(
            f"{claim.title} was attached, and attaching it again failed.", "blockctl local restore"
        )
    if claim.is_stale:
        return warning(
            f"{claim.title} was attached before the last boot.", "blockctl local restore"
        )
    if claim.state != "attached":
        return warning(
            f"{claim.title} is {claim.state}: a command did not come to its end.",
            "If none is running: blockctl local recover",
        )
    if not is_at_hand(claim):
        return warning(
            f"The device of {claim.name} is gone, or another one has taken its place.",
            "blockctl local recover",
        )
    if claim.path and (differs := exchanged.difference(claim.path)):
        return warning(
            f"{differs}: what is written to {claim.name} goes to another volume.",
            f"Stop what uses it, then: blockctl local detach --force {claim.key}",
        )
    if claim.path and (failing := path_states.failing(claim.path)):
        return warning(
            f"{failing}.",
            f"Mend what lies between this host and the storage of {claim.name}; the kernel takes "
            "a path again when it answers.",
        )
    if claim.device and (lacking := missing_paths.of(claim.device.connection)):
        return warning(
            f"{claim.name} has no path by {', '.join(lacking)}.",
            "Once it answers there, attaching it again takes that path up: "
            f"blockctl local attach {claim.key} --multipath",
        )
    if single := _single_path(claim):
        return warning(
            f"{claim.name} was attached by one of its paths only: {single}.",
            "Detach it and attach it again; blockctl local doctor multipath says what is wrong.",
        )
    if claim.mount is not None and not mounting.is_mounted(claim):
        return info(
            f"{claim.title} was mounted on {claim.mount}, and is not now.",
            f"blockctl local attach {claim.name} --mount {claim.mount}",
        )
    return None


def _single_path(claim: Claim) -> str | None:
    """A clause that says what became of the other paths, or None."""
    if claim.device is None or claim.device.path is None or not claim.device.connection.multipath:
        return None
    if taken := present.taken_by(claim.device.connection, claim.device.path):
        return f"{taken} was made of all of them since"
    found = present.paths(claim.device.connection)
    return f"multipathd makes no one device of {' and '.join(found)}" if len(found) > 1 else None


def _transports(claim: Claim) -> Iterator[str]:
    if claim.device is not None:
        yield claim.device.transport
        yield from (layer["name"] for layer in claim.device.layers)
        if claim.device.connection.multipath:
            yield "multipath"


def _words(claim: Claim, host: Host) -> Iterator[str]:
    if claim.device is None:
        return
    yield from _texts(claim.device.connection.data)
    yield from _texts(claim.device.layers)
    yield from _texts(claim.device.path)
    sys = host.root / "sys"
    yield from (f"/dev/{name}" for name in present.names(claim.device.connection, sys))
    if claim.device.path is not None:
        # Of a map also the paths that were found by discovery.
        yield from (f"/dev/{about.name}" for about in lowest(claim.device.path, sys))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, Sequence):
        for each in value:
            yield from _texts(each)
