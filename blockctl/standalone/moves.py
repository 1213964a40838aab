"""The part of the volume driver that moves volumes between the folders of this host."""

import socket
from pathlib import Path
from typing import Any

from oslo_config import cfg

from blockctl.standalone import files
from blockctl.standalone.exports import told


class Moves:
    """migrate_volume, update_migrated_volume and retype of Cinder's driver interface."""

    folder: Path

    def _path(self, volume: Any) -> Path:
        raise NotImplementedError

    def _refuse_if_held(self, path: Path, name: str) -> None:
        raise NotImplementedError

    def _copy(self, source: Path, target: Path, size_gib: int = 0) -> None:
        raise NotImplementedError

    def _location(self) -> str:
        """What other backends of this host know the folder by (``location_info``)."""
        return f"{type(self).__name__}:{socket.gethostname()}:{self.folder}"

    def migrate_volume(self, context: Any, volume: Any, host: Any) -> tuple[bool, None]:
        """Move the file when the other backend is a folder of this host too.

        The volume's host is recorded between the copy and the removal: whenever this is cut,
        the copy where the volume lives is whole, and the other one is removed at the next start.
        """
        kind, _, place = (host["capabilities"].get("location_info") or "").partition(":")
        machine, _, folder = place.partition(":")
        if (
            volume["status"] not in ("available", "retyping", "maintenance")
            or (kind, machine) != (type(self).__name__, socket.gethostname())
            or not Path(folder).is_dir()
            or Path(folder) == self.folder
        ):
            return False, None
        source = self._path(volume)
        self._refuse_if_held(source, volume["name"])
        self._copy(source, Path(folder) / source.name)
        volume.host = host["host"]
        volume.save()
        with told():
            files.remove(source)
        return True, None

    def update_migrated_volume(
        self, context: Any, volume: Any, new_volume: Any, original_volume_status: str
    ) -> dict[str, Any]:
        """After Cinder copied a volume here itself: give the file the volume's own name."""
        copied = self._path(new_volume)
        named = self.folder / (cfg.CONF.volume_name_template % volume["id"])
        if named.exists() or not copied.exists():
            return {"_name_id": new_volume["name_id"], "provider_location": None}
        with told():
            files.rename(copied, named)
        return {"_name_id": None, "provider_location": None}

    def retype(
        self, context: Any, volume: Any, new_type: Any, diff: Any, host: Any
    ) -> tuple[bool, None]:
        return True, None  # no property of a type changes how a file is kept
