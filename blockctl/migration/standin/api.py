"""The volume service as cinder asks it: its microversion, its bodies, and its words for faults."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from blockctl.api.client import Cloud
from blockctl.api.exchange import document, exchange
from blockctl.errors import BlockctlError
from blockctl.migration.syntax import Version
from blockctl.output.terminal import note
from blockctl.transport import Request, Response, Transport

_EMPTY: tuple[Any, ...] = (None, "", {})


class Refused(BlockctlError):
    """The service, or cinder's own rules, refuse what was asked; the message is cinder's."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class Answer(dict[str, Any]):
    """An object of an answer; to ask for a field that it lacks is refused, as cinder fails then."""

    def __missing__(self, name: str) -> Any:
        raise Refused(f"The answer of the volume service has no '{name}'.")


class Api:
    """One endpoint, asked with the microversion that cinder would choose.

    ``asked`` is what the user asks for, or cinder's newest; a server that has less gets its own.
    """

    def __init__(self, cloud: Cloud, transport: Transport, asked: Version) -> None:
        self._cloud = cloud
        self._transport = transport
        lowest, highest = cloud.range
        if tuple(asked) < tuple(lowest):
            raise Refused(
                "The specified version isn't supported by server. "
                f"The valid version range is '{lowest}' to '{highest}'"
            )
        self.version: Version = min(asked, (highest.major, highest.minor))
        if self.version < asked:
            note(f"API version {asked[0]}.{asked[1]} requested, ")
            note(f"downgrading to {highest} based on server support.")

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """GET ``path`` below the endpoint; what is empty in ``query`` is not sent."""
        return self.send("GET", path + asked_for(query or {}))

    def send(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Send one request and return the answer's object; raises Refused with cinder's words."""
        found: dict[str, Any] = _answer(
            document(self.exchange(method, path, body), f"{method} {path}")
        )
        return found

    def exchange(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """As ``send``, with ``headers`` of its own, and return the whole answer.

        A path without a slash at its beginning stands below the service, not the project.
        """
        url = self._cloud.endpoint + path if path.startswith("/") else self._base + path
        sent = {"Accept": "application/json", "User-Agent": "blockctl", **(headers or {})}
        if self.version[1]:
            sent["OpenStack-API-Version"] = f"volume {self.version[0]}.{self.version[1]}"
        data = None
        if body is not None:
            sent["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        response = exchange(self._transport, Request(method, url, sent, data), "volume service")
        if response.status >= 400:
            raise _refusal(response)
        return response

    @property
    def _base(self) -> str:
        """The service's root, before the /v3 of its endpoint."""
        url = urlsplit(self._cloud.endpoint)
        return f"{url.scheme}://{url.netloc}{url.path.partition('/v3')[0]}/"


def asked_for(query: Mapping[str, Any]) -> str:
    """A query string of what is not empty, sorted; 0 is something."""
    given = [(name, value) for name, value in sorted(query.items()) if value not in _EMPTY]
    # 'name~=x' asks for what is like x; the sign in front belongs to the operator.
    return f"?{urlencode(given)}".replace("%7E=", "~=") if given else ""


def _answer(found: Any) -> Any:
    """What was read, with every object in it as an Answer."""
    if isinstance(found, dict):
        return Answer({name: _answer(each) for name, each in found.items()})
    return [_answer(each) for each in found] if isinstance(found, list) else found


def _refusal(response: Response) -> Refused:
    text = "no reason given"
    try:
        body: Any = json.loads(response.body)
    except ValueError:
        body = None
    if isinstance(body, dict) and body:
        fault = body if "message" in body else next(iter(body.values()))
        text = fault.get("message", "n/a") if isinstance(fault, dict) else str(fault)
    told = f"{text} (HTTP {response.status})"
    request_id = response.headers.get("x-compute-request-id")
    return Refused(told + (f" (Request-ID: {request_id})" if request_id else ""), response.status)
