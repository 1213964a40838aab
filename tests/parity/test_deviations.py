"""The list of deviations is exactly what is seen."""

import runpy

from blockctl.migration.deviations import BY_NAME, DEVIATIONS
from tests.parity.cases import READS, WRITES
from tests.parity.environments import ROOT

# Those that no case can show, each with the tests that do.
SHOWN_ELSEWHERE = {
    "exit-codes": "tests/api/test_volumes.py",
    "visible-controls": "tests/api/test_volumes.py",
}


def test_each_has_one_name_and_one_home() -> None:
    assert len(BY_NAME) == len(DEVIATIONS)


def test_each_is_shown_by_a_case_or_elsewhere() -> None:
    shown = {case.deviation for case in (*READS, *WRITES) if case.deviation}
    assert shown | set(SHOWN_ELSEWHERE) == set(BY_NAME)
    assert not shown & set(SHOWN_ELSEWHERE)
    assert all((ROOT / test).is_file() for test in SHOWN_ELSEWHERE.values())


def test_a_case_deviates_only_where_the_list_says_so() -> None:
    for case in (*READS, *WRITES):
        assert not case.deviation or BY_NAME[case.deviation].covers(case.words), str(case)


def test_the_page_is_what_the_list_says() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "build_deviations.py"))["page"]()
    kept = (ROOT / "docs" / "reference" / "deviations.md").read_text(encoding="utf-8")
    assert kept == made, "run: python docs/build_deviations.py"
