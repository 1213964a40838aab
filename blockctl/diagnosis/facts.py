"""The fields of the rule book's texts, and the lines of evidence that are printed."""

from collections.abc import Iterator
from typing import Any

from blockctl.diagnosis import holding, quota, working
from blockctl.diagnosis.evidence import Evidence, Item, duration, is_up, seconds_since


def of(seen: Evidence) -> dict[str, Any]:
    """Every field that a rule's text may have."""
    attachment = holding.the_attachment(seen) or {}
    held = holding.orphan_here(seen) or holding.here(seen)
    place = seen.hosts.get(str(attachment.get("id")))
    service = seen.volume_service
    transfer = working.transfer(seen) or {}
    return {
        "Volume": seen.name,
        "id": seen.id,
        "status": seen.status,
        "age": duration(seen.age),
        "host": seen.host or "its backend",
        "machine": (seen.host or "its host").partition("@")[0],
        "migration": seen.migration,
        "attachment": attachment.get("id"),
        "holder": place or "a host",
        "at": f" of {place}" if place else "",
        "from": f" from {place}" if place else "",
        "server": attachment.get("instance"),
        "path": held.path if held and held.path else "a device",
        "held": held.attachment_id if held else None,
        "uses": f", which {' and '.join(held.holders)}" if held and held.holders else "",
        "service_age": _report_age(seen, service) if service else "an unknown time",
        "cluster": seen.cluster,
        "its_service": _of_service(seen),
        "its_backup_service": _of_backup_service(seen),
        "backup_services": ", ".join(_services(seen, "cinder-backup")) or "none is known",
        "message": _message(seen),
        "target": ", ".join(str(each["id"]) for each in seen.targets),
        "transfer": transfer.get("id"),
        "snapshots": ", ".join(str(each.get("id")) for each in seen.snapshots or ()),
        "snapshot": (working.stuck_snapshot(seen) or {}).get("id"),
        "one_backup": _only([str(each.get("id")) for each in working.at_work(seen)]) or "BACKUP",
        "backup": ", ".join(str(each.get("id")) for each in working.at_work(seen)),
        "reverting": next(
            (each["id"] for each in seen.snapshots or () if each.get("status") == "restoring"),
            "SNAPSHOT",
        ),
        "settled": settled(seen),
        "quota": quota.risk(seen),
    }


def settled(seen: Evidence) -> str:
    """The status of a volume with which nothing is done, by its attachments."""
    return "in-use" if seen.attachments else "available"


def lines(seen: Evidence) -> Iterator[tuple[str, str]]:
    """What was seen, each with the name of its part."""
    yield "status", f"{seen.status}, last change {duration(seen.age)} ago"
    if seen.migration:
        yield "migration", f"{seen.migration}{_into(seen)}"
    if seen.volume.get("replication_status"):
        yield "replication", str(seen.volume["replication_status"])
    if seen.volume.get("consumes_quota") is False:
        yield "quota", "counts for none: Cinder made it for an operation of its own"
    if quota.may_hold(seen):
        yield (
            "quota",
            f"its project's, reserved for what has not ended: {quota.told(seen.reserved)}",
        )
    if seen.volume.get("group_id"):
        yield "group", str(seen.volume["group_id"])
    if seen.host:
        yield "host", f"{seen.host}; {_of_service(seen)}"
    for each in seen.attachments or ():
        yield "attachment", _attachment(seen, each)
    yield from _here(seen)
    for kind, items in (("snapshot", seen.snapshots), ("backup", seen.backups)):
        for each in items or ():
            if each.get("status") != "available":
                yield kind, f"{each.get('id')} is {each.get('status')}"
    for each in seen.transfers or ():
        yield "transfer", f"{each.get('id')}, offered {each.get('created_at')}"
    for each in list(seen.messages or ())[:3]:
        moment = str(each.get("created_at"))[:19].replace("T", " ")
        yield "message", f"{moment} {each.get('user_message')}"
    for part in seen.hidden:
        yield "not seen", f"{part}: not allowed to see"


def _only(found: list[str]) -> str | None:
    return found[0] if len(found) == 1 else None


def _here(seen: Evidence) -> Iterator[tuple[str, str]]:
    if seen.here is None:
        return
    if not seen.here.is_root:
        yield "this host", f"{seen.here.name}: root's attachments are not seen without sudo"
    for held in seen.here.held:
        uses = f", {' and '.join(held.holders)}" if held.holders else ""
        yield "this host", f"{seen.here.name} has {held.path or 'no device'} ({held.state}){uses}"
    if seen.here.is_root and not seen.here.held and seen.here.name in seen.hosts.values():
        yield "this host", f"{seen.here.name} holds nothing of it"


def _attachment(seen: Evidence, each: Item) -> str:
    place = seen.hosts.get(str(each["id"]), "no host that is shown")
    server = each.get("instance")
    if not server:
        return f"{each['id']} {each.get('status')}, {place}"
    known = seen.servers.get(server, "?")
    told = {None: ", which Nova does not know", "?": ""}.get(known, f" ({known})")
    return f"{each['id']} {each.get('status')}, {place}, server {server}{told}"


def _into(seen: Evidence) -> str:
    return "".join(f" into {each['id']} ({each.get('status')})" for each in seen.targets)


def _of_service(seen: Evidence) -> str:
    if seen.services is None:
        return "whether its service is up may not be seen"
    if seen.volume_service is None:
        return "its service is not known"
    if is_up(seen.volume_service):
        return "its service is up"
    age = _report_age(seen, seen.volume_service)
    others = f", another one of cluster {seen.cluster} up" if any(map(is_up, seen.members)) else ""
    return f"its service is down (last report {age} ago){others}"


def _of_backup_service(seen: Evidence) -> str:
    if seen.services is None:
        return "whether the backup service is up may not be seen"
    return "the backup service is up"


def _services(seen: Evidence, binary: str) -> Iterator[str]:
    for each in seen.services_of(binary):
        told = "" if is_up(each) else f", last report {_report_age(seen, each)} ago"
        yield f"{each.get('host')} ({each.get('state')}{told})"


def _report_age(seen: Evidence, service: Item) -> str:
    return duration(seconds_since(str(service.get("updated_at")), seen.now))


def _message(seen: Evidence) -> str:
    """The newest user message, as a sentence after another one."""
    newest = max(seen.messages or (), key=lambda each: str(each.get("created_at")), default=None)
    text = str((newest or {}).get("user_message") or "").strip()
    return f" Cinder says: {text.rstrip('.')}." if text else ""
