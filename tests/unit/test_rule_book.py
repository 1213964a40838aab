"""The rule book: every cause is proved, can be told, and is mended or refused."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from blockctl.diagnosis import facts
from blockctl.diagnosis.deeds import DEEDS, REMOVING
from blockctl.diagnosis.diagnose import diagnose
from blockctl.diagnosis.evidence import Evidence
from blockctl.diagnosis.rule import Rule
from blockctl.diagnosis.rules import RULES
from tests.unit.samples import volume

TESTS = Path(__file__).parents[1]
PROVES = re.compile(r"@proves\(([^)]*)\)")
NOW = datetime(2026, 11, 22, 11, 0, 1, tzinfo=UTC)
by_name = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def proved() -> set[str]:
    """The causes that a test brings about."""
    files = TESTS.glob("api/test_stuck_*.py")
    marks = (mark for file in files for mark in PROVES.findall(file.read_text()))
    return {name for mark in marks for name in re.findall(r'"([\w-]+)"', mark)}


def test_each_cause_has_a_test_that_brings_it_about() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))
    assert set(names) == proved()


@by_name
def test_a_cause_is_mended_or_says_why_not(rule: Rule) -> None:
    assert (rule.deed in DEEDS) != bool(rule.refused)
    assert rule.says
    assert rule.risk
    assert rule.source
    assert set(DEEDS) >= REMOVING


@by_name
def test_its_texts_have_no_field_that_is_not_known(rule: Rule) -> None:
    fields = facts.of(Evidence(volume(), NOW, 600))
    for text in (rule.says, rule.command, rule.risk, rule.refused):
        assert "{" not in text.format_map(fields)


@by_name
def test_a_remedy_is_commands_with_a_comment_behind_them(rule: Rule) -> None:
    commands, aside, comment = rule.command.partition("   (")
    programs = {each.removeprefix("sudo ").split()[0] for each in commands.split(" && ")}
    assert programs <= {"blockctl", "openstack", "systemctl"}
    assert "   " not in commands
    assert comment.endswith(")") == bool(aside)


def test_each_deed_is_used() -> None:
    assert {rule.deed for rule in RULES} - {None} == set(DEEDS)


def test_what_may_not_be_seen_lowers_how_sure_it_is_and_is_said() -> None:
    row = volume(status="error_extending")
    row["os-vol-host-attr:host"] = "h@b#p"
    seen = diagnose(Evidence(row, NOW, 600))
    hidden = diagnose(Evidence(row, NOW, 600, services=None))
    assert (seen.sure, hidden.sure) == ("certain", "very likely")
    assert ("not seen", "services: not allowed to see") in list(facts.lines(hidden.evidence))
