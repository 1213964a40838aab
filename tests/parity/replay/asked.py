"""One request to the recording cloud, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Asked:
    """A request; ``path`` in segments, behind the service's address."""

    method: str
    service: str
    path: tuple[str, ...]
    query: tuple[tuple[str, str], ...]
    body: Any
    version: str

    def parameter(self, name: str) -> str | None:
        """The value of a parameter of the query, if it is there."""
        return dict(self.query).get(name)


@dataclass(frozen=True)
class Answer:
    """A status, and what is sent as JSON."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


def nothing_here(asked: Asked) -> Answer:
    """What Cinder says of an address that it does not have."""
    text = f"The resource could not be found: {'/'.join(asked.path)}"
    return Answer(404, {"itemNotFound": {"code": 404, "message": text}})
