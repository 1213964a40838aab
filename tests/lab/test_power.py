"""The power goes while something is written: what was said to be done is done when it is back."""

import pytest

from tests.lab.guest import Guest
from tests.lab.inside import ledger
from tests.lab.lab import Lab
from tests.lab.local import (
    FILE,
    allow_faults,
    assert_nothing_is_left,
    begin_and_stop,
    offered,
    run,
    told,
)
from tests.lab.transports import TRANSPORTS

_SAID = "/root/said"
FILE_TRANSPORT = TRANSPORTS["file"]
_WITH_BLOCKCTL = {"PATH": "/opt/lab/venv/bin:/usr/sbin:/usr/bin:/sbin:/bin"}


@pytest.mark.parametrize("point", ["attach-reserve-before", "attach-loop-before"])
def test_an_attach_is_known_after_a_power_cut(guest: Guest, lab: Lab, point: str) -> None:
    offered(guest, FILE_TRANSPORT)
    allow_faults(guest)
    guest.run(["sync"])  # the connection's file, which is the user's
    begin_and_stop(guest, point, "local", "attach", FILE)
    lab.power_cut()
    [row] = told(lab.guest, "local", "list")
    assert row["Volume"] == FILE
    [row] = told(lab.guest, "local", "recover")
    assert row["Result"] == "undone"
    assert_nothing_is_left(lab.guest, FILE_TRANSPORT)


@pytest.mark.parametrize("point", ["detach-flush-before", "detach-give-back-after"])
def test_a_detach_is_ended_after_a_power_cut(guest: Guest, lab: Lab, point: str) -> None:
    offered(guest, FILE_TRANSPORT)
    allow_faults(guest)
    guest.run(["sync"])
    run(guest, "local", "attach", FILE).check()
    begin_and_stop(guest, point, "local", "detach", FILE)
    lab.power_cut()
    [row] = told(lab.guest, "local", "recover")
    assert row["Result"] == "finished"
    assert_nothing_is_left(lab.guest, FILE_TRANSPORT)


def test_what_the_ledger_said_is_written_is_there_after_a_power_cut(guest: Guest, lab: Lab) -> None:
    guest.begin(ledger.plan_on, _SAID)
    guest.run(["sh", "-c", f"until test $(wc -l < {_SAID}) -ge 10; do sleep 0.1; done"])
    lab.power_cut()
    planned = lab.guest.run(["cat", _SAID]).out.split()
    assert len(planned) >= 10
    rows = told(lab.guest, "local", "list")
    assert set(planned) <= {row["Volume"] for row in rows}
    [row] = told(lab.guest, "local", "recover", planned[-1])
    assert row["Result"] == "undone"
    assert planned[-1] not in {row["Volume"] for row in told(lab.guest, "local", "list")}


_MAKE_VOLUMES = """
number=0
while :; do
    number=$((number + 1))
    blockctl volume create --size 1 --wait -f value -c name "made-$number" >> /root/made
    sync /root/made
done
"""


def test_volumes_that_were_made_are_there_after_a_power_cut(served: Guest, lab: Lab) -> None:
    served.start(["sh", "-c", _MAKE_VOLUMES], env=_WITH_BLOCKCTL)
    # Once the fourth is told, the third is on the disk.
    served.run(["sh", "-c", "until test $(wc -l < /root/made) -ge 4; do sleep 0.3; done"])
    lab.power_cut()
    run(lab.guest, "standalone", "up", "--timeout", "600").check()
    rows = told(lab.guest, "volume", "list")
    states = {row["Name"]: row["Status"] for row in rows}
    names = lab.guest.run(["cat", "/root/made"]).out.split()
    assert len(names) >= 3
    assert {states[name] for name in names} == {"available"}
    assert set(states.values()) <= {"available", "error"}, "nothing is half made"
