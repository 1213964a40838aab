"""The part of the volume driver that takes files over from the backend's folder, and lets them go.

A reference names a plain file directly in that folder: no path, no link, nothing outside.
"""

import stat
from pathlib import Path
from typing import Any

from cinder import exception
from cinder.volume import volume_utils

from blockctl import loops
from blockctl.standalone import files
from blockctl.standalone.recovery import volume_of


class Adoption:
    """manage and unmanage of Cinder's driver interface."""

    folder: Path
    snapshot_folder: Path
    with_loops: bool

    def manage_existing(self, volume: Any, existing_ref: Any) -> None:
        path = _referred(self.folder, existing_ref)
        if volume_of(path.name):
            raise exception.ManageExistingAlreadyManaged(volume_ref=path.name)
        self._take(path, self.folder / volume["name"])

    def manage_existing_get_size(self, volume: Any, existing_ref: Any) -> int:
        return gib(_referred(self.folder, existing_ref).stat().st_size)

    def unmanage(self, volume: Any) -> None:
        """Nothing to do: the file stays, under the name it has."""

    def manage_existing_snapshot(self, snapshot: Any, existing_ref: Any) -> None:
        path = _referred(self.snapshot_folder, existing_ref)
        self._take(path, self.snapshot_folder / snapshot["name"])

    def manage_existing_snapshot_get_size(self, snapshot: Any, existing_ref: Any) -> int:
        return gib(_referred(self.snapshot_folder, existing_ref).stat().st_size)

    def unmanage_snapshot(self, snapshot: Any) -> None:
        """Nothing to do: the file stays, under the name it has."""

    def get_manageable_volumes(self, cinder_volumes: Any, *paging: Any) -> list[dict[str, Any]]:
        entries = _manageable(self.folder, cinder_volumes)
        page: list[dict[str, Any]] = volume_utils.paginate_entries_list(entries, *paging)
        return page

    def get_manageable_snapshots(self, cinder_snapshots: Any, *paging: Any) -> list[dict[str, Any]]:
        entries = _manageable(self.snapshot_folder, cinder_snapshots)
        for entry in entries:
            entry["source_reference"] = {"source-name": None}
        page: list[dict[str, Any]] = volume_utils.paginate_entries_list(entries, *paging)
        return page

    def _take(self, path: Path, target: Path) -> None:
        held = loops.detach_unused(path) if self.with_loops else None
        if held:
            raise _invalid(path.name, f"the file is in use through {held}")
        try:
            files.grow(path, gib(path.stat().st_size) * files.GIB)
            path.rename(target)
            target.chmod(0o600)
            files.sync_folder(target.parent)
        except (OSError, files.FileError) as failure:
            raise _invalid(path.name, str(failure)) from failure


def _referred(folder: Path, reference: Any) -> Path:
    name = reference.get("source-name") if isinstance(reference, dict) else reference
    if not isinstance(name, str) or not name:
        raise _invalid(reference, "it has no source-name")
    path = folder / name
    if path.parent != folder or name in (".", "..") or name.endswith(files.PART):
        raise _invalid(name, "it is not the name of a file in the backend's folder")
    try:
        is_plain = stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError) as failure:
        raise _invalid(name, "there is no such file in the backend's folder") from failure
    if not is_plain:
        raise _invalid(name, "it is not a plain file")
    return path


def _manageable(folder: Path, known: list[Any]) -> list[dict[str, Any]]:
    ids = {item["name"]: item["id"] for item in known}
    entries: list[dict[str, Any]] = []
    for path, size in files.regular(folder):
        managed = ids.get(path.name)
        entries.append(
            {
                "reference": {"source-name": path.name},
                "size": gib(size),
                "cinder_id": managed,
                "safe_to_manage": managed is None,
                "reason_not_safe": "already managed" if managed else None,
                "extra_info": None,
            }
        )
    return entries


def gib(size: int) -> int:
    """The GiB that ``size`` bytes fill, rounded up; a volume has at least one."""
    return max(1, -(-size // files.GIB))


def _invalid(reference: Any, reason: str) -> Exception:
    invalid: Exception = exception.ManageExistingInvalidReference(
        existing_ref=reference, reason=reason
    )
    return invalid
