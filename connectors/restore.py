"""Attaching again, after a reboot, what was attached before it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from blockctl.api.client import Cloud
from blockctl.connectors import keys, ledger, locate, origins, schema, stable
from blockctl.connectors.attach import Wish, attach
from blockctl.connectors.claims import Claim
from blockctl.connectors.host import HostOptions
from blockctl.connectors.stop import Stop
from blockctl.errors import BlockctlError
from blockctl.neighbours import Neighbours


def restore(
    cloud: Callable[[], Cloud],
    neighbours: Callable[[], Neighbours | None],
    targets: Sequence[str],
    every: bool,
    stop: Stop,
) -> Iterator[dict[str, Any]]:
    """Attach again what is stale since a reboot: ``targets``, or those marked as persistent, or
    with ``every`` all, as rows of ``name``, ``key``, ``path`` and ``result``.

    One that fails is a row with its ``error`` and stays stale. Raises NotFound for a target that
    is not attached.
    """
    if not schema.exists(ledger.ledger_path()):
        if targets:
            raise locate.unknown(targets[0])
        return
    with ledger.opened() as book:
        meant = [locate.find(book, each) for each in targets] or [
            claim for claim in book.claims() if claim.persistent or every
        ]
    for claim in meant:
        if claim.is_stale and claim.state == "attached":
            yield _one(claim, cloud, neighbours, stop)


def _one(
    claim: Claim,
    cloud: Callable[[], Cloud],
    neighbours: Callable[[], Neighbours | None],
    stop: Stop,
) -> dict[str, Any]:
    row = {"name": claim.name, "key": claim.key}
    multipath = bool(claim.device and claim.device.connection.multipath)
    host = HostOptions(multipath=multipath, name=claim.host)
    try:
        find = origins.finder_of_claim(claim, cloud)
        wish = Wish(
            claim.mode, host, claim.persistent, claim.key_file, claim.mountpoint, claim.mount
        )
        again = attach(find, wish, keys.finder_of_claim(claim, neighbours), stop)
    except BlockctlError as failure:
        return {**row, "path": None, "result": failure.message, "error": failure}
    return {**row, "path": stable.name_of(again.path or ""), "result": "attached again"}
