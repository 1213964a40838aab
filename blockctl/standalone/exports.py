"""The part of the volume driver that gives this host a volume as a device, and takes it back."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cinder import context as cinder_context
from cinder import exception, objects

from blockctl import loops
from blockctl.standalone import files


@contextmanager
def told() -> Iterator[None]:
    """Turn our errors into the exception whose text Cinder logs and keeps."""
    try:
        yield
    except (files.FileError, loops.LoopError) as failure:
        raise exception.VolumeBackendAPIException(data=str(failure)) from failure


def attachments_of(volume_id: str) -> list[Any]:
    """The volume's attachments that a host was told how to connect."""
    every = objects.VolumeAttachmentList.get_all_by_volume_id(
        cinder_context.get_admin_context(), volume_id
    )
    return [attachment for attachment in every if attachment.connector]


class Exports:
    """The connections of Cinder's driver interface."""

    with_loops: bool

    def _path(self, volume: Any) -> Path:
        raise NotImplementedError

    def _snapshot_path(self, snapshot: Any) -> Path:
        raise NotImplementedError

    def ensure_export(self, context: Any, volume: Any) -> None:
        """Nothing to do: after a reboot a volume gets its loop device when it is attached again."""

    def create_export(self, context: Any, volume: Any, connector: Any) -> None:
        """Nothing to do: initialize_connection makes the loop device."""

    def remove_export(self, context: Any, volume: Any) -> None:
        """Nothing to do: terminate_connection takes the loop device away."""

    def create_export_snapshot(self, context: Any, snapshot: Any, connector: Any) -> None:
        """Nothing to do: initialize_connection_snapshot makes the loop device."""

    def remove_export_snapshot(self, context: Any, snapshot: Any) -> None:
        """Nothing to do: terminate_connection_snapshot takes the loop device away."""

    def validate_connector(self, connector: Any) -> None:
        here = socket.gethostname()
        if connector.get("host") != here:
            raise exception.InvalidConnectorException(
                missing=f"host={here}, as these volumes attach on this host only"
            )

    def initialize_connection(self, volume: Any, connector: Any, **options: Any) -> dict[str, Any]:
        return self._connection(self._path(volume))

    def initialize_connection_snapshot(
        self, snapshot: Any, connector: Any, **options: Any
    ) -> dict[str, Any]:
        return self._connection(self._snapshot_path(snapshot))

    def _connection(self, path: Path) -> dict[str, Any]:
        with told():
            device = loops.attach(path) if self.with_loops else str(path)
        return {
            "driver_volume_type": "local",
            "data": {"device_path": device, "backing_file": str(path)},
        }

    def terminate_connection(self, volume: Any, connector: Any, **options: Any) -> bool:
        """Returns whether other attachments of the volume keep its device.

        The attachment that ends still counts; without a connector all of them end.
        """
        if connector is not None and len(attachments_of(volume["id"])) > 1:
            return True
        self._disconnect(self._path(volume))
        return False

    def terminate_connection_snapshot(self, snapshot: Any, connector: Any, **options: Any) -> None:
        self._disconnect(self._snapshot_path(snapshot))

    def _disconnect(self, path: Path) -> None:
        if self.with_loops:
            with told():
                loops.detach(path)
