"""What ``standalone up`` was told and every later ``up`` keeps to: folders, configuration, Python.

A volume must not lose its backend because an option was left out the next time.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from blockctl import paths
from blockctl.errors import BadUsage, BlockctlError, Conflict
from blockctl.standalone import volume_groups
from blockctl.standalone.folder import Folder, refuse_unusable_name, unusable, write_private

# The backend in the state folder, which is always there.
FIRST = "file"
_GROUP = "lvm"
# In each other folder: whose it is. Without it a disk that is not mounted would look empty.
MARK = ".blockctl-backend"


@dataclass(frozen=True)
class Choices:
    """``folders``: backend name -> its folder, the one in the state folder left out.

    ``groups``: backend name -> its volume group, as ``--backend lvm:`` takes it.
    ``config``: a Cinder configuration to merge; ``python``: the interpreter that has Cinder.
    """

    folders: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    config: str | None = None
    python: str | None = None


def read(folder: Folder) -> Choices:
    """What was chosen so far. Raises BlockctlError when the file is damaged."""
    try:
        text = folder.choices.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Choices()
    except OSError as refused:
        raise unusable(folder.root, refused) from refused
    try:
        chosen = Choices(**json.loads(text))
    except (ValueError, TypeError) as garbage:
        raise _damaged(folder) from garbage
    named = [*_pairs(chosen.folders), *_pairs(chosen.groups)]
    told = [value for value in (chosen.config, chosen.python) if value is not None]
    if not all(isinstance(value, str) for value in [*named, *told]):
        raise _damaged(folder)
    return chosen


@contextmanager
def kept_if_done(folder: Folder, before: Choices, chosen: Choices) -> Iterator[None]:
    """Keep the choices, and mark the folders as this service's, while the body is carried out.

    When it fails, what was chosen before is kept instead. Raises BlockctlError.
    """
    write(folder, chosen)
    try:
        yield
    except BaseException:
        for place in set(chosen.folders.values()) - set(before.folders.values()):
            (Path(place) / MARK).unlink(missing_ok=True)
        for group in set(chosen.groups.values()) - set(before.groups.values()):
            volume_groups.unmark(volume_groups.parsed(group), str(folder.root))
        write(folder, before)
        raise


def write(folder: Folder, chosen: Choices) -> None:
    """Keep the choices, and mark the folders as this service's. Raises BlockctlError."""
    try:
        for place in chosen.folders.values():
            paths.private_dir(Path(place))
            write_private(Path(place) / MARK, f"{folder.root}\n")
        for group in chosen.groups.values():
            volume_groups.mark(volume_groups.parsed(group), str(folder.root))
        write_private(folder.choices, json.dumps(asdict(chosen), indent=2) + "\n")
    except OSError as refused:
        raise unusable(folder.root, refused) from refused


def with_backends(folder: Folder, chosen: Choices, backends: Sequence[str]) -> Choices:
    """Add each backend that is not there yet: ``file:FOLDER`` or ``lvm:GROUP``.

    A backend keeps its name, by which volumes know it. Raises BadUsage for what is neither,
    Conflict for one that another service uses, and as volume_groups.take. Nothing is changed yet.
    """
    for backend in backends:
        kind, _, place = backend.partition(":")
        if kind == _GROUP:
            chosen = _with_group(folder, chosen, volume_groups.parsed(place))
        elif kind == FIRST and (not place or place.startswith("/")):
            chosen = _with_folder(folder, chosen, place)
        else:
            raise BadUsage(
                f"'{backend}' is no backend: give file:/FOLDER, the folder for its volumes, or "
                "lvm:GROUP, the volume group for them."
            )
    return chosen


def _with_folder(folder: Folder, chosen: Choices, place: str) -> Choices:
    path = Path(os.path.realpath(place)) if place else folder.volumes
    if path == folder.volumes or str(path) in chosen.folders.values():
        return chosen
    _refuse_folder(folder, path, chosen.folders)
    name = f"{FIRST}{2 + len(chosen.folders)}"
    return replace(chosen, folders={**chosen.folders, name: str(path)})


def _with_group(folder: Folder, chosen: Choices, group: volume_groups.Group) -> Choices:
    taken = {volume_groups.parsed(each).name: each for each in chosen.groups.values()}
    if group.name in taken:
        if group.told != taken[group.name]:
            raise Conflict(
                f"The volume group {group.name} is a backend already, as lvm:{taken[group.name]}."
            )
        return chosen
    volume_groups.take(group, str(folder.root))
    name = f"{_GROUP}{1 + len(taken)}" if taken else _GROUP
    return replace(chosen, groups={**chosen.groups, name: group.told})


def require_backends(chosen: Choices, folder: Folder) -> None:
    """Raises BlockctlError when what has volumes is not there, such as an unmounted disk."""
    for name, place in chosen.folders.items():
        owner = _owner(Path(place))
        if owner != str(folder.root):
            raise BlockctlError(
                f"{place}, the folder of the backend '{name}', is not as this service left it.",
                "Mount its disk; its volumes are needed before the service can start.",
            )
    for group in groups(chosen).values():
        volume_groups.require(group, str(folder.root))


def folders(chosen: Choices, folder: Folder) -> dict[str, Path]:
    """The name and folder of each backend that has one, that in the state folder first."""
    others = {name: Path(place) for name, place in chosen.folders.items()}
    return {FIRST: folder.volumes, **others}


def groups(chosen: Choices) -> dict[str, volume_groups.Group]:
    """The name and volume group of each backend that has one."""
    return {name: volume_groups.parsed(told) for name, told in chosen.groups.items()}


def _refuse_folder(folder: Folder, path: Path, others: Mapping[str, str]) -> None:
    refuse_unusable_name(path, "Choose another folder.")
    if not path.is_dir():
        raise BadUsage(f"{path} is not a folder.", "Make it, or mount its disk, first.")
    for taken in (folder.root, *map(Path, others.values())):
        if path.is_relative_to(taken) or taken.is_relative_to(path):
            raise BadUsage(
                f"{path} and {taken} lie one within the other.", "Choose another folder."
            )
    owner = _owner(path)
    if owner not in (None, str(folder.root)):
        raise Conflict(f"{path} is used by the standalone service of {owner}.")
    if path.stat().st_uid != os.geteuid():
        raise BadUsage(f"{path} belongs to another user.", "Choose a folder of your own.")


def _owner(path: Path) -> str | None:
    try:
        return (path / MARK).read_text(encoding="utf-8", errors="replace").rstrip("\n")
    except OSError:
        return None


def _pairs(value: object) -> list[object]:
    return [*value, *value.values()] if isinstance(value, dict) else [None]


def _damaged(folder: Folder) -> BlockctlError:
    return BlockctlError(
        f"{folder.choices} is damaged; it says where the volumes are.",
        "Restore it from a backup, or remove it and name each folder again with --backend.",
    )
