"""Small questions about the services and operations that a volume waits for."""

from blockctl.diagnosis.evidence import MOVING, Evidence, Item, is_up


def service_is_down(seen: Evidence) -> bool:
    """The volume service of its backend is down, or there no more, and no other one serves it."""
    one_is_up = is_up(seen.volume_service) or any(map(is_up, seen.members))
    return bool(seen.services and seen.host) and not one_is_up


def member_is_down(seen: Evidence) -> bool:
    """A service of its cluster is down, and may have it in hand, while another one is up.

    A volume is on the host of the service that creates it; any member may be the one that deletes.
    """
    states = {is_up(each) for each in seen.members}
    if seen.status == "creating":
        return states == {True, False} and not is_up(seen.volume_service)
    return states == {True, False} and seen.is_overdue


def is_unplaced(seen: Evidence) -> bool:
    """It was never given to a backend."""
    return seen.shows_host and not seen.host


def is_placed(seen: Evidence) -> bool:
    """It is on a backend, or where it is may not be seen."""
    return not is_unplaced(seen)


def schedulers_are_down(seen: Evidence) -> bool:
    """There are schedulers, and none is up."""
    schedulers = seen.services_of("cinder-scheduler")
    return bool(schedulers) and not any(map(is_up, schedulers))


def backup_services_are_down(seen: Evidence) -> bool:
    """There are backup services, and those that have work of the volume in hand are down."""
    hosts = {each.get("host") for each in at_work(seen)} - {None}
    every = seen.services_of("cinder-backup")
    mine = [each for each in every if not hosts or each.get("host") in hosts]
    return bool(mine) and not any(map(is_up, mine))


def at_work(seen: Evidence) -> list[Item]:
    """The backups that are being made of it, or written into it."""
    return [each for each in seen.backups or () if each.get("status") in ("creating", "restoring")]


def nothing_at_work(seen: Evidence) -> bool:
    """No backup is being made of it or written into it, and that could be seen."""
    return seen.backups is not None and not at_work(seen)


def is_overdue(seen: Evidence) -> bool:
    """Its last change is longer ago than the operation may take."""
    return seen.is_overdue


def is_moving(seen: Evidence) -> bool:
    """Its move to another backend was begun and has not ended."""
    return seen.migration in MOVING


def has_target(seen: Evidence) -> bool:
    """There is the volume that Cinder made to move it into."""
    return bool(seen.targets)


def has_snapshots(seen: Evidence) -> bool:
    """It has snapshots."""
    return bool(seen.snapshots)


def stuck_snapshot(seen: Evidence) -> Item | None:
    """A snapshot of it that cannot be used nor deleted plainly."""
    return next(
        (each for each in seen.snapshots or () if each.get("status") == "error_deleting"), None
    )


def transfer(seen: Evidence) -> Item | None:
    """The offer of it to another project."""
    return next(iter(seen.transfers or ()), None)


def no_transfer(seen: Evidence) -> bool:
    """It is offered to nobody, and that could be seen."""
    return seen.transfers is not None and not seen.transfers
