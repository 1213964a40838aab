"""Cinder's addresses that are no collections of a user's: services, backends, quotas, limits."""

from collections.abc import Sequence
from typing import Any

from tests.parity.replay.asked import Answer, Asked
from tests.parity.replay.resources import HOST, MADE, PROJECT_ID, Sample

_SERVICE = {
    "binary": "cinder-volume", "host": "host@lvm", "zone": "nova", "status": "enabled",
    "state": "up", "updated_at": MADE, "disabled_reason": None, "cluster": None,
    "backend_state": "up", "replication_status": "disabled", "active_backend_id": None,
    "frozen": False,
}  # fmt: skip
_CLUSTER = {
    "name": "cluster@lvm", "binary": "cinder-volume", "state": "up", "status": "enabled",
    "num_hosts": 2, "num_down_hosts": 1, "last_heartbeat": MADE, "disabled_reason": None,
    "created_at": MADE, "updated_at": None, "replication_status": None, "frozen": False,
    "active_backend_id": None,
}  # fmt: skip
_QUOTAS = {
    "volumes": 10, "snapshots": 10, "gigabytes": 1000, "backups": 10, "backup_gigabytes": 1000,
    "per_volume_gigabytes": -1, "groups": 10, "volumes_lvm": -1, "gigabytes_lvm": -1,
    "snapshots_lvm": -1,
}  # fmt: skip
_CAPABILITIES = {
    "namespace": "OS::Storage::Capabilities::host@lvm", "vendor_name": "Open Source",
    "volume_backend_name": "lvm", "pool_name": None, "driver_version": "3.0.0",
    "storage_protocol": "iSCSI", "display_name": None, "description": None, "visibility": None,
    "replication_targets": [],
    "properties": {
        "compression": {"title": "Compression", "description": "Compresses.", "type": "boolean"}
    },
}  # fmt: skip
_LIMITS = {
    "rate": [{"uri": "/v3", "regex": "^/v3", "limit": [{
        "verb": "GET", "value": 10, "remaining": 9, "unit": "MINUTE", "next-available": MADE,
    }]}],
    "absolute": {"maxTotalVolumes": 10, "totalVolumesUsed": 1, "maxTotalVolumeGigabytes": 1000},
}  # fmt: skip
_DONE = Answer(202)


def answer(asked: Asked, path: Sequence[str], sample: Sample) -> Answer | None:
    """What Cinder answers; None for what it does not have."""
    reads = asked.method == "GET"
    match path:
        case ["os-services"]:
            return Answer(200, {"services": _services(asked, sample)})
        case ["os-services", "get-log"]:
            levels = {"binary": "cinder-api", "host": "host", "levels": {"cinder.api": "DEBUG"}}
            return Answer(200, {"log_levels": [levels]})
        case ["os-services", "enable" | "disable" | "disable-log-reason"]:
            return Answer(200, {**_SERVICE, "service": "cinder-volume"})
        case ["os-services", "set-log" | "freeze" | "thaw" | "failover_host"]:
            return _DONE
        case ["clusters"] | ["clusters", "detail"] if reads:
            binary = asked.parameter("binary") or "cinder-volume"
            status = "enabled" if sample.is_enabled else "disabled"
            clusters = [
                {**_CLUSTER, "name": name, "binary": binary, "status": status}
                for name in sample.names
            ]
            return Answer(200, {"clusters": [_CLUSTER, *clusters]})
        case ["clusters", *_]:
            asked_for = (asked.body or {}) if not reads else {"name": path[1]}
            known = {name: asked_for[name] for name in ("name", "binary") if name in asked_for}
            return Answer(200, {"cluster": {**_CLUSTER, **known}})
        case ["workers", "cleanup"] if asked.method == "POST":
            at_work = {"id": 1, "cluster_name": None, "host": "host", "binary": "cinder-volume"}
            return Answer(202, {"cleaning": [at_work], "unavailable": []})
        case ["default-types", *whose]:
            return _default_types(asked, whose, sample)
        case ["os-quota-sets" | "os-quota-class-sets", *_]:
            return _quotas(asked, path)
        case ["manageable_volumes" | "manageable_snapshots" as kind, *_]:
            return _manageable(asked, kind, sample)
        case ["os-volume-manage" | "os-snapshot-manage" as kind]:
            made = kind.split("-")[1]
            return Answer(202, {made: sample.first(f"{made}s")})
    return _of_the_service(path) if reads else None


def _services(asked: Asked, sample: Sample) -> list[dict[str, Any]]:
    """One that is always there, and on each host that the line names those of its words."""
    only = asked.parameter("binary")
    status = "enabled" if sample.is_enabled else "disabled"
    named = [
        {**_SERVICE, "host": host, "binary": binary, "status": status}
        for host in sample.names
        for binary in ([only] if only else [_SERVICE["binary"], *sample.names])
    ]
    wanted = asked.parameter("host")
    return [each for each in (_SERVICE, *named) if wanted in (None, each["host"])]


def _of_the_service(path: Sequence[str]) -> Answer | None:
    match path:
        case ["limits"]:
            return Answer(200, {"limits": _LIMITS})
        case ["scheduler-stats", "get_pools"]:
            return Answer(200, {"pools": [{"name": HOST, "capabilities": {"free_capacity_gb": 5}}]})
        case ["capabilities", _]:
            return Answer(200, _CAPABILITIES)
        case ["os-availability-zone"]:
            zone = {"zoneName": "nova", "zoneState": {"available": True}}
            return Answer(200, {"availabilityZoneInfo": [zone]})
        case ["extensions"]:
            extension = {
                "name": "Backups", "alias": "backups", "description": "Backups support.",
                "updated": "2012-12-12T00:00:00+00:00", "links": [],
            }  # fmt: skip
            return Answer(200, {"extensions": [extension]})
        case ["resource_filters"]:
            known = {"resource": "volume", "filters": ["name", "status"]}
            return Answer(200, {"resource_filters": [known]})
    return None


def _default_types(asked: Asked, whose: Sequence[str], sample: Sample) -> Answer:
    if asked.method == "DELETE":
        return Answer(204)
    found = {"project_id": [*whose, PROJECT_ID][0], "volume_type_id": sample.first("types")["id"]}
    return Answer(200, {"default_type": found} if whose else {"default_types": [found]})


def _quotas(asked: Asked, path: Sequence[str]) -> Answer:
    if asked.method == "DELETE":
        return Answer(200)
    key = "quota_set" if path[0] == "os-quota-sets" else "quota_class_set"
    quotas: dict[str, Any] = _QUOTAS
    if (asked.parameter("usage") or "").lower() == "true":
        used = {"in_use": 1, "reserved": 0, "allocated": 0}
        quotas = {name: {"limit": limit, **used} for name, limit in _QUOTAS.items()}
    return Answer(200, {key: {"id": path[1], **quotas}})


def _manageable(asked: Asked, kind: str, sample: Sample) -> Answer:
    if asked.method == "POST":
        made = kind.partition("_")[2]
        return Answer(202, {made[:-1]: sample.first(made)})
    found = {
        "reference": {"source-name": "found"}, "size": 1, "safe_to_manage": True,
        "reason_not_safe": None, "cinder_id": None, "extra_info": None,
        "source_reference": {"id": sample.first("volumes")["id"]},
    }  # fmt: skip
    return Answer(200, {kind.replace("_", "-"): [found]})
