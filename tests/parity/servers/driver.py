"""The driver of the parity tests' backends: ours, with small volumes and all kinds of groups.

A GiB takes a MiB on disk, so that a backup, which reads and hashes all of it, takes 0.1 seconds
rather than 7; what Cinder's API says and does is the same.
"""

from collections.abc import Sequence
from typing import Any

from cinder import interface

from blockctl.standalone import files
from blockctl.standalone.driver import FileDriver

files.GIB = 1024**2

Update = dict[str, Any]


@interface.volumedriver
class ParityDriver(FileDriver):
    """FileDriver with what consistency groups and replicated groups ask of a driver.

    The signatures are those of cinder.volume.driver.VolumeDriver; for other groups Cinder has
    generic code. Ours leaves them out, as it cannot hold back who writes to several volumes;
    here nobody writes.
    """

    def create_consistencygroup(self, context: Any, group: Any) -> Update:
        return {"status": "available"}

    def update_consistencygroup(
        self, context: Any, group: Any, add_volumes: Any = None, remove_volumes: Any = None
    ) -> tuple[None, None, None]:
        return None, None, None

    def delete_consistencygroup(
        self, context: Any, group: Any, volumes: Sequence[Any]
    ) -> tuple[Update, list[Update]]:
        for volume in volumes:
            self.delete_volume(volume)
        return _all(volumes, "deleted")

    def create_cgsnapshot(
        self, context: Any, cgsnapshot: Any, snapshots: Sequence[Any]
    ) -> tuple[Update, list[Update]]:
        for snapshot in snapshots:
            self.create_snapshot(snapshot)
        return _all(snapshots, "available")

    def delete_cgsnapshot(
        self, context: Any, cgsnapshot: Any, snapshots: Sequence[Any]
    ) -> tuple[Update, list[Update]]:
        for snapshot in snapshots:
            self.delete_snapshot(snapshot)
        return _all(snapshots, "deleted")

    def create_consistencygroup_from_src(
        self,
        context: Any,
        group: Any,
        volumes: Sequence[Any],
        cgsnapshot: Any = None,
        snapshots: Sequence[Any] | None = None,
        source_cg: Any = None,
        source_vols: Sequence[Any] | None = None,
    ) -> tuple[None, None]:
        for volume, snapshot in zip(volumes, snapshots or (), strict=False):
            self.create_volume_from_snapshot(volume, snapshot)
        for volume, source in zip(volumes, source_vols or (), strict=False):
            self.create_cloned_volume(volume, source)
        return None, None

    # No second array, so of groups without volumes only: the API and its records are real.

    def enable_replication(self, context: Any, group: Any, volumes: Any) -> tuple[Update, None]:
        return {"replication_status": "enabled"}, None

    def disable_replication(self, context: Any, group: Any, volumes: Any) -> tuple[Update, None]:
        return {"replication_status": "disabled"}, None

    def failover_replication(
        self, context: Any, group: Any, volumes: Any, secondary_backend_id: str | None = None
    ) -> tuple[Update, None]:
        return {"replication_status": "failed-over"}, None


def _all(members: Sequence[Any], status: str) -> tuple[Update, list[Update]]:
    """What a driver tells of a group and its members."""
    return {"status": status}, [{"id": member["id"], "status": status} for member in members]
