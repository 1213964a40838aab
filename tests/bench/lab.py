"""Times attach and detach of blockctl beside os-brick alone and the bare programs, in the lab.

``python -m tests.bench.lab``: one run in one virtual machine, in which each takes its turn, A B C
A B C …, so that a machine whose speed drifts is no one's advantage. What is compared is the median
of what happens in the guest, once Python and os-brick are imported: emulated, importing takes a
multiple of what it takes elsewhere, and would hide all else. Seconds are those of an emulated
machine; the ratios are what to look at.
"""

import argparse
import statistics
import sys
from collections.abc import Callable

from tests.lab.guest import Guest
from tests.lab.inside import timed
from tests.lab.lab import running
from tests.lab.transports import TRANSPORTS

_TRANSPORTS = ("iscsi", "nvme")
_CLIENTS: dict[str, Callable[..., tuple[float, float]]] = {
    "bare": timed.bare,
    "os-brick": timed.brick,
    "blockctl": timed.blockctl,
}


def main() -> None:
    """Run every comparison in a lab of its own, and print a table for each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with running() as lab:
        for transport in _TRANSPORTS:
            lab.reset()
            compare(lab.guest, transport, given.runs)


def compare(guest: Guest, transport: str, runs: int) -> None:
    """Attach and detach one volume by each client in turn, and print a line for each."""
    connection = TRANSPORTS[transport].offer(guest)
    seconds: dict[str, list[tuple[float, float]]] = {client: [] for client in _CLIENTS}
    for round_ in range(runs + 1):
        for client, timing in _CLIENTS.items():
            attach, detach = guest.call(timing, connection)
            if round_:  # the first warms up
                seconds[client].append((attach, detach))
    for at, what in enumerate(("attach", "detach")):
        print(f"\n{transport} {what}: median of {runs}")  # noqa: T201
        bare = statistics.median(each[at] for each in seconds["bare"])
        for client, measured in seconds.items():
            taken = [each[at] for each in measured]
            median = statistics.median(taken)
            print(  # noqa: T201
                f"  {client:<10} {median:7.3f} s  ({min(taken):.3f} to {max(taken):.3f})"
                f"  {median / bare:6.1f} x bare"
            )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
