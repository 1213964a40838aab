"""A transport that sends each request as the user, and signs in anew when that has ended."""

import threading
from collections.abc import Callable
from dataclasses import replace

from blockctl.session.access import Access
from blockctl.transport import Request, Response, Transport


class Authenticated:
    """Signs in with ``access`` at the first request; ``renew`` does it again, None if it cannot."""

    def __init__(
        self,
        transport: Transport,
        access: Callable[[], Access],
        renew: Callable[[], Access | None],
    ) -> None:
        self._transport = transport
        self._sign_in = access
        self._renew = renew
        self._access: Access | None = None
        # Several threads must not sign in at once.
        self._lock = threading.Lock()

    def access(self) -> Access:
        """Who is let in where, now; signs in where that has to be done."""
        with self._lock:
            if self._access is None:
                self._access = self._sign_in()
            elif not self._access.is_fresh():
                self._access = self._renew() or self._access
            return self._access

    def send(self, request: Request) -> Response:
        """Send ``request``; after a 401 once more, where signing in again is possible.

        What was answered 401 was not carried out, so any request may be repeated. Raises as the
        transport and signing in do.
        """
        used = self.access()
        response = self._transport.send(_signed(request, used))
        if response.status != 401:
            return response
        renewed = self._instead_of(used)
        return response if renewed is None else self._transport.send(_signed(request, renewed))

    def _instead_of(self, refused: Access) -> Access | None:
        with self._lock:
            # Another thread may have done it in the meantime.
            if self._access is refused:
                renewed = self._renew()
                if renewed is None:
                    return None
                self._access = renewed
            return self._access


def _signed(request: Request, access: Access) -> Request:
    ours = {"x-auth-token", *(name.lower() for name in access.headers)}
    others = {name: value for name, value in request.headers.items() if name.lower() not in ours}
    return replace(request, headers={**others, **access.headers})
