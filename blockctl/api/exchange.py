"""One request and its answer: sent again where that is safe, and read as JSON."""

import json
import time
from typing import Any
from urllib.parse import urlsplit

from blockctl.api.faults import fault_message
from blockctl.errors import Interrupted, Unreachable
from blockctl.transport import ConnectFailed, ConnectionCut, Request, Response, Transport

# Seconds before the second and the third time.
_RETRY_PAUSES = (0.2, 0.6)
_LONGEST_RETRY_AFTER = 60.0


def exchange(transport: Transport, request: Request, service: str) -> Response:
    """Send ``request`` and return the answer, whatever its status.

    Sent again are requests that never left, those answered 429, and of those that only read the
    ones that were cut or answered 503. ``service`` names who is asked, for messages. Raises
    Unreachable, and Interrupted when it is not known whether a request was carried out.
    """
    pauses = iter(_RETRY_PAUSES)
    while True:
        pause = next(pauses, None)
        try:
            response = transport.send(request)
        except KeyboardInterrupt:
            if request.method == "GET":
                raise
            raise Interrupted(
                f"Interrupted while {_address(request)} was asked, so it may or may not have been "
                "carried out.",
                "Look at the state of things before you try again.",
            ) from None
        except (ConnectFailed, ConnectionCut) as trouble:
            repeatable = isinstance(trouble, ConnectFailed) or request.method == "GET"
            if pause is None or not repeatable:
                raise _unreachable(request, service, trouble) from trouble
        else:
            pause = _pause_before_retry(request, response, pause)
            if pause is None:
                return response
        time.sleep(pause)


def document(response: Response, doing: str) -> dict[str, Any]:
    """The JSON object of an answer, {} when it has no body.

    ``doing`` names the action, as a clause. Raises Unreachable for anything but an object.
    """
    if not response.body:
        return {}
    try:
        found = json.loads(response.body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Unreachable(f"{doing} failed: the answer is not JSON ({fault_message(response)}).")
    return found


def _pause_before_retry(request: Request, response: Response, pause: float | None) -> float | None:
    """How long to wait before sending again, or None when the answer stands."""
    if pause is None:
        return None
    if response.status == 429:
        asked = response.headers.get("retry-after", "")
        seconds = float(asked) if asked.isdecimal() else pause
        return seconds if seconds <= _LONGEST_RETRY_AFTER else None
    return pause if response.status == 503 and request.method == "GET" else None


def _unreachable(request: Request, service: str, trouble: Exception) -> Unreachable:
    address = _address(request)
    if isinstance(trouble, ConnectionCut) and request.method != "GET":
        return Unreachable(
            f"The connection to the {service} at {address} broke after the request was sent "
            f"({trouble}), so it may or may not have been carried out.",
            "Look at the state of things before you try again.",
        )
    return Unreachable(f"The {service} at {address} cannot be reached: {trouble}.")


def _address(request: Request) -> str:
    """Host and port, without a password that may stand before them."""
    return urlsplit(request.url).netloc.rpartition("@")[2]
