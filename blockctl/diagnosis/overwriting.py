"""What speaks against overwriting a status, for those who do it all the same."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from blockctl.diagnosis.evidence import MOVING, PASSING
from blockctl.errors import BlockctlError
from blockctl.output.terminal import note

Item = Mapping[str, Any]
# GETs a path with a query: Cloud.get without its clause, or the stand-in's.
Ask = Callable[[str, Mapping[str, Any]], dict[str, Any]]

# What snapshots, backups and groups are too while something is done with them.
_AT_WORK = frozenset({*PASSING, "restoring", "updating"})
_UNWHOLE = ("error_restoring", "reverting", "restoring-backup", "downloading")


def warn(noun: str, item: Item, statuses: Mapping[str, str], ask: Ask) -> None:
    """Say on stderr what speaks against giving ``item``, as it was found, these statuses.

    ``noun`` are the words of its commands: ``volume snapshot``. ``ask`` is called once at most,
    and only for a volume that shall count as free. Nothing is raised.
    """
    wanted = {key: status.lower() for key, status in statuses.items() if status}
    frees = wanted.get("status") == "available" or wanted.get("attach_status") == "detached"
    holders = _attachments(item, ask) if noun == "volume" and frees else ()
    for told in _against(noun, item, wanted, holders):
        note(f"Against it: {told}")


def _against(
    noun: str, item: Item, wanted: Mapping[str, str], holders: Sequence[Item]
) -> Iterator[str]:
    status = str(item.get("status"))
    what = f"{noun} {item.get('name') or item['id']}"
    look = "repair" if noun == "volume" else "show"
    safer = f"Safer: blockctl {noun} {look} {item['id']}"
    moving = item.get("migration_status") in MOVING
    if holders:
        ids = ", ".join(str(each.get("attachment_id") or each["id"]) for each in holders)
        yield (
            f"{what} has attachment {ids}, which this does not end: with the next one two hosts"
            f" write to it. {safer}"
        )
    elif wanted.get("status", status) != status and (status in _AT_WORK or moving):
        doing = "being moved" if moving else f"'{status}'"
        yield f"{what} is {doing}, and that work may go on whatever its status says. {safer}"
    if wanted.get("status") == "available" and status in _UNWHOLE:
        yield f"{what} is '{status}', so its data may not be whole. {safer}"


def _attachments(item: Item, ask: Ask) -> Sequence[Item]:
    shown: Sequence[Item] = item.get("attachments") or ()
    if shown:
        return shown
    query = {"volume_id": item["id"], "all_tenants": 1}
    try:
        found: Sequence[Item] = ask("/attachments", query).get("attachments") or ()
    except BlockctlError:
        return ()  # older than 3.27, or not allowed: what the volume shows is all there is
    return found
