"""What ``volume repair`` does: one deed for each remedy that it may run by itself.

Each is one request where the API has one, and finishes or undoes the operation that was cut
short; a status is overwritten only where nothing else ends it. All raise as the API does.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

from blockctl.api import attachments, resources, snapshots, transfers, volumes, workers
from blockctl.api.client import Cloud
from blockctl.api.resources import VOLUME
from blockctl.diagnosis import facts, holding, working
from blockctl.diagnosis.evidence import Evidence, Item, is_up
from blockctl.errors import Conflict

Deed = Callable[[Cloud, Evidence], object]
# Cinder leaves what is younger than the request alone, and sends the request's moment to its
# services without the fraction of its second (cinder/api/v3/workers.py).
_OLD_ENOUGH_SECONDS = 1.0


def _delete_attachment(cloud: Cloud, seen: Evidence) -> None:
    attachments.delete(cloud, str(_there(holding.the_attachment(seen))["id"]))


def _finish_detach(cloud: Cloud, seen: Evidence) -> None:
    resources.action(cloud, VOLUME, seen.id, "os-detach", {})


def _roll_detaching(cloud: Cloud, seen: Evidence) -> None:
    resources.action(cloud, VOLUME, seen.id, "os-roll_detaching", {})


def _unreserve(cloud: Cloud, seen: Evidence) -> None:
    resources.action(cloud, VOLUME, seen.id, "os-unreserve", {})


def _cancel_migration(cloud: Cloud, seen: Evidence) -> None:
    target = {"new_volume": seen.targets[0]["id"], "error": True}
    resources.action(cloud, VOLUME, seen.id, "os-migrate_volume_completion", target)


def _settle(cloud: Cloud, seen: Evidence) -> None:
    statuses = {"status": facts.settled(seen)}
    if seen.migration:
        statuses["migration_status"] = "none"
    volumes.reset_status(cloud, seen.id, statuses)


def _delete_transfer(cloud: Cloud, seen: Evidence) -> None:
    transfers.delete(cloud, str(_there(working.transfer(seen))["id"]))


def _delete_snapshot(cloud: Cloud, seen: Evidence) -> None:
    snapshots.delete(cloud, str(_there(working.stuck_snapshot(seen))["id"]), force=True)


def _clean_up(cloud: Cloud, seen: Evidence) -> None:
    """Let a service of its cluster end what one that is down had in hand."""
    _ask_to_clean_up(cloud, seen, {"cluster_name": seen.cluster, "binary": "cinder-volume"})


def _clean_up_creating(cloud: Cloud, seen: Evidence) -> None:
    """Let each service that is up and may have the create on its list end it.

    A request that was lost on its way to the volume service is still on the scheduler's list.
    """
    every = [seen.volume_service, *seen.services_of("cinder-scheduler")]
    _ask_to_clean_up(
        cloud,
        seen,
        *(
            {"host": each["host"], "binary": each["binary"], "is_up": True}
            for each in every
            if each and is_up(each)
        ),
    )


def _ask_to_clean_up(cloud: Cloud, seen: Evidence, *whose: Mapping[str, Any]) -> None:
    """Raises Conflict when no service took it on.

    Cinder 29 passes it on to nobody when it is not said whose work it is
    (cinder/db/api.py _service_query knows no service_id).
    """
    time.sleep(_OLD_ENOUGH_SECONDS)
    taken = [
        service
        for one in whose
        for service in workers.cleanup(cloud, **one, resource_type="Volume", resource_id=seen.id)[0]
    ]
    if not taken:
        raise Conflict(
            f"No service took on the clean-up of {seen.name}.",
            "See which are up: blockctl volume service list",
        )


def _there(item: Item | None) -> Item:
    if item is None:
        raise Conflict("What was to be mended is gone meanwhile.", "Diagnose it anew.")
    return item


DEEDS: Mapping[str, Deed] = {
    "cancel-migration": _cancel_migration,
    "clean-up": _clean_up,
    "clean-up-creating": _clean_up_creating,
    "delete": lambda cloud, seen: volumes.delete(cloud, seen.id),
    "delete-again": lambda cloud, seen: volumes.delete(cloud, seen.id, force=True),
    "delete-attachment": _delete_attachment,
    "delete-snapshot": _delete_snapshot,
    "delete-transfer": _delete_transfer,
    "finish-detach": _finish_detach,
    "mark-in-use": lambda cloud, seen: volumes.reset_status(cloud, seen.id, {"status": "in-use"}),
    "roll-detaching": _roll_detaching,
    "set-available": lambda cloud, seen: volumes.reset_status(
        cloud, seen.id, {"status": "available"}
    ),
    "settle": _settle,
    "unreserve": _unreserve,
}
# After these the volume itself is gone.
REMOVING = frozenset({"delete", "delete-again"})
# These are done by a service after the request, and end a create in the status error.
CLEANING = frozenset({"clean-up", "clean-up-creating"})
