"""The docs cannot drift from the code."""

import re
import runpy
from pathlib import Path

from blockctl.errors import ExitCode

DOCS = Path(__file__).parents[2] / "docs"


def test_the_commands_page_is_what_the_commands_say() -> None:
    made = runpy.run_path(str(DOCS / "build_reference.py"))["page"]()
    kept = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    assert kept == made.rstrip() + "\n", "run: python docs/build_reference.py"


def test_every_exit_code_is_documented() -> None:
    page = (DOCS / "reference" / "exit-codes.md").read_text(encoding="utf-8")
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}
    assert documented == {*ExitCode, 141}


def test_every_link_between_pages_leads_somewhere() -> None:
    for page in (*DOCS.rglob("*.md"), DOCS.parent / "README.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page} links to {target}"
