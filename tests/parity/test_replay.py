"""Cinder's lines beside what they become: what reaches the service, and what the stand-in prints.

Each verb is one test: its lines, each by the real cinder, by the stand-in, by openstack and by
blockctl, against a cloud that records. The summary counts what was seen, by kind.
"""

import json
import subprocess
from collections.abc import Iterator

import pytest

from blockctl.errors import BlockctlError
from blockctl.migration import extension, syntax
from blockctl.migration.differences import Difference
from blockctl.migration.row import TARGETS
from blockctl.migration.rows import table
from blockctl.migration.translate import translate
from blockctl.migration.writing import Untranslatable
from tests.parity.conftest import Replayers
from tests.parity.environments import PEERS, ROOT, interpreter
from tests.parity.replay.cloud import RecordingCloud
from tests.parity.replay.lines import replayed
from tests.parity.replay.running import Ran, run
from tests.parity.replay.verdict import judge

# The brick extension's verbs die in the real cinder (its print_dict is gone), or attach to this
# host: tests/api runs what they become.
VERBS = [verb for verb in syntax.verbs() if verb not in extension.VERBS]
# Our own help, and words in no order.
_PRINTS_ITS_OWN = ("help", "bash-completion", "bash_completion")


@pytest.fixture(scope="module")
def cloud() -> Iterator[RecordingCloud]:
    with RecordingCloud() as recording:
        yield recording


def test_every_option_of_the_installed_cinder_is_replayed() -> None:
    script = ROOT / "tests/parity/peers/cinder_syntax.py"
    done = subprocess.run(
        [interpreter(PEERS), "-W", "ignore", script], capture_output=True, text=True, check=True
    )
    installed = {
        (verb, name)
        for verb, forms in json.loads(done.stdout)["verbs"].items()
        for form in forms
        for taken in form["takes"]
        for name in taken["names"]
        if name.startswith("-")
    }
    assert {verb for verb, _ in installed} <= set(VERBS)
    said = {(verb, word) for verb in VERBS for line in replayed(verb) for word in line}
    assert installed - said == set()


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_s_lines_do_what_cinder_does(
    replayers: Replayers, cloud: RecordingCloud, verb: str
) -> None:
    wrong: list[str] = []
    shown: set[Difference] = set()
    carried_out = 0
    for line in replayed(verb):
        theirs = run(cloud, replayers.cinder, [line], line, replayers.env)
        wrong += _stand_in(replayers, cloud, line, theirs)
        if theirs.status:
            replayers.count("cinder itself refuses the line")
            continue
        carried_out += 1
        for target in TARGETS:
            seen = _beside(replayers, cloud, line, theirs, target)
            if isinstance(seen, str):
                wrong.append(seen)
            else:
                shown |= set(seen)
    stated = {each for each in table()[verb].differs if each.shows}
    wrong += [f"no line shows: {each.target} {each.kind}: {each.text} {each.given}"
              for each in stated - shown]  # fmt: skip
    assert not wrong, "\n\n".join(wrong)
    assert carried_out


def _stand_in(
    replayers: Replayers, cloud: RecordingCloud, line: list[str], theirs: Ran
) -> list[str]:
    ours = run(cloud, replayers.blockctl, [["cinder", "--", *line]], line, replayers.env)
    same = (ours.status, ours.writes) == (theirs.status, theirs.writes)
    same = same and (ours.printed == theirs.printed or line[0] in _PRINTS_ITS_OWN)
    replayers.count(f"the stand-in is {'equal' if same else 'different'}")
    told = f"cinder:{theirs}\n{theirs.printed}\nstand-in:{ours}\n{ours.printed}"
    return [] if same else [f"{line}\n{told}"]


def _beside(
    replayers: Replayers, cloud: RecordingCloud, line: list[str], theirs: Ran, target: str
) -> tuple[Difference, ...] | str:
    try:
        translation = translate(line, target)
    except Untranslatable:
        replayers.count(f"{target}: no counterpart")
        return ()
    except BlockctlError as refused:
        return f"{line} -> {target}: {refused}"
    commands = [words[1:] for words in translation.commands]
    client = replayers.by_target(target)
    ours = run(cloud, client, commands, line, replayers.env)
    verdict = judge(theirs, ours, translation.differs)
    replayers.count(f"{target}: {verdict.kind if verdict else 'not explained'}")
    if verdict is None:
        return f"{line}\ncinder: {theirs}\n{translation.lines()}: {ours}"
    return verdict.shown
