"""Attaching a volume of a cloud to this host: steps that are written down before each is done,
carried on where they were cut short, and undone when one of them fails.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from blockctl.api import attachments, resources, volumes
from blockctl.api.client import Cloud
from blockctl.api.resources import VOLUME
from blockctl.connectors import block, brick, connection, holders, identity, ledger, unrecorded
from blockctl.connectors.availability import refuse_unattachable, refuse_without_root
from blockctl.connectors.claims import Claim
from blockctl.connectors.connection import Connection
from blockctl.connectors.host import HostOptions
from blockctl.connectors.journal import step
from blockctl.connectors.ledger import Ledger
from blockctl.connectors.locks import volume_lock
from blockctl.connectors.release import attachment_exists, is_at_hand, refuse_unless_free, release
from blockctl.connectors.stop import Stop
from blockctl.errors import BlockctlError, Conflict, LocalFailed, Unreachable
from blockctl.output.terminal import note
from blockctl.standalone.record import boot_id

_GIB = 1024**3


@dataclass
class _Attaching:
    """What the steps of one attach share. ``connection`` may carry secrets: it is never stored."""

    cloud: Cloud
    book: Ledger
    volume: Mapping[str, Any]
    connector: Mapping[str, Any]
    connection: Connection | None = field(default=None, repr=False)


def attach(cloud: Cloud, name_or_id: str, mode: str, host: HostOptions, stop: Stop) -> Claim:
    """Attach a volume (``mode``: rw or ro) and return its claim; attached already, prove it.

    Raises NotFound or Conflict for a volume that is not there or not to be had, NotAllowed where
    it takes root, LocalFailed when this host cannot attach it, Interrupted and TimedOut as
    ``stop`` says. Whatever fails, what was begun is undone; if the cloud cannot be reached for
    that, the claim stays and the error says so.
    """
    refuse_without_root(cloud)
    volume_id = volumes.find(cloud, name_or_id)["id"]
    with volume_lock(volume_id, stop), ledger.opened() as book:
        claim = _to_carry_on(cloud, book, volume_id, mode)
        if claim and claim.state == "attached" and is_at_hand(claim):
            return claim
        # Only now: whoever held the lock may have changed it.
        volume = resources.show(cloud, VOLUME, volume_id)
        if claim is None:
            refuse_unattachable(cloud, volume)
        connector = brick.properties(host)
        if claim is None:
            name = str(connector["host"])
            claim = book.plan(endpoint=cloud.endpoint, volume=volume, host=name, mode=mode)
        return _run(_Attaching(cloud, book, volume, connector), claim, stop)


def _to_carry_on(cloud: Cloud, book: Ledger, volume_id: str, mode: str) -> Claim | None:
    """The volume's claim if there is one and its attachment is good; otherwise it is given back."""
    claim = book.of_volume(volume_id)
    if claim is None:
        return None
    if claim.state != "detaching" and attachment_exists(cloud, claim):
        if claim.mode != mode:
            raise Conflict(
                f"Volume {claim.name} is attached to this host {_WORDS[claim.mode]} already.",
                f"Detach it first: blockctl local detach {claim.name}",
            )
        if claim.state == "attached" and not claim.is_stale and not is_at_hand(claim):
            note(f"The device of volume {claim.name} was taken away; attaching it again.")
        return claim
    refuse_unless_free(claim)
    release(cloud, book, claim, "detach")
    return None


def _run(attaching: _Attaching, claim: Claim, stop: Stop) -> Claim:
    try:
        for name, deed in _STEPS:
            if name == "reserve" and claim.attachment_id is not None:
                continue
            stop.check()
            detail = _seen_before(attaching) if name == "reserve" else None
            with step(attaching.book, claim, "attach", name, detail) as changes:
                changes |= deed(attaching, claim)
            claim = attaching.book.present(claim.id)
    except Exception as error:
        _undo(attaching, claim, error)
        raise
    return claim


def _seen_before(attaching: _Attaching) -> list[str]:
    """So that an attachment whose ID gets lost can be told from these."""
    return sorted(unrecorded.bare_reservations(attaching.cloud, attaching.volume["id"]))


def _reserve(attaching: _Attaching, claim: Claim) -> dict[str, Any]:
    try:
        made = attachments.create(attaching.cloud, claim.volume_id, claim.mode)
    except Unreachable:
        raise  # it may have been carried out: the claim stays planned until that is known
    except BlockctlError:
        attaching.book.forget(claim)
        raise
    return {"attachment_id": made["id"], "state": "reserved"}


def _export(attaching: _Attaching, claim: Claim) -> dict[str, Any]:
    assert claim.attachment_id is not None
    # Before 3.54 the mode is heard only here (cinder/volume/manager.py: attachment_update).
    connector = {**attaching.connector, "mode": claim.mode}
    attachment = attachments.update(attaching.cloud, claim.attachment_id, connector)
    if attachment.get("attach_mode") == "ro" and claim.mode == "rw":
        raise Conflict(f"Volume {claim.name} is read-only.", "Attach it with --mode ro.")
    multipath = bool(attaching.connector.get("multipath"))
    attaching.connection = connection.of_attachment(attachment, multipath)
    changes: dict[str, Any] = {
        "connection": connection.kept(attaching.connection),
        "state": "connecting",
        "boot_id": boot_id(),
    }
    if claim.device and not claim.device.is_of_this_boot:
        changes["device_id"] = None
    return changes


def _connect(attaching: _Attaching, claim: Claim) -> dict[str, Any]:
    assert attaching.connection is not None
    path = brick.connect(attaching.connection)
    found = identity.of(path)
    if found is None:
        raise LocalFailed(f"Volume {claim.name} was connected as {path}, and nothing is there.")
    _refuse_wrong(attaching, path, found)
    if claim.device is None and (used := holders.in_use(path)):
        raise Conflict(f"Volume {claim.name} was connected as {path}, which {' and '.join(used)}.")
    return {
        "device": {
            "transport": attaching.connection.transport,
            "wire": found.wire,
            "path": path,
            "marks": found.marks,
            "size_bytes": found.size,
        }
    }


def _refuse_wrong(attaching: _Attaching, path: str, found: identity.Identity) -> None:
    """Between the cloud's answer and this look the name may have gone to another device."""
    assert attaching.connection is not None
    size = int(attaching.volume["size"]) * _GIB
    if found.size < size:
        raise LocalFailed(
            f"{path} has {found.size} bytes, and volume {attaching.volume['id']} has {size}."
        )
    file = attaching.connection.data.get("backing_file")
    if isinstance(file, str) and "backing" in found.marks:
        backing = identity.of(file)
        if backing is None or backing.marks["backing"] != found.marks["backing"]:
            raise LocalFailed(f"{path} is not on the file of volume {attaching.volume['id']}.")


def _protect(attaching: _Attaching, claim: Claim) -> dict[str, Any]:
    assert claim.device is not None
    path = claim.device.path
    if claim.mode == "ro":
        if not block.is_read_only(path):
            refuse_unless_free(claim)
            block.set_read_only(path, True)
    elif block.is_read_only(path):
        # The kernel keeps this with the name of a loop device that was detached by a kill.
        block.set_read_only(path, False)
    return {}


def _complete(attaching: _Attaching, claim: Claim) -> dict[str, Any]:
    assert claim.attachment_id is not None
    attachments.complete(attaching.cloud, claim.attachment_id)
    return {"state": "attached"}


_WORDS = {"rw": "read-write", "ro": "read-only"}
_STEPS: tuple[tuple[str, Callable[[_Attaching, Claim], dict[str, Any]]], ...] = (
    ("reserve", _reserve),
    ("export", _export),
    ("connect", _connect),
    ("protect", _protect),
    ("complete", _complete),
)


def _undo(attaching: _Attaching, begun: Claim, error: Exception) -> None:
    """Give back what was begun. Raises ``error``'s kind, with both sentences, when that fails."""
    try:
        claim = attaching.book.claim(begun.id)
        if claim is not None:
            refuse_unless_free(claim)
            release(attaching.cloud, attaching.book, claim, "undo")
    except BlockctlError as failure:
        kind = type(error) if isinstance(error, BlockctlError) else LocalFailed
        raise kind(
            f"{error} What was begun is not undone: {failure.message}",
            f"Undo it with: blockctl local detach {begun.volume_id}",
        ) from error
