"""The part of the volume driver that puts its folder right after a kill, when it starts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cinder import context as cinder_context
from cinder import objects
from cinder.volume import volume_utils
from oslo_log import log

from blockctl import loops
from blockctl.standalone import files
from blockctl.standalone.exports import attachments_of, told

LOG = log.getLogger(__name__)


class Recovery:
    """check_for_setup_error of Cinder's driver interface."""

    folder: Path
    snapshot_folder: Path
    with_loops: bool
    host: str

    def check_for_setup_error(self) -> None:
        """Remove unfinished and doubled copies, and the loop devices of nobody."""
        with told():
            files.remove_parts(self.folder)
            files.remove_parts(self.snapshot_folder)
            for path in self._moved_elsewhere():
                LOG.warning("%s is the other copy of a volume that was being moved.", path)
                files.remove(path)
            if self.with_loops:
                for path in self._looped_for_nobody():
                    loops.detach_unused(path)

    def _moved_elsewhere(self) -> Iterator[Path]:
        """The files of volumes whose move from or to here was cut, and that live elsewhere."""
        context = cinder_context.get_admin_context()
        moving = objects.VolumeList.get_all(context, filters={"migration_status": "migrating"})
        for volume in moving:
            path = self.folder / str(volume.name)
            if volume_utils.extract_host(volume.host) != self.host and path.exists():
                yield path

    def _looped_for_nobody(self) -> Iterator[Path]:
        looped = {loop.file for loop in loops.attached()}
        if not looped:
            return
        for path in (*self.folder.iterdir(), *self.snapshot_folder.iterdir()):
            status = path.lstat()
            if (status.st_dev, status.st_ino) in looped and not self._is_attached(path):
                yield path

    def _is_attached(self, path: Path) -> bool:
        volume = volume_of(path.name)
        return volume is not None and bool(attachments_of(volume.id))


def volume_of(name: str) -> Any:
    """The volume whose file has this name, or None.

    A volume that Cinder moved within its backend keeps the name of the copy (``_name_id``).
    """
    context = cinder_context.get_admin_context()
    if found_id := volume_utils.extract_id_from_volume_name(name):
        for filters in ({"id": found_id}, {"_name_id": found_id}):
            for volume in objects.VolumeList.get_all(context, filters=filters):
                if volume.name == name:
                    return volume
    return None
