"""Cinder, as the recording cloud has it: every address, with an answer like the real one's."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.parity.replay import service_side
from tests.parity.replay.asked import Answer, Asked
from tests.parity.replay.resources import KINDS, PAIRS, PROJECT_ID, Sample

_KEYS = {
    "types": ("volume_types", "volume_type"),
    "qos-specs": ("qos_specs", "qos_specs"),
    "os-volume-transfer": ("transfers", "transfer"),
    "volume-transfers": ("transfers", "transfer"),
}
# What making one of these answers with; 202 for the rest.
_MADE_AT_ONCE = ("types", "group_types", "qos-specs", "attachments")
_ENCRYPTION = {
    "provider": "luks", "cipher": "aes-xts-plain64", "key_size": 256,
    "control_location": "back-end", "deleted": False, "created_at": None, "updated_at": None,
    "deleted_at": None,
}  # fmt: skip
_DONE = Answer(202)


def answer(asked: Asked, sample: Sample, base: str) -> Answer | None:
    """What Cinder answers; None for what it does not have."""
    link = {"rel": "self", "href": f"{base}/volume/v3/"}
    version = {
        "id": "v3.0", "status": "CURRENT", "version": "3.71", "min_version": "3.0",
        "updated": "2023-08-31T00:00:00Z", "links": [link], "media-types": [],
    }  # fmt: skip
    path = [each for each in asked.path if each not in ("v3", PROJECT_ID)]
    if not path:
        return Answer(200 if asked.path else 300, {"versions": [version]})
    found = _of_collection(asked, path, sample) if path[0] in KINDS else None
    found = found or service_side.answer(asked, path, sample)
    headers = {"OpenStack-API-Version": asked.version or "volume 3.0"}
    return found and Answer(found.status, found.body, headers)


def _of_collection(asked: Asked, path: Sequence[str], sample: Sample) -> Answer | None:
    kind, *rest = path
    many, one = _KEYS.get(kind, (kind, kind[:-1]))
    match asked.method, rest:
        case "GET", [] | ["detail"]:
            return Answer(200, _listed(asked, many, sample.all(kind)))
        case "GET", ["summary"]:
            totals = {"total_size": 2, "total_count": 2, "metadata": {"a": ["1"]}}
            return Answer(200, {"volume-summary": totals})
        case "POST", [] | ["action"] | ["create_from_src"]:
            made = {**sample.first(kind), **_taken_over(asked.body, one)}
            return Answer(200 if kind in _MADE_AT_ONCE else 202, {one: made})
        case "POST", ["import_record"] | [_, "import_record"]:
            return Answer(201, {one: sample.first(kind)})
        case "GET", [("default") as own_id]:
            return Answer(200, {one: KINDS[kind](own_id, "default")})
    if not rest:
        return None
    own_id, *part = rest
    if part:
        return _part(asked, kind, own_id, part, sample)
    if asked.method == "DELETE":
        return Answer(202)
    there = sample.one(kind, own_id)
    if asked.method == "GET":
        return Answer(200, {one: there}) if there else None
    return Answer(200, {one: there or sample.first(kind)})


def _listed(asked: Asked, many: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    name = asked.parameter("name")
    if name is not None:
        found = [each for each in found if each.get("name") == name]
    # Only one page: a client that goes on behind its last finds no more.
    if found and asked.parameter("marker") == found[-1]["id"]:
        found = []
    count = {"count": len(found)} if asked.parameter("with_count") else {}
    return {many: found, **count}


def _taken_over(sent: Any, one: str) -> dict[str, Any]:
    fields = sent.get(one) if isinstance(sent, dict) else None
    return {
        name: fields[name] for name in ("name", "description", "size") if (fields or {}).get(name)
    }


def _part(
    asked: Asked, kind: str, own_id: str, part: Sequence[str], sample: Sample
) -> Answer | None:
    """What belongs to one resource."""
    sent = asked.body if isinstance(asked.body, dict) else {}
    match part:
        case ["action"]:
            return _action(sent, own_id)
        case ["metadata" | "extra_specs" | "group_specs" as name, *_]:
            one_more = {**PAIRS, **sent.get(name, {})}
            return Answer(200, {name: sent.get(name, one_more)}) if not _deletes(asked) else _DONE
        case ["encryption", *_]:
            belongs = {"volume_type_id": own_id, "encryption_id": own_id}
            if asked.method == "GET":
                return Answer(200, {**_ENCRYPTION, **belongs} if sample.is_encrypted else {})
            made = {**sent.get("encryption", {}), **belongs}
            return _DONE if _deletes(asked) else Answer(200, {"encryption": made})
        case ["export_record"]:
            record = {"backup_service": "cinder.backup.drivers.nfs", "backup_url": "eyJpZCI6IDF9"}
            return Answer(200, {"backup-record": record})
        case ["restore"]:
            restored = {"backup_id": own_id, "volume_id": own_id, "volume_name": "restored"}
            return Answer(202, {"restore": restored})
        case ["accept"]:
            return Answer(202, {"transfer": sample.first("volume-transfers")})
        case ["os-volume-type-access"]:
            access = {"volume_type_id": own_id, "project_id": PROJECT_ID}
            return Answer(200, {"volume_type_access": [access]})
        case ["associations"]:
            association = {"association_type": "volume_type", "name": "lvm", "id": own_id}
            return Answer(200, {"qos_associations": [association]})
    return _DONE


def _deletes(asked: Asked) -> bool:
    return asked.method == "DELETE"


def _action(sent: Mapping[str, Any], own_id: str) -> Answer:
    [(action, given)] = sent.items() or [("", None)]
    match action:
        case "os-reset_status" | "reset_status" if not given:
            return Answer(400, {"badRequest": {"code": 400, "message": "Nothing to reset."}})
        case "os-show_image_metadata":
            return Answer(200, {"metadata": PAIRS})
        case "os-set_image_metadata":
            return Answer(200, {"metadata": given["metadata"]})
        case "os-volume_upload_image":
            return Answer(202, {action: {
                "id": own_id, "image_id": own_id, "image_name": given["image_name"], "size": 1,
                "status": "uploading", "container_format": "bare", "disk_format": "raw",
                "volume_type": {"name": "lvm"}, "display_description": None, "updated_at": None,
                "visibility": "private", "protected": False,
            }})  # fmt: skip
        case "list_replication_targets":
            targets = [{"backend_id": "second", "unique_key": "value"}]
            return Answer(202, {"volumes": [own_id], "replication_targets": targets})
    return _DONE
