"""Ends what a killed service left half done, so that nothing stays in a passing status.

Cinder ends much of it by itself when a service starts: what stands in its ``workers`` table,
and incomplete backups. But it counts on a message broker that keeps requests over a crash; here
they died with the process. So what Cinder would wait for is given to its own clean-up before
the services start, and what that does not know is settled after it. This is for messaging
inside the process only: a broker's requests are not lost.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from cinder import context as cinder_context
from cinder import exception, objects
from cinder.db import api as db
from cinder.volume import rpcapi, volume_utils
from oslo_log import log

LOG = log.getLogger(__name__)

# What Cinder's clean-up ends: _is_cleanable of objects.Volume and objects.Snapshot.
CLEANED = {
    "Volume": ("creating", "deleting", "uploading", "downloading"),
    "Snapshot": ("creating",),
}

# As it was before: available, or in-use when it has attachments.
BEFORE = "as before"

# What is true of a volume, snapshot or group that was in such a status when all was killed.
VOLUMES = {
    "creating": "error",
    "downloading": "error",
    "deleting": "error_deleting",
    "uploading": BEFORE,
    "extending": BEFORE,
    "retyping": BEFORE,
    "maintenance": BEFORE,
    "backing-up": BEFORE,
    "unmanaging": BEFORE,
    "managing": "error_managing",
    "restoring-backup": "error_restoring",
    "reverting": "error",
}
SNAPSHOTS = {
    "creating": "error",
    "unmanaging": "available",
    "updating": "available",
    "restoring": "available",
    "backing-up": "available",
}
GROUPS = {"creating": "error", "updating": "error", "deleting": "error_deleting"}
MOVING = ("starting", "migrating", "completing")


def give_to_cinder(host: str) -> list[str]:
    """Let Cinder's own clean-up end also what no service had begun; before they are started.

    ``host`` is the configured name of this host. Returns the IDs of the snapshots that were
    being deleted, for ``settle``.
    """
    context = cinder_context.get_admin_context()
    for backup in objects.BackupList.get_all(context, filters={"status": "creating"}):
        if not backup.host:
            backup.host = host
            backup.save()
    for volume in _unfinished_targets(context):
        volume.status = "deleting"
        volume.save()
    owners = {
        service.host: service.id
        for service in objects.ServiceList.get_all(context, {"binary": "cinder-volume"})
    }
    for kind, statuses in CLEANED.items():
        for item in _in(context, kind, statuses):
            if owner := owners.get(volume_utils.extract_host(item.host) if item.host else None):
                _assign(context, kind, item, owner)
    return [snapshot.id for snapshot in _in(context, "Snapshot", ["deleting"])]


def settle(deleting_snapshots: Iterable[str], sizes: Mapping[str, Callable[[Any], int]]) -> None:
    """End what Cinder's clean-up did not; after the services are started, before the API is.

    ``sizes`` has a function for each backend's host that tells how many GiB a volume really
    has: an extension may have been cut between the file and the record of it.
    """
    context = cinder_context.get_admin_context()
    for volume in _in(context, "Volume", VOLUMES):
        if volume.status == "extending" and (size_of := sizes.get(_host(volume))):
            volume.size = max(volume.size, size_of(volume))
        _end(context, volume, VOLUMES[volume.status])
    for snapshot in _in(context, "Snapshot", SNAPSHOTS):
        _end(context, snapshot, SNAPSHOTS[snapshot.status])
    for kind in ("Group", "GroupSnapshot"):
        for item in _in(context, kind, GROUPS):
            _end(context, item, GROUPS[item.status])
    for status in MOVING:
        for volume in objects.VolumeList.get_all(context, filters={"migration_status": status}):
            _end_move(context, volume)
    for snapshot_id in deleting_snapshots:
        _resume_delete(context, snapshot_id)


def _in(context: Any, kind: str, statuses: Iterable[str]) -> Iterator[Any]:
    every = getattr(objects, f"{kind}List").get_all
    for status in statuses:
        yield from every(context, filters={"status": status})


def _assign(context: Any, kind: str, item: Any, service_id: int) -> None:
    """Write the row by which the service knows at its start that this is its work to end."""
    db.worker_destroy(context, resource_type=kind, resource_id=item.id)
    db.worker_create(
        context, resource_type=kind, resource_id=item.id, status=item.status, service_id=service_id
    )


def _end(context: Any, item: Any, status: str) -> None:
    LOG.warning("%s was %s when the service was killed.", item.id, item.status)
    if status == BEFORE:
        item.save()
        db.volume_update_status_based_on_attachment(context, item.id)
        return
    item.status = status
    item.save()


def _unfinished_targets(context: Any) -> Iterator[Any]:
    """The volumes that Cinder made on another backend to move others into, and did not finish."""
    for status in MOVING:
        for volume in objects.VolumeList.get_all(context, filters={"migration_status": status}):
            target = {"migration_status": f"target:{volume.id}"}
            yield from objects.VolumeList.get_all(context, filters=target)


def _end_move(context: Any, volume: Any) -> None:
    service = objects.Service.get_by_args(context, _host(volume), "cinder-volume")
    volume.migration_status = None
    volume.service_uuid = service.uuid
    volume.save()


def _resume_delete(context: Any, snapshot_id: str) -> None:
    try:
        snapshot = objects.Snapshot.get_by_id(context, snapshot_id)
    except exception.SnapshotNotFound:
        return  # it was deleted with its volume
    rpcapi.VolumeAPI().delete_snapshot(context, snapshot)


def _host(volume: Any) -> Any:
    return volume_utils.extract_host(volume.host) if volume.host else None
