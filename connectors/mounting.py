"""What is mounted for a claim: the file system on its device, made there if it is asked for."""

import os
from collections.abc import Sequence

from blockctl.connectors import block, content, filesystem, holders, programs
from blockctl.connectors.claims import Claim
from blockctl.connectors.journal import step
from blockctl.connectors.ledger import Ledger
from blockctl.connectors.stop import Stop
from blockctl.connectors.transports import ALWAYS_AT
from blockctl.errors import BadUsage, BlockctlError, Conflict, LocalFailed, NotAllowed, NotFound
from blockctl.output.terminal import note

# What is mounted for what is attached already: an operation of its own, so that undoing it leaves
# the device.
OPERATION = "mount"


def refuse_unmountable(place: str, kind: str | None, mode: str, rootless: bool) -> None:
    """Raise before anything is asked or changed: NotFound for a folder that is not there, BadUsage
    for a ``kind`` of file system that cannot be made, NotAllowed without root unless ``rootless``.
    """
    if kind is not None:
        if mode == "ro":
            raise BadUsage("Nothing can be made on what is attached with --mode ro.")
        filesystem.refuse_unmakeable(kind)
    _refuse_no_folder(place)
    if os.geteuid() != 0 and not rootless:
        raise NotAllowed("Mounting needs root.", "Run it with sudo.")


def refuse_taken(place: str, claim: Claim | None) -> None:
    """Raise Conflict when something else than the claim's device is mounted at ``place``, or the
    claim's device is mounted elsewhere by this ledger; NotFound when there is no such folder.
    """
    _refuse_no_folder(place)
    if claim is not None and is_mounted(claim):
        if claim.mount != place:
            raise Conflict(
                f"{claim.title} is mounted on {claim.mount} already.",
                f"Detach it first: blockctl local detach {claim.name}",
            )
    elif os.path.ismount(place):
        raise Conflict(f"Something else is mounted on {place}.", "Unmount it, or choose another.")


def is_mounted(claim: Claim) -> bool:
    """Whether the claim's own device is mounted where this ledger has it mounted."""
    if claim.mount is None or claim.path is None or not os.path.exists(claim.path):
        return False
    return holders.is_mounted(claim.path, claim.mount)


def put(
    book: Ledger, claim: Claim, place: str, kind: str | None, operation: str, lock: int, stop: Stop
) -> Claim:
    """Mount the claim's device at ``place``, with a new file system of this ``kind`` if it is
    blank. ``lock`` is held while that is made.

    Raises Conflict for a device that is not blank, LocalFailed when it cannot be mounted, and as
    ``stop`` does.
    """
    assert claim.path is not None
    if kind is not None and not is_mounted(claim):
        if filesystem.is_wanting(claim.path, kind, is_cut_short(book, claim)):
            with step(book, claim, operation, "mkfs"):
                filesystem.make(claim.path, kind, lock)
        else:
            note(f"There is {kind} on {claim.path} already; it is left as it is.")
        stop.check()
    with step(book, claim, operation, "mount", detail=claim.mount, mount=place):
        claim = book.present(claim.id)
        if not is_mounted(claim):
            refuse_taken(place, None)
            _mount(claim, place)
    return claim


def put_later(
    book: Ledger, claim: Claim, place: str, kind: str | None, lock: int, stop: Stop
) -> Claim:
    """As ``put``, for what is attached already and stays so when this fails."""
    try:
        return put(book, claim, place, kind, OPERATION, lock, stop)
    except BlockctlError:
        _end(book, book.present(claim.id), "undo", keep=False)
        raise


def carry_on(book: Ledger, claim: Claim) -> str:
    """End a mount that was cut short of what is attached: it is there by now or it is not.
    Returns what was done, in a word.
    """
    return "finished" if _end(book, claim, "recover", keep=True) else "undone"


def take(claim: Claim, force: bool = False) -> None:
    """Unmount what this ledger has mounted of the claim's device, and nothing else, once all is
    written; ``force`` does without, and then one that is in use stays.

    Raises LocalFailed.
    """
    assert claim.mount is not None
    if not force:
        # Unmounting does not tell what could not be written.
        _run(["sync", "--file-system", claim.mount])
    try:
        _run(["umount", claim.mount])
    except LocalFailed:
        if not force:
            raise


def is_cut_short(book: Ledger, claim: Claim) -> bool:
    """Whether making a file system was cut short on a device that nobody was told yet: who was
    told may have written to it since.
    """
    is_told = book.was_attached(claim) or book.sharing(claim)
    return not is_told and book.was_begun(claim, "mkfs")


def take_back(book: Ledger, claim: Claim, operation: str, state: str) -> None:
    """Undo what a mkfs that was cut short left on a device that was never told to anybody."""
    assert claim.path is not None
    with step(book, claim, operation, "blank", state=state):
        if not block.is_read_only(claim.path) and not holders.of(claim.path):
            filesystem.take_back(claim.path)


def _end(book: Ledger, claim: Claim, operation: str, keep: bool) -> bool:
    """Whether it is mounted in the end."""
    there = is_mounted(claim)
    is_recorded = book.unfinished_step(claim) == "mount"
    before = book.detail(claim, "mount") if is_recorded else claim.mount
    if there and keep:
        with step(book, claim, operation, "mount", detail=before):
            return True
    with step(book, claim, operation, "unmount") as changes:
        if there and before != claim.mount:
            take(claim)
        changes["mount"] = before
    return False


def _mount(claim: Claim, place: str) -> None:
    assert claim.path is not None
    assert claim.device is not None
    options = ["ro"] if claim.mode == "ro" else []
    if claim.device.transport not in ALWAYS_AT:
        # So that systemd unmounts it while there is a network (systemd.mount(5)).
        options.append("_netdev")
    there = content.content_of(claim.path)
    if there == content.NEW:
        raise Conflict(
            f"{claim.path} is new and has no file system to mount.",
            "Have one made: --mkfs TYPE",
        )
    if there == content.UNKNOWN:
        raise Conflict(f"{claim.path} has no known file system on it, so it cannot be mounted.")
    _run(["mount", *(["-o", ",".join(options)] if options else []), claim.path, place])


def _refuse_no_folder(place: str) -> None:
    if not os.path.isdir(place):
        raise NotFound(f"There is no folder {place} to mount on.", f"Make it: mkdir -p {place}")
    if os.path.realpath(place) != place:
        raise BadUsage(
            f"{place} is another name of {os.path.realpath(place)}.", "Give that one instead."
        )


def _run(command: Sequence[str]) -> None:
    done = programs.ended(command)
    if done.returncode:
        told = programs.complaint(done)[0].removeprefix(f"{command[0]}: ").rstrip(".")
        raise LocalFailed(f"{command[0]} failed: {told}.")
