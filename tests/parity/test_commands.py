"""Every case: the same arguments given to ``openstack`` and to ``blockctl`` on equal state."""

from concurrent.futures import ThreadPoolExecutor
from difflib import unified_diff

import pytest

from blockctl.migration.deviations import BY_NAME
from tests.parity.case import Case
from tests.parity.cases import READS, WRITES
from tests.parity.compare import Seen, seen
from tests.parity.conftest import Rig
from tests.parity.maker import Maker
from tests.parity.world import Twin

CASES = [*READS, *WRITES]


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: str(CASES[number]))
def test_both_do_the_same(rig: Rig, number: int) -> None:
    case = CASES[number]
    rig.counts["a case that reads" if number < len(READS) else "a case that writes"] += 1
    compare(case, *run(rig, case, number))


# The first case of each command that changes nothing.
SAMPLE = list({case.words: case for case in reversed(READS) if not case.deviation}.values())


@pytest.mark.parametrize("case", SAMPLE, ids=str)
def test_a_process_does_what_a_fork_does(rig: Rig, case: Case) -> None:
    arguments, env = case.arguments({}), rig.env(case.user)
    for client in (rig.theirs, rig.ours):
        forked, alone = client.run(arguments, env), client.run_process(arguments, env)
        assert (alone.status, alone.stdout) == (forked.status, forked.stdout)


def run(rig: Rig, case: Case, number: int) -> tuple[Seen, Seen]:
    """Run the case with both commands, each on its twin, and look at what they did."""
    twins = [Twin(Maker(rig.cloud.api(case.user)), side, number) for side in "ab"]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda twin: [twin[place] for place in case.places], twins))
    rig.cloud.asked_of_cinder()
    theirs, ours = rig.both(case.arguments(twins[0]), case.arguments(twins[1]), rig.env(case.user))
    asked = rig.cloud.asked_of_cinder()
    by_us = [request for request in asked if request["agent"].startswith("blockctl")]
    by_them = [request for request in asked if request not in by_us]
    prefixes = [twin.prefix if case.places else "" for twin in twins]
    return (
        seen(theirs, by_them, prefixes[0], twins[0].ids(), case.moving),
        seen(ours, by_us, prefixes[1], twins[1].ids(), case.moving),
    )


def compare(case: Case, theirs: Seen, ours: Seen) -> None:
    """Fail unless both did the same, or deviate as the case says that they do."""
    excused = BY_NAME[case.deviation].aspects if case.deviation else frozenset()
    differing = theirs.differs_in(ours)
    told = "\n" + "\n".join(
        unified_diff(
            str(theirs).splitlines(),
            str(ours).splitlines(),
            "openstack",
            "blockctl",
            "",
            "",
            n=99,
            lineterm="",
        )
    )
    assert differing <= excused, f"{case}: different {', '.join(sorted(differing))}{told}"
    assert not excused or differing, f"{case}: no longer deviates{told}"
    assert "Traceback" not in ours.stderr, told
