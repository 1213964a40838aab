"""What a run asked for, in a form that can be compared with another's."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from tests.parity.compare import target, written
from tests.parity.replay.asked import Asked
from tests.parity.replay.resources import Sample

# What means the same as another value, or as nothing.
_SAME = {("all_tenants", "1"): "true", ("all_tenants", "0"): "false"}
_PAGES = {("limit", "1000"), ("offset", "0"), ("all_tenants", "false"), ("detail", "False")}
# What the service does not look at, or takes for granted (Cinder 29).
_OF_NO_EFFECT = {
    "quota_set": ("tenant_id",), "consistencygroup": ("status",), "cgsnapshot": ("status",),
}  # fmt: skip


def writes(asked: Iterable[Asked]) -> list[str]:
    """The requests that change something, less nulls and defaults.

    Several targets may be written in any order, one in its own.
    """
    texts = [_text(each) for each in asked if _changes(each)]
    return sorted(texts, key=target)


def reads(asked: Sequence[Asked], sample: Sample) -> list[str]:
    """What was asked of Cinder, less what is so anyway, but for who it is and what it can."""
    return [
        _text(replace(each, query=_meant(each, sample)))
        for each in asked
        if each.service == "volume" and len(each.path) > 1 and not _changes(each)
    ]


def elsewhere(asked: Iterable[Asked]) -> bool:
    """Whether another service was asked for more than what it can."""
    return any(
        len(each.path) > 1 for each in asked if each.service not in ("identity", "volume")
    )


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
    # QoS specs are associated by GET.
    return asked.method != "GET" or "".join(asked.path[-1:]).startswith(("associate", "disassociate"))


def _meant(asked: Asked, sample: Sample) -> tuple[tuple[str, str], ...]:
    """The query of a request that reads, as far as it decides what comes."""
    query = {name: _SAME.get((name, value.lower()), value) for name, value in asked.query}
    if query.get("name") in sample.names:
        # A name is looked up in all projects or in the own; types are told apart by the client.
        query.pop("all_tenants", None)
        if asked.path[-1] in ("types", "group_types"):
            del query["name"]
    return tuple(each for each in query.items() if each not in _PAGES)


def _text(asked: Asked) -> str:
    query = [each for each in asked.query if each[0] != "skip_validation"]
    return written(
        {
            "method": asked.method,
            "path": "/" + "/".join(asked.path),
            "query": urlencode(query),
            "body": json.dumps(_effective(asked.body)) if asked.body is not None else "",
        }
    )


def _effective(body: Any) -> Any:
    if not isinstance(body, dict):
        return body
    return {
        key: {
            name: value for name, value in fields.items() if name not in _OF_NO_EFFECT.get(key, ())
        }
        if isinstance(fields, dict)
        else fields
        for key, fields in body.items()
        if (key, fields) != ("backend_id", "")
    }
