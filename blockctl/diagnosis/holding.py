"""Small questions about a volume's attachments: who holds it, and through which of them."""

from blockctl.diagnosis.evidence import Evidence, Held, Item


def has_none(seen: Evidence) -> bool:
    """It has no attachment, and that could be seen."""
    return seen.attachments is not None and not seen.attachments


def has_some(seen: Evidence) -> bool:
    """It has attachments."""
    return bool(seen.attachments)


def unexported(seen: Evidence) -> Item | None:
    """An attachment that was reserved and never exported to any host."""
    return next((each for each in seen.attachments or () if not each.get("connection_info")), None)


def here(seen: Evidence) -> Held | None:
    """What this host holds through one of the volume's attachments, or without any."""
    return next(iter(seen.here.held), None) if seen.here else None


def known_here(seen: Evidence) -> Item | None:
    """An attachment of the volume that this host's ledger knows."""
    known = {held.attachment_id for held in seen.here.held} if seen.here else set()
    return next((each for each in seen.attachments or () if each["id"] in known), None)


def not_here(seen: Evidence) -> Item | None:
    """An attachment that names this host, which holds nothing of it."""
    place = seen.here
    if place is None or not place.is_root or place.held:
        return None
    return next(
        (
            each
            for each in seen.attachments or ()
            if seen.hosts.get(each["id"]) == place.name
            and not each.get("instance")
            and (each["id"] in place.searched or not each.get("connection_info"))
        ),
        None,
    )


def orphan_here(seen: Evidence) -> Held | None:
    """What this host holds through an attachment that Cinder no longer has."""
    if seen.here is None or seen.attachments is None:
        return None
    ids = {each["id"] for each in seen.attachments}
    return next(
        (held for held in seen.here.held if held.attachment_id and held.attachment_id not in ids),
        None,
    )


def at_gone_host(seen: Evidence) -> Item | None:
    """An attachment of a host that the user vouches is gone."""
    return next(
        (each for each in seen.attachments or () if seen.hosts.get(each["id"]) in seen.gone), None
    )


def of_gone_server(seen: Evidence) -> Item | None:
    """An attachment of a server that Nova no longer knows."""
    return next(
        (
            each
            for each in seen.attachments or ()
            if each.get("instance") and seen.servers.get(each["instance"], "?") is None
        ),
        None,
    )


def of_server(seen: Evidence) -> Item | None:
    """An attachment of a server that is there, or of which that is not known."""
    return next(
        (
            each
            for each in seen.attachments or ()
            if each.get("instance") and seen.servers.get(each["instance"], "?") is not None
        ),
        None,
    )


def hostless(seen: Evidence) -> Item | None:
    """An attachment that counts as attached, and names neither a host nor a server."""
    return next(
        (
            each
            for each in seen.attachments or ()
            if each.get("status") == "attached"
            and not each.get("instance")
            and each["id"] not in seen.hosts
            and not each.get("connection_info")
        ),
        None,
    )


def the_attachment(seen: Evidence) -> Item | None:
    """The attachment that a sentence or a deed is about: the worst first."""
    finders = (at_gone_host, of_gone_server, not_here, hostless, of_server, unexported)
    found = next((one for finder in finders if (one := finder(seen))), None)
    return found or next(iter(seen.attachments or ()), None)
