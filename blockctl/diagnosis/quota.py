"""What of a project's quota is reserved by operations that have not ended.

Cinder reserves when it takes an extension or a retype on, and its volume service makes that good at
the end. One that is killed before leaves the reservation, which counts until the scheduler's next
clean-up after it has lapsed (cinder/quota.py reservation_expire and reservation_clean_interval, a
day each unless set otherwise). No request of the API gives it back.
"""

from collections.abc import Iterable, Iterator, Mapping

from blockctl.api import quotas
from blockctl.api.client import Cloud
from blockctl.diagnosis.evidence import MOVING, PASSING, Evidence, Item
from blockctl.errors import BadUsage, NotAllowed, NotFound

# So many projects are asked for at most, those of volumes that are not at rest first.
_PROJECTS = 50
# In these a volume has reserved what its new size or type needs.
_RESERVING = ("extending", "retyping")
_LAPSES = "lapses by itself a day or two later (reservation_expire)"


def reserved(cloud: Cloud, volumes: Iterable[Item]) -> dict[str, dict[str, int]]:
    """What is reserved in the quota of each of the volumes' projects, where this user may see it.

    Projects that have nothing reserved are left out.
    """
    ordered = sorted(volumes, key=lambda each: each.get("status") not in PASSING)
    projects = dict.fromkeys(found for each in ordered if (found := project_of(each)))
    return {
        project: held
        for project in list(projects)[:_PROJECTS]
        if (held := dict(_reserved(cloud, project)))
    }


def project_of(volume: Item) -> str | None:
    """The project that a volume counts for."""
    return volume.get("os-vol-tenant-attr:tenant_id")


def left(found: Iterable[Evidence]) -> Iterator[str]:
    """A sentence for each project whose quota is held though none of ``found`` is at work."""
    projects: dict[str, list[Evidence]] = {}
    for each in found:
        if each.reserved:
            projects.setdefault(str(project_of(each.volume)), []).append(each)
    for project, of_it in projects.items():
        if not any(each.status in PASSING or each.migration in MOVING for each in of_it):
            yield (
                f"Project {project} has quota reserved ({told(of_it[0].reserved)}) though none of"
                " its volumes is at work: an extension or a retype was cut short. What it reserved"
                f" {_LAPSES}; until then its limits can be raised with: blockctl quota set"
                f" --gigabytes LIMIT {project}"
            )


def told(held: Mapping[str, int]) -> str:
    """What is reserved, as a clause."""
    return ", ".join(f"{resource} {count}" for resource, count in sorted(held.items()))


def may_hold(seen: Evidence) -> bool:
    """Whether what its project has reserved may be for this volume."""
    return bool(seen.reserved) and seen.status in _RESERVING


def risk(seen: Evidence) -> str:
    """What does not end with the operation, after other clauses; empty where nothing is held."""
    if not may_hold(seen):
        return ""
    return f"; what it reserved of its project's quota ({told(seen.reserved)}) {_LAPSES}"


def _reserved(cloud: Cloud, project: str) -> Iterator[tuple[str, int]]:
    try:
        usage = quotas.usage(cloud, project)
    except (NotAllowed, NotFound, BadUsage):
        return
    for resource, counts in usage.items():
        if count := int(counts.get("reserved") or 0):
            yield resource, count
