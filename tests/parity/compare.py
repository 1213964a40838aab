"""What is compared of two runs: how they ended, what they printed, what they wrote to the API."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from blockctl.migration.deviations import Aspect
from tests.parity.clients import Ended

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{6})?")
# The key of a volume transfer.
_KEY = re.compile(r"\b[0-9a-f]{16}\b")
# What a pool has left changes by itself, and with it the blanks that fill a column.
_CAPACITY = re.compile(r"(\b(?:allocated|free|provisioned)_capacity_gb\b\W+)[\d.]+ *")
_VERSION_AND_PROJECT = re.compile(r"^/v3(/[0-9a-f]{32})?")

# What the API takes for granted: sent or not, it asks for the same.
DEFAULTS: Sequence[tuple[str, Any]] = (
    ("volume.multiattach", False),
    ("volume.metadata", {}),
    ("snapshot.metadata", {}),
    ("snapshot.force", False),
    ("os-migrate_volume.force_host_copy", False),
    ("os-migrate_volume.lock_volume", False),
    ("connector.multipath", False),
    ("transfer.no_snapshots", False),
    ("attachment.connector", {}),
)
QUERY_DEFAULTS = {("cascade", "false"), ("force", "false")}
# Actions whose argument the API does not look at.
ARGUMENT_IGNORED = {"os-complete"}


@dataclass(frozen=True)
class Seen:
    """One run as it is compared; ``stderr`` only helps to understand a difference."""

    status: str
    output: str
    requests: tuple[str, ...]
    stderr: str

    def differs_in(self, other: "Seen") -> set[Aspect]:
        """The aspects in which two runs differ."""
        aspects: tuple[Aspect, ...] = ("status", "output", "requests")
        return {each for each in aspects if getattr(self, each) != getattr(other, each)}

    def __str__(self) -> str:
        asked = "\n".join(self.requests)
        return f"{self.status}\n{self.output}{asked}\n--- stderr\n{self.stderr}"


def seen(
    ended: Ended, asked: Sequence[dict[str, Any]], prefix: str, ids: Sequence[str], moving: bool
) -> Seen:
    """One run in a form that can be compared with the other side's.

    Names that begin with ``prefix`` belong to this side; ``ids`` are those of its resources.
    """
    known: dict[str, str] = {}

    def neutral(text: str) -> str:
        if not prefix and not moving:
            return text
        text = _TIME.sub(lambda match: re.sub(r"\d", "0", match.group()), text)
        text = _UUID.sub(lambda match: _numbered(match.group(), known), text)
        text = _KEY.sub("0" * 16, text)
        text = _CAPACITY.sub(r"\g<1>0", text) if moving else text
        return text.replace(prefix, "x" + prefix[1:]) if prefix else text

    for each in ids:
        _numbered(each, known)
    writes = [neutral(written(request)) for request in asked if request["method"] != "GET"]
    return Seen(
        {0: "done", 2: "usage error"}.get(ended.status, "failed"),
        neutral(ended.stdout),
        tuple(sorted(writes, key=target)),
        neutral(ended.stderr),
    )


def _numbered(found: str, known: dict[str, str]) -> str:
    return known.setdefault(found, f"{len(known):08d}-0000-0000-0000-000000000000")


def target(write: str) -> str:
    """What a write is about: several targets may be written in any order, one in its own."""
    return "/".join(write.split("/", 3)[1:3])


def written(request: dict[str, Any]) -> str:
    """A request as a line of text, without what changes nothing."""
    path = _VERSION_AND_PROJECT.sub("", request["path"])
    asked = [(name, _query_value(value)) for name, value in parse_qsl(request["query"])]
    query = " ".join(
        f"{name}={value}" for name, value in sorted(asked) if (name, value) not in QUERY_DEFAULTS
    )
    body = json.loads(request["body"]) if request["body"] else None
    return f"{request['method']} {path} {query} {json.dumps(_meant(body), sort_keys=True)}"


def _query_value(value: str) -> str:
    return value.lower() if value in ("True", "False") else value


def _meant(value: Any, within: str = "") -> Any:
    """A body without nulls, and without what the API takes for granted."""
    if not isinstance(value, dict):
        return value
    meant: dict[str, Any] = {}
    for name, inner in value.items():
        if not within and (inner is None or name in ARGUMENT_IGNORED):
            meant[name] = {}  # the action's name says it all
        elif inner is not None and (f"{within}.{name}", inner) not in DEFAULTS:
            meant[name] = _meant(inner, name)
    return meant
