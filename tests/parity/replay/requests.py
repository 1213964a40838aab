"""What a run asked for, in a form that can be compared with another's."""

import json
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from tests.parity.compare import target, written
from tests.parity.replay.asked import Asked
from tests.parity.replay.resources import Sample


def writes(asked: Iterable[Asked]) -> list[str]:
    """The requests that change something, less nulls and defaults.

    Several targets may be written in any order, one in its own.
    """
    texts = [_text(each) for each in asked if _changes(each)]
    return sorted(texts, key=target)


def reads(asked: Sequence[Asked]) -> list[str]:
    """What was asked of Cinder, but for who it is and what it can."""
    return [
        _text(each)
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


def _text(asked: Asked) -> str:
    return written(
        {
            "method": asked.method,
            "path": "/" + "/".join(asked.path),
            "query": urlencode(asked.query),
            "body": json.dumps(asked.body) if asked.body is not None else "",
        }
    )
