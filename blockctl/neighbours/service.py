"""Another service of the cloud: where it is, and what its answers mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from blockctl.api.exchange import document, exchange
from blockctl.api.faults import fault_message
from blockctl.errors import BlockctlError, NotAllowed, NotFound, Unreachable
from blockctl.transport import Request, Response, Transport


class NoSuchService(BlockctlError):
    """The cloud has no such service where the user looks for it."""


class NotPermitted(NotAllowed):
    """The user is known, and may not ask this."""


class Service:
    """``label`` names it in messages; ``find_url`` is asked for its URL at the first request."""

    def __init__(self, label: str, transport: Transport, find_url: Callable[[], str]) -> None:
        self.label = label
        self._transport = transport
        self._find_url = find_url

    @cached_property
    def url(self) -> str:
        """The URL with the version in its path; raises NoSuchService."""
        return self._find_url().rstrip("/")

    def get(
        self,
        path: str,
        doing: str,
        query: Mapping[str, str | None] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """GET ``path`` and return the answer's JSON object.

        ``doing`` names the action for messages, as a clause. Raises NotFound for 404 and for 400,
        which some services answer to what cannot be an ID; NotPermitted for 403; Unreachable.
        """
        given = {name: value for name, value in (query or {}).items() if value is not None}
        query_text = f"?{urlencode(given)}" if given else ""
        sent = {"Accept": "application/json", **(headers or {})}
        return document(self._answer(path + query_text, doing, sent), doing)

    def content(self, path: str, doing: str, kind: str) -> bytes:
        """GET ``path`` as the media type ``kind``, and return the bytes. Raises as ``get`` does."""
        return self._answer(path, doing, {"Accept": kind}).body

    def _answer(self, path: str, doing: str, headers: Mapping[str, str]) -> Response:
        sent = {"User-Agent": "blockctl", **headers}
        response = exchange(self._transport, Request("GET", self.url + path, sent), self.label)
        if response.status >= 300:
            raise self._error_for(response, doing)
        return response

    def _error_for(self, response: Response, doing: str) -> BlockctlError:
        text = fault_message(response)
        match response.status:
            case 400 | 404:
                return NotFound(f"{doing} failed: {text}")
            case 401:
                return NotAllowed(f"The {self.label} does not accept this sign-in: {text}")
            case 403:
                return NotPermitted(f"{doing} is not allowed: {text}")
        return Unreachable(f"{doing} failed in the {self.label}: {text}")


@dataclass(frozen=True)
class Neighbours:
    """The services of one cloud, and ``token``, which tells what signs the user's requests."""

    identity: Service
    image: Service
    compute: Service
    key_manager: Service
    token: Callable[[], str]
