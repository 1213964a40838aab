"""What a run asked for, in a form that can be compared with another's."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from tests.parity.compare import target, written
from tests.parity.replay.asked import Asked
from tests.parity.replay.resources import Sample

# Parameters that decide how much is told, how many at once, or nothing at all (Cinder 29).
_TOLD = ("detail", "with_count", "offset", "skip_validation")
_PAGES = {("limit", "1000"), ("all_tenants", "false"), ("usage", "false")}
_YES_AND_NO = {"true": True, "false": False}
# Fields that the service does not look at.
_OF_NO_EFFECT = {
    "quota_set": ("tenant_id",), "consistencygroup": ("status",), "cgsnapshot": ("status",),
    "consistencygroup-from-src": ("status",),
}  # fmt: skip
# What the service takes where a field is not there.
_DEFAULTS = [("os-volume-type-access:is_public", True)]


def writes(asked: Iterable[Asked]) -> list[str]:
    """The requests that change something, less nulls and defaults.

    Several targets may be written in any order, one in its own.
    """
    texts = [_text(each) for each in asked if _changes(each)]
    return sorted(texts, key=target)


def reads(asked: Sequence[Asked], sample: Sample) -> list[str]:
    """What was asked of Cinder, less what is so anyway, but for who it is and what it can."""
    return [
        _text(replace(each, query=tuple(_meant(each, sample).items())))
        for each in asked
        if each.service == "volume" and len(each.path) > 1 and not _changes(each)
    ]


def elsewhere(asked: Iterable[Asked]) -> bool:
    """Whether another service was asked for more than what it can."""
    return any(len(each.path) > 1 for each in asked if each.service not in ("identity", "volume"))


def named(texts: Iterable[str], sample: Sample) -> list[str]:
    """The same with a name wherever the ID of what has the name stands."""
    replaced = []
    for text in texts:
        for own_id, name in sample.name_by_id.items():
            text = text.replace(own_id, name).replace(own_id.replace("-", ""), name)
        replaced.append(text)
    return sorted(replaced, key=target)


def _changes(asked: Asked) -> bool:
    if asked.service == "identity":
        return False
    if isinstance(asked.body, dict) and "os-show_image_metadata" in asked.body:
        return False
    # QoS specs are associated by GET.
    return asked.method != "GET" or "".join(asked.path[-1:]).startswith(
        ("associate", "disassociate")
    )


def _meant(asked: Asked, sample: Sample) -> dict[str, str]:
    """The query of a request that reads, as far as it decides what comes."""
    query = {name: _word(name, value) for name, value in asked.query if name not in _TOLD}
    if asked.path[-1] == "limits" and "tenant_id" in query:
        # The name that it had before 3.39.
        query["project_id"] = query.pop("tenant_id")
    if query.get("name") in sample.names:
        # A name is looked up in all projects or in the own; types are told apart by the client.
        query.pop("all_tenants", None)
        if asked.path[-1] in ("types", "group_types"):
            del query["name"]
    return {name: value for name, value in query.items() if (name, value) not in _PAGES}


def _word(name: str, value: str) -> str:
    value = value.lower() if value in ("True", "False", "None") else value
    return {"1": "true", "0": "false"}.get(value, value) if name == "all_tenants" else value


def _text(asked: Asked) -> str:
    query = [each for each in asked.query if each[0] != "skip_validation"]
    path = asked.path[:-1] if asked.path[-1:] == ("detail",) else asked.path
    body = _effective(asked.body, is_action=path[-1:] == ("action",))
    return written(
        {
            "method": asked.method,
            "path": "/" + "/".join(path),
            "query": urlencode(query),
            "body": "" if asked.body is None else json.dumps(body),
        }
    )


def _effective(body: Any, *, is_action: bool) -> Any:
    """A body without what has no effect; words for yes and no as what they mean."""
    if not isinstance(body, dict):
        return body
    kept = {key: _fields(key, value) for key, value in body.items()}
    # The name of an action is there even if nothing belongs to it.
    return (
        kept
        if is_action
        else {key: value for key, value in kept.items() if value not in ("", None)}
    )


def _fields(key: str, value: Any) -> Any:
    if key == "level":
        return value.upper()
    if isinstance(value, str) and key != "multipath":
        return _YES_AND_NO.get(value.lower(), value)
    if not isinstance(value, dict):
        return value
    ignored = _OF_NO_EFFECT.get(key, ())
    fields = {name: _fields(name, inner) for name, inner in value.items() if name not in ignored}
    return {name: inner for name, inner in fields.items() if (name, inner) not in _DEFAULTS}
