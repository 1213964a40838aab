"""What is connected to this host and stands in no row of the ledger: told, never touched."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from blockctl.connectors.doctor.finding import Finding, info
from blockctl.connectors.doctor.host import Host
from blockctl.connectors.doctor.rows import Rows
from blockctl.paths import state_dir


@dataclass(frozen=True)
class Kind:
    """Something that the kernel lists. ``words`` gives the words by which a row could mean it,
    the first being how to call it; nothing where it is not of this kind. ``within`` gives those of
    what it came with: where no row means that, that is told and this is not.
    """

    plural: str
    pattern: str
    words: Callable[[Path], tuple[str, ...]]
    within: Callable[[Path], tuple[str, ...]] | None = None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _session(folder: Path) -> tuple[str, ...]:
    return tuple(filter(None, [_text(folder / "targetname")]))


def _session_of(disk: Path) -> tuple[str, ...]:
    return _session(disk.parents[4])


def _disk(folder: Path) -> tuple[str, ...]:
    lun = folder.parents[1].name.rpartition(":")[2]
    return (f"/dev/{folder.name} (LUN {lun} of {_session_of(folder)[0]})", f"/dev/{folder.name}")


def _subsystem_of(namespace: Path) -> tuple[str, ...]:
    return tuple(filter(None, [_text(namespace.parent / "subsysnqn")]))


def _namespace(folder: Path) -> tuple[str, ...]:
    number, subsystem = _text(folder / "nsid"), _subsystem_of(folder)[0]
    return (f"/dev/{folder.name} (namespace {number} of {subsystem})", f"/dev/{folder.name}")


def _controller(folder: Path) -> tuple[str, ...]:
    # A controller on this machine's own bus is no attachment.
    if _text(folder / "transport") in ("pcie", "apple-nvme", ""):
        return ()
    return (_text(folder / "subsysnqn"), f"/dev/{folder.name}")


def _map(folder: Path) -> tuple[str, ...]:
    if not _text(folder / "dm/uuid").startswith("mpath-"):
        return ()
    name = _text(folder / "dm/name")
    return (f"/dev/mapper/{name}", f"/dev/{folder.name}")


def _image(folder: Path) -> tuple[str, ...]:
    return (f"{_text(folder / 'pool')}/{_text(folder / 'name')}", f"/dev/rbd{folder.name}")


def _loop(folder: Path) -> tuple[str, ...]:
    file = _text(folder / "loop/backing_file")
    if not file or Path(file).is_relative_to(state_dir()):
        return ()  # the standalone service's own are explained
    return (f"/dev/{folder.name}", file)


SESSIONS = Kind("iSCSI sessions", "sys/class/iscsi_session/session*", _session)
CONTROLLERS = Kind("NVMe controllers", "sys/class/nvme/nvme*", _controller)
DISKS = Kind(
    "disks in iSCSI sessions",
    "sys/class/iscsi_session/session*/device/target*/*:*:*:*/block/*",
    _disk,
    within=_session_of,
)
NAMESPACES = Kind(
    "NVMe namespaces", "sys/class/nvme-subsystem/*/nvme*n*", _namespace, within=_subsystem_of
)
MAPS = Kind("multipath maps", "sys/block/dm-*", _map)
IMAGES = Kind("RBD images", "sys/bus/rbd/devices/*", _image)
LOOPS = Kind("loop devices", "sys/block/loop*", _loop)


def unexplained(host: Host, kind: Kind, rows: Rows) -> Iterator[Finding]:
    """One finding for all of ``kind`` that no row explains."""
    seen = [
        words
        for folder in host.glob(kind.pattern)
        if kind.within is None or not rows.words.isdisjoint(kind.within(folder))
        if (words := kind.words(folder))
    ]
    others = list(dict.fromkeys(words[0] for words in seen if not rows.words.intersection(words)))
    if others:
        yield info(f"Not blockctl's {kind.plural}: {', '.join(others)}.")
