"""What this host holds of volumes: its ledger's rows, and devices that the ledger does not know."""

import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from blockctl.connectors import connection, holders, present, view
from blockctl.diagnosis.evidence import Held, Here
from blockctl.errors import BlockctlError, LocalFailed

# The transports whose devices present.paths can find without the ledger.
_FOUND = ("iscsi", "nvmeof", "rbd")


def rows() -> list[dict[str, Any]] | None:
    """Every row of the ledger; None when it cannot be read."""
    try:
        return view.rows()
    except (BlockctlError, OSError):
        return None


def of_volume(
    rows: Sequence[Mapping[str, Any]] | None,
    volume_id: str,
    attachments: Sequence[Mapping[str, Any]],
) -> Here:
    """What this host holds of one volume, by its attachments as Cinder shows them in detail."""
    held = [
        Held(
            row["attachment_id"],
            row["device"],
            row["state"],
            tuple(holders.in_use(row["device"])) if row["device"] else (),
        )
        for row in rows or ()
        if row["volume_id"] == volume_id
    ]
    known = {each.attachment_id for each in held}
    searched = set()
    for each in attachments:
        if each["id"] in known:
            continue
        try:
            paths = list(_paths(each))
        except LocalFailed:
            continue
        searched.add(each["id"])
        held += [
            Held(each["id"], path, "not in the ledger", tuple(holders.in_use(path)))
            for path in paths
        ]
    is_root = os.geteuid() == 0 and rows is not None
    return Here(socket.gethostname(), tuple(held), frozenset(searched), is_root)


def _paths(attachment: Mapping[str, Any]) -> Iterator[str]:
    """The devices of an attachment. Raises LocalFailed where they cannot be looked for."""
    found = connection.of_attachment(attachment)
    if found.transport == "local":
        device = str(found.data.get("device_path", ""))
        if os.path.exists(device) and holders.of(device):
            yield device
        return
    if found.transport not in _FOUND:
        raise LocalFailed(f"Devices of {found.transport} cannot be looked for.")
    yield from present.paths(found)
