"""What bears on one volume, as it was seen at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Item = Mapping[str, Any]

# Statuses that pass by themselves when all is well (VolumeStatus in cinder/objects/fields.py, and
# those that it has no name for: unmanaging in cinder/volume/api.py, reverting beside it).
PASSING = (
    "attaching", "backing-up", "creating", "deleting", "detaching", "downloading", "extending",
    "maintenance", "managing", "reserved", "restoring-backup", "retyping", "reverting",
    "unmanaging", "uploading",
)  # fmt: skip
# Seconds that an operation may take while its services are up, unless the user says otherwise.
PATIENCE = 600
MOVING = ("starting", "migrating", "completing")


@dataclass(frozen=True)
class Held:
    """One attachment of the volume as this host sees it.

    ``path`` is the device, ``holders`` who uses it, as predicates. ``attachment_id`` is what the
    ledger knows it by, None for a device that the ledger does not know.
    """

    attachment_id: str | None
    path: str | None
    state: str
    holders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Here:
    """What this host, which calls itself ``name``, holds of the volume.

    ``is_root`` is False where root's ledger was not read, ``searched`` has the IDs of the
    attachments whose devices could be looked for on this host.
    """

    name: str
    held: tuple[Held, ...] = ()
    searched: frozenset[str] = frozenset()
    is_root: bool = True


@dataclass(frozen=True)
class Evidence:
    """Everything that was seen. A part that is None may not be seen by this user.

    ``hosts`` has the host of each attachment that names one, ``servers`` what Nova says of each
    server: its name, or None for one that it does not know; a server that could not be asked for
    is not in it. ``gone`` are hosts that the user vouches for: nothing on them uses the volume.
    ``reserved`` is what of its project's quota is, by resource, as far as that may be seen.
    ``patience`` is how many seconds an operation may be under way while its services are up.
    """

    volume: Item
    now: datetime
    patience: float
    attachments: Sequence[Item] | None = ()
    hosts: Mapping[str, str] = field(default_factory=dict)
    messages: Sequence[Item] | None = ()
    services: Sequence[Item] | None = ()
    transfers: Sequence[Item] | None = ()
    snapshots: Sequence[Item] | None = ()
    backups: Sequence[Item] | None = ()
    targets: Sequence[Item] = ()
    reserved: Mapping[str, int] = field(default_factory=dict)
    servers: Mapping[str, str | None] = field(default_factory=dict)
    here: Here | None = None
    gone: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """The volume's."""
        return str(self.volume["id"])

    @property
    def name(self) -> str:
        """What to call the volume."""
        return str(self.volume.get("name") or self.id)

    @property
    def status(self) -> str:
        """The volume's."""
        return str(self.volume.get("status") or "unknown")

    @property
    def migration(self) -> str | None:
        """The volume's migration status; None also where only admins see it."""
        return self.volume.get("migration_status") or self.volume.get(
            "os-vol-mig-status-attr:migstat"
        )

    @property
    def host(self) -> str | None:
        """``host@backend#pool``; None for a volume without a place, or where it is not shown."""
        return self.volume.get("os-vol-host-attr:host")

    @property
    def shows_host(self) -> bool:
        """Whether this user may see where a volume is."""
        return "os-vol-host-attr:host" in self.volume

    @property
    def age(self) -> float | None:
        """Seconds since the volume's last change."""
        told = self.volume.get("updated_at") or self.volume.get("created_at")
        return None if told is None else seconds_since(str(told), self.now)

    @property
    def is_overdue(self) -> bool:
        """Whether the last change is longer ago than an operation may take."""
        return self.age is not None and self.age >= self.patience

    @property
    def hidden(self) -> tuple[str, ...]:
        """The parts that this user may not see."""
        parts = ("attachments", "messages", "services", "transfers", "snapshots", "backups")
        hidden = [part for part in parts if getattr(self, part) is None]
        return (*hidden, *([] if self.shows_host else ["the volume's host"]))

    def services_of(self, binary: str, host: str | None = None) -> list[Item]:
        """The services of a kind, or only the one that runs a volume's ``host@backend#pool``."""
        wanted = host.partition("#")[0] if host else None
        return [
            each
            for each in self.services or ()
            if each.get("binary") == binary and wanted in (None, each.get("host"))
        ]

    @property
    def volume_service(self) -> Item | None:
        """The service that runs the volume's backend."""
        found = self.services_of("cinder-volume", self.host) if self.host else []
        return found[0] if found else None

    @property
    def cluster(self) -> str | None:
        """The cluster whose services run the volume's backend together."""
        return (self.volume_service or {}).get("cluster")

    @property
    def members(self) -> list[Item]:
        """The services of its cluster."""
        every = self.services_of("cinder-volume") if self.cluster else []
        return [each for each in every if each.get("cluster") == self.cluster]


def is_up(service: Item | None) -> bool:
    """Whether Cinder counts a service as alive."""
    return service is not None and service.get("state") == "up"


def seconds_since(told: str, now: datetime) -> float | None:
    """Seconds from a time as the API tells it, in UTC, to ``now``; None for another text."""
    try:
        then = datetime.fromisoformat(told)
    except ValueError:
        return None
    return max(0.0, (now - (then if then.tzinfo else then.replace(tzinfo=UTC))).total_seconds())


def duration(seconds: float | None) -> str:
    """A span as a person says it: ``3 h``."""
    if seconds is None:
        return "an unknown time"
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size:.0f} {unit}"
    return f"{seconds:.0f} s"
