"""What the recording cloud has: for each name that a line says, a resource of each kind."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

PROJECT_ID = "a1" * 16
USER_ID = "b2" * 16
MADE = "2026-01-01T00:00:00.000000"
HOST = "host@lvm#pool"
PAIRS = {"a": "1", "b": "2"}
_FIRST = "the-first"

Resource = dict[str, Any]


def is_id(text: str) -> bool:
    """Whether a text is an ID."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


@dataclass(frozen=True)
class Sample:
    """The resources of one run: the same IDs for the same names, whenever it is."""

    names: tuple[str, ...]
    is_encrypted: bool = True
    is_enabled: bool = True

    def id_of(self, name: str) -> str:
        """The ID of what is called ``name``, of whatever kind; an ID is its own."""
        return name if is_id(name) else str(uuid.uuid5(uuid.NAMESPACE_URL, name))

    @cached_property
    def name_by_id(self) -> Mapping[str, str]:
        """Everything that there is."""
        return {self.id_of(name): name for name in (*self.names, _FIRST)}

    def all(self, kind: str) -> list[Resource]:
        """Every resource of a kind."""
        return [KINDS[kind](own_id, name) for own_id, name in self.name_by_id.items()]

    def one(self, kind: str, own_id: str) -> Resource | None:
        """The resource of a kind that has the ID; None where there is none."""
        name = self.name_by_id.get(own_id)
        return KINDS[kind](own_id, name) if name else None

    def first(self, kind: str) -> Resource:
        """One of a kind, as what a request makes."""
        return KINDS[kind](self.id_of(_FIRST), _FIRST)


def _common(own_id: str, name: str) -> Resource:
    return {
        "id": own_id,
        "name": name,
        "description": f"what {name} is for",
        "status": "available",
        "created_at": MADE,
        "updated_at": None,
    }


def _volume(own_id: str, name: str) -> Resource:
    return {
        **_common(own_id, name), "size": 7, "volume_type": "lvm", "volume_type_id": own_id,
        "bootable": "false", "attachments": [], "metadata": PAIRS, "availability_zone": "nova",
        "encrypted": False, "multiattach": False, "replication_status": None, "snapshot_id": None,
        "source_volid": None, "consistencygroup_id": None, "user_id": USER_ID, "links": [],
        "migration_status": None, "shared_targets": False, "service_uuid": None,
        "cluster_name": None, "provider_id": None, "group_id": None, "consumes_quota": True,
        "volume_image_metadata": PAIRS, "os-vol-host-attr:host": HOST,
        "os-vol-tenant-attr:tenant_id": PROJECT_ID, "os-vol-mig-status-attr:migstat": None,
        "os-vol-mig-status-attr:name_id": None,
    }  # fmt: skip


def _snapshot(own_id: str, name: str) -> Resource:
    return {
        **_common(own_id, name), "size": 7, "volume_id": own_id, "metadata": PAIRS,
        "user_id": USER_ID, "consumes_quota": True, "group_snapshot_id": None,
        "os-extended-snapshot-attributes:progress": "100%",
        "os-extended-snapshot-attributes:project_id": PROJECT_ID,
    }  # fmt: skip


def _backup(own_id: str, name: str) -> Resource:
    return {
        **_common(own_id, name), "size": 7, "volume_id": own_id, "container": "backups",
        "object_count": 22, "is_incremental": False, "has_dependent_backups": False,
        "snapshot_id": None, "data_timestamp": MADE, "availability_zone": "nova",
        "fail_reason": None, "links": [], "metadata": PAIRS, "user_id": USER_ID,
        "encryption_key_id": None, "os-backup-project-attr:project_id": PROJECT_ID,
    }  # fmt: skip


def _type(own_id: str, name: str) -> Resource:
    return {
        "id": own_id, "name": name, "description": None, "is_public": False,
        "os-volume-type-access:is_public": False, "extra_specs": PAIRS, "qos_specs_id": None,
    }  # fmt: skip


def _group_type(own_id: str, name: str) -> Resource:
    return {
        "id": own_id, "name": name, "description": None, "is_public": True, "group_specs": PAIRS,
    }  # fmt: skip


def _group(own_id: str, name: str) -> Resource:
    return {
        **_common(own_id, name), "availability_zone": "nova", "group_type": own_id,
        "volume_types": [own_id], "group_snapshot_id": None, "source_group_id": None,
        "replication_status": "disabled", "project_id": PROJECT_ID, "volumes": [own_id],
    }  # fmt: skip


def _group_snapshot(own_id: str, name: str) -> Resource:
    return {
        **_common(own_id, name), "group_id": own_id, "group_type_id": own_id,
        "project_id": PROJECT_ID,
    }  # fmt: skip


def _consistency_group(own_id: str, name: str) -> Resource:
    return {**_common(own_id, name), "availability_zone": "nova", "volume_types": [own_id]}


def _consistency_snapshot(own_id: str, name: str) -> Resource:
    return {**_common(own_id, name), "consistencygroup_id": own_id}


def _attachment(own_id: str, name: str) -> Resource:
    return {
        "id": own_id, "volume_id": own_id, "instance": own_id, "status": "attached",
        "attached_at": MADE, "detached_at": "", "attach_mode": "rw",
        "connection_info": {"driver_volume_type": "iscsi", "target_lun": 1},
    }  # fmt: skip


def _message(own_id: str, name: str) -> Resource:
    return {
        "id": own_id, "event_id": "VOLUME_VOLUME_001_002", "user_message": f"{name} failed.",
        "message_level": "ERROR", "resource_type": "VOLUME", "resource_uuid": own_id,
        "request_id": "req-1", "created_at": MADE, "guaranteed_until": MADE, "links": [],
    }  # fmt: skip


def _qos(own_id: str, name: str) -> Resource:
    return {"id": own_id, "name": name, "consumer": "back-end", "specs": PAIRS}


def _transfer(own_id: str, name: str) -> Resource:
    return {
        "id": own_id, "name": name, "volume_id": own_id, "created_at": MADE, "links": [],
        "auth_key": "0123456789abcdef", "source_project_id": PROJECT_ID,
        "destination_project_id": None, "accepted": False, "no_snapshots": False,
    }  # fmt: skip


# By the collection's address.
KINDS: Mapping[str, Callable[[str, str], Resource]] = {
    "volumes": _volume,
    "snapshots": _snapshot,
    "backups": _backup,
    "types": _type,
    "group_types": _group_type,
    "groups": _group,
    "group_snapshots": _group_snapshot,
    "consistencygroups": _consistency_group,
    "cgsnapshots": _consistency_snapshot,
    "attachments": _attachment,
    "messages": _message,
    "qos-specs": _qos,
    "os-volume-transfer": _transfer,
    "volume-transfers": _transfer,
}
