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
    state: str | None = None,
    device_state: str | None = None,
) -> Iterator[dict[str, Any]]:
    """Journal what the block does. It yields a dictionary to put changes of the claim into, which
    are stored in the same transaction that marks the step as done (Ledger.finish).

    ``state`` and ``device_state`` are those of the claim and of its device from the beginning of
    the step on.
    """
    number = book.begin(
        claim, operation, name, detail=detail, state=state, device_state=device_state
    )
    faults.point(f"{operation}-{name}-before")
    changes: dict[str, Any] = {}
    yield changes
    faults.point(f"{operation}-{name}-after")
    book.finish(number, claim, changes)
