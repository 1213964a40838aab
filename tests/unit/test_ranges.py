"""Numbers out of their range: what is said, in words."""

import re
from pathlib import Path

import pytest

from tests.unit.conftest import Run

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("volume", "create", "--size", "0", "v"), "0 is not between 1 and 2147483647."),
        (("volume", "diagnose", "--patience", "-1", "v"), "-1.0 is not at least 0."),
        (("volume", "create", "--timeout", "0", "v"), "0.0 is not more than 0."),
        (("quota", "set", "--volumes", "-5", "p"), "-5 is not at least -1."),
        (("volume", "create", "--size", "x", "v"), "'x' is not a valid number of GiB."),
    ],
    ids=lambda each: each[3] if isinstance(each, tuple) else "",
)
@pytest.mark.usefixtures("env")
def test_what_is_out_of_range_is_told_in_words(run: Run, line: tuple[str, ...], said: str) -> None:
    done = run(*line)
    assert done.code == 2
    assert said in done.err


def test_no_help_tells_a_range_as_an_inequality() -> None:
    text = REFERENCE.read_text()
    assert "between 1 and 86400" in re.sub(r"\s+", " ", text)
    assert not re.search(r"x[<>]|[<>]=?x\b", text)
