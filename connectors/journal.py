"""One step of an operation: written down before it is done, and after."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from blockctl.connectors import faults
from blockctl.connectors.claims import Claim
from blockctl.connectors.ledger import Ledger


@contextmanager
def step(
    book: Ledger,
    claim: Claim,
    operation: str,
    name: str,
    *,
    detail: Any = None,
    device_state: str | None = None,
    **columns: Any,
) -> Iterator[dict[str, Any]]:
    """Journal what the block does. It yields a dictionary to put changes of the claim into, which
    are stored in the same transaction that marks the step as done (Ledger.finish).

    ``columns`` of the claim, and its device's ``device_state``, are as given from the beginning
    of the step on.
    """
    number = book.begin(claim, operation, name, detail=detail, device_state=device_state, **columns)
    faults.point(f"{operation}-{name}-before")
    changes: dict[str, Any] = {}
    yield changes
    faults.point(f"{operation}-{name}-after")
    book.finish(number, claim, changes)
