"""blockctl's local commands in the guest, as the tests of the lab give them."""

import json
from collections.abc import Collection, Iterable
from typing import Any

import pytest

from tests.lab.guest import Done, Guest, Running
from tests.lab.inside import network, remains
from tests.lab.inside.command import blockctl
from tests.lab.transports import KEY, Transport

FILE = "/root/connection.json"
_KILLED = -9


def run(guest: Guest, *arguments: str, fault: str = "") -> Done:
    """One command of blockctl, to its end."""
    env = {"BLOCKCTL_FAULT": fault} if fault else {}
    return guest.begin(blockctl, list(arguments), env).wait(600)


def told(guest: Guest, *arguments: str) -> Any:
    return json.loads(run(guest, *arguments, "-f", "json").check().out)


def offered(guest: Guest, transport: Transport) -> None:
    guest.write(FILE, transport.offer(guest))
    guest.write(KEY, bytes(range(32)))


def attached(guest: Guest, transport: Transport) -> str:
    path: str = told(guest, "local", "attach", FILE, *transport.options)["path"]
    return path


def allow_faults(guest: Guest) -> None:
    guest.run(["sh", "-c", "mkdir -p /var/lib/blockctl && touch /var/lib/blockctl/faults-allowed"])


def assert_nothing_is_left(guest: Guest, transport: Transport) -> None:
    assert told(guest, "local", "list") == []
    transport.withdraw(guest)
    assert guest.call(remains.found) == {}


def kill_at(guest: Guest, point: str, *arguments: str) -> None:
    """Run a command that does not come further than this fault point."""
    assert run(guest, *arguments, fault=f"{point}=SIGKILL").status == _KILLED


def begin_and_stop(guest: Guest, point: str, *arguments: str) -> Running:
    """Begin a command that stops at this fault point, until it is told to go on (SIGCONT)."""
    running = guest.begin(blockctl, list(arguments), {"BLOCKCTL_FAULT": f"{point}=SIGSTOP"})
    stopped = f"until grep -q '^State:.*T (stopped)' /proc/{running.pid}/status; do sleep 0.2; done"
    guest.run(["sh", "-c", stopped])
    return running


def fail_all(guest: Guest) -> None:
    """Have nobody answer any more."""
    for number in (1, 2):
        guest.call(network.fail, number)


def mend_all(guest: Guest) -> None:
    """Have all answer again."""
    for number in (1, 2):
        guest.call(network.mend, number)


def recovered(guest: Guest) -> str:
    """What ``local recover`` did to the one thing that was half done."""
    [row] = told(guest, "local", "recover")
    result: str = row["Result"]
    return result


def each(names: Iterable[str], *what: str, full: Collection[str] = ()) -> pytest.MarkDecorator:
    """A test of each of these transports, which proves all of ``what``; those that are in ``full``
    only with --full.
    """
    cases = []
    for name in names:
        marks = [pytest.mark.proves(name, *what)] + [pytest.mark.full] * (name in full)
        cases.append(pytest.param(name, marks=marks))
    return pytest.mark.parametrize("name", cases)
