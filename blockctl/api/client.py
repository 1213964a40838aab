"""The Block Storage API of one cloud: sends requests, follows pages, chooses the microversion."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from blockctl.api import microversion
from blockctl.api.exchange import document, exchange
from blockctl.api.faults import error_for
from blockctl.api.microversion import PROVED, Microversion, Range
from blockctl.cache import Cache
from blockctl.errors import BadUsage, BlockctlError, Unreachable
from blockctl.transport import Request, Response, Transport

# Cinder's own ceiling for one page (osapi_max_limit).
PAGE = 1000


class Cloud:
    """One endpoint, which is asked for at the first request; the transport signs requests.

    ``pin`` is the microversion a user insists on. ``advice`` says where the service's own log is,
    for errors whose cause only it knows.
    """

    def __init__(
        self,
        endpoint: Callable[[], str],
        transport: Transport,
        *,
        pin: Microversion | None = None,
        cache: Cache | None = None,
        advice: str | None = None,
    ) -> None:
        self._find_endpoint = endpoint
        self._transport = transport
        self._pin = pin
        self._cache = cache or Cache("endpoints", lifetime=3600)
        self.advice = advice
        # The service's names of our requests that change something: its messages bear them.
        self.changes: set[str] = set()

    @cached_property
    def endpoint(self) -> str:
        """The endpoint's URL, with the project in its path and without a slash at its end."""
        return self._find_endpoint().rstrip("/")

    def get(
        self,
        path: str,
        doing: str,
        params: Mapping[str, Any] | None = None,
        at_most: Microversion | None = None,
    ) -> dict[str, Any]:
        """GET ``path`` below the endpoint and return the answer's JSON object.

        ``at_most`` is the highest microversion to ask with, where a later one asks for more.
        """
        return self.request("GET", path, doing, params=params, at_most=at_most)

    def request(
        self,
        method: str,
        path: str,
        doing: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        at_most: Microversion | None = None,
    ) -> dict[str, Any]:
        """Send one request and return the answer's JSON object ({} when it has no body).

        ``doing`` names the action for error messages, as a clause: "Deleting volume demo".
        Raises a BlockctlError by what the server says: NotFound for 404, Conflict for a wrong
        state, NotAllowed for 401 and 403, Unreachable when it cannot be reached or fails.
        """
        query = {name: value for name, value in (params or {}).items() if value is not None}
        if {".", "..", ""} & set(unquote(path).split("/")[1:]):
            # A web server resolves these, and the request would reach another resource.
            raise BadUsage(f"{doing} is not possible: '{path}' is no path of the volume service.")
        url = self.endpoint + path + (f"?{urlencode(query)}" if query else "")
        version = min(self.microversion, at_most or self.microversion)
        response = self._exchange(method, url, body, version)
        if response.status == 406 and self._pin is None:
            # The server was upgraded or downgraded since its range was learned.
            self._forget_range()
            response = self._exchange(method, url, body, self.microversion)
        if method != "GET" and (request_id := response.headers.get("x-openstack-request-id")):
            self.changes.add(request_id)
        if response.status >= 300:
            raise error_for(response, doing)
        return document(response, doing)

    def fetch(self, key: str, method: str, path: str, doing: str, **sent: Any) -> dict[str, Any]:
        """As ``request``, and return the object under ``key``, which the answer must have."""
        found = self.request(method, path, doing, **sent).get(key)
        if not isinstance(found, dict):
            raise Unreachable(f"{doing} failed: the answer has no {key}.")
        return found

    def pages(
        self, path: str, many: str, doing: str, params: Mapping[str, Any], limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Every item of a collection, page after page; at most ``limit`` items.

        ``many`` is the collection's key in the answer. The server names the next page in
        ``<many>_links``, or for types and groups in ``<one>_links``; only the query of that
        link is used, since behind a proxy its host and scheme may be wrong.
        """
        left = limit
        query = {**params, "limit": PAGE if left is None else min(left, PAGE)}
        markers: set[str] = set()
        while left is None or left > 0:
            page = self.get(path, doing, query)
            items = page.get(many)
            if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
                raise Unreachable(f"{doing} failed: the answer has no list of {many}.")
            yield from items if left is None else items[:left]
            left = None if left is None else left - len(items)
            marker = _next_marker(page.get(f"{many}_links") or page.get(f"{many[:-1]}_links") or [])
            if marker is None:
                return
            if marker in markers:
                raise Unreachable(f"{doing} failed: the volume service repeats the same page.")
            markers.add(marker)
            query = {**query, "marker": marker}

    @cached_property
    def microversion(self) -> Microversion:
        """What requests are sent with: the user's, else the best that both sides know."""
        if self._pin is not None:
            return self._pin
        return min(self.range.highest, PROVED)

    @cached_property
    def range(self) -> Range:
        """What the server speaks, remembered between runs."""
        if kept := microversion.range_from(self._cache.get(self._root)):
            return kept
        doing = f"Asking {self._root} for its versions"
        response = self._exchange("GET", self._root + "/", None, None)
        if response.status >= 300:
            raise error_for(response, doing)
        found = microversion.range_in(document(response, doing))
        if found is None:
            raise BlockctlError(f"{self._root} is no Block Storage v3 service.")
        self._cache.put(self._root, [str(found.lowest), str(found.highest)])
        return found

    def require(self, needed: str, what: str) -> None:
        """Raise BadUsage unless requests are sent with microversion ``needed`` or a later one."""
        if self.microversion < microversion.parse(needed):
            has = f"is pinned to {self._pin}" if self._pin else f"has {self.range.highest}"
            raise BadUsage(f"{what} needs volume API version {needed}, but the service {has}.")

    @cached_property
    def _root(self) -> str:
        """The endpoint up to /v3, where the version document is."""
        url = urlsplit(self.endpoint)
        before, found, _ = url.path.partition("/v3")
        return f"{url.scheme}://{url.netloc}{before}{found or '/v3'}"

    def _forget_range(self) -> None:
        self._cache.put(self._root, None)
        for name in ("range", "microversion"):
            self.__dict__.pop(name, None)

    def _exchange(
        self, method: str, url: str, body: Mapping[str, Any] | None, version: Microversion | None
    ) -> Response:
        headers = {"Accept": "application/json", "User-Agent": "blockctl"}
        if version is not None:
            headers["OpenStack-API-Version"] = f"volume {version}"
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        return exchange(self._transport, Request(method, url, headers, data), "volume service")


def _next_marker(links: list[dict[str, str]]) -> str | None:
    from urllib.parse import parse_qs

    for link in links:
        if link.get("rel") == "next":
            return parse_qs(urlsplit(link.get("href", "")).query).get("marker", [None])[0]
    return None
