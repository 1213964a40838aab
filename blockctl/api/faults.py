"""What the API's error answers mean: status and fault body become one of our errors."""

import json
import re
from typing import Any

from blockctl.errors import BlockctlError, Conflict, NotAllowed, NotFound, Unreachable
from blockctl.transport import Response

# Cinder answers 400 for bad input and for a wrong state alike; only the text tells them apart
# (cinder/exception.py: InvalidVolume, InvalidSnapshot, InvalidAttachment and their kin).
_WRONG_STATE = re.compile(
    r"^Invalid (volume|snapshot|backup|[Gg]roup|GroupSnapshot|attachment|status): "
    r"|\bstatus must\b|\bmust be (available|in-use|attached|in)\b|\bstill attached\b|\bin use\.$"
    r"|\bstill in use\b"
    r"|Exceeded|exceed"
)


def fault_message(response: Response) -> str:
    """The sentence in a fault body, whatever its shape; the status alone when there is none.

    Cinder nests it under the fault's name (``{"badRequest": {"message": …}}``), Keystone's
    middleware under ``error``; proxies answer HTML, which tells a user nothing.
    """
    try:
        body: Any = json.loads(response.body)
    except ValueError:
        return f"it answered HTTP {response.status}"
    for fault in body.values() if isinstance(body, dict) else ():
        if isinstance(fault, dict) and isinstance(fault.get("message"), str):
            # Cinder passes on the text of other errors, of which some have none.
            return str(fault["message"]).strip() or f"it answered HTTP {response.status}"
    return f"it answered HTTP {response.status}"


def error_for(response: Response, doing: str) -> BlockctlError:
    """The error for an answer of 400 or more; ``doing`` says what was tried, as a clause."""
    text = fault_message(response)
    status = response.status
    if status == 401:
        return NotAllowed(
            f"The volume service does not accept this sign-in: {text}",
            "Check the credentials, or sign in again.",
        )
    if status == 403:
        return NotAllowed(f"{doing} is not allowed: {text}")
    if status == 404:
        return NotFound(f"{doing} failed: {text}")
    if status == 413:
        wait = response.headers.get("retry-after", "0")
        remedy = f"Try again in {wait} s." if wait not in ("", "0") else None
        return Conflict(f"{doing} was refused: {text}", remedy)
    if status == 409 or (status == 400 and _WRONG_STATE.search(text)):
        return Conflict(f"{doing} was refused: {text}")
    if status == 429 or status >= 500:
        return Unreachable(f"{doing} failed in the volume service: {text}")
    if status < 400:
        where = response.headers.get("location", "elsewhere")
        return Unreachable(f"{doing} failed: the service points to {where}, which is not followed.")
    return BlockctlError(f"{doing} was refused: {text}")
