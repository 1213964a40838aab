"""docs/api-endpoints.tsv tells the truth about Cinder's API, and about our commands."""

import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from blockctl import tree

ROOT = Path(__file__).parents[2]
BUILD: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "build_api_coverage.py"))
ENDPOINTS = list(BUILD["endpoints"]())
# Routes by which Cinder reaches what another route is for: its controllers of groups serve a
# single one and all of them, and its actions on types are registered as methods too.
ALIKE = {
    *(
        ("POST", "/groups/action", action)
        for action in (
            "delete", "disable_replication", "enable_replication", "failover_replication",
            "list_replication_targets", "reset_status",
        )
    ),
    ("POST", "/groups/{}/action", "create-from-src"),
}  # fmt: skip
AS_ACTIONS = {
    ("POST", "/types", ""): ("POST", "/types/{}/action", "create"),
    ("PUT", "/types/{}", ""): ("POST", "/types/{}/action", "update"),
    ("DELETE", "/types/{}", ""): ("POST", "/types/{}/action", "delete"),
}


def test_the_endpoints_are_those_of_the_installed_cinder(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.unit.cinder_routes", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    routes = {tuple(line.split("\t")) for line in told.splitlines()}
    listed = {
        (each.method, re.sub(r"\{\w+\}", "{}", each.path).replace("/v3/", "/"), each.action)
        for each in ENDPOINTS
    }
    served = {AS_ACTIONS.get(each, each) for each in listed}
    assert len(routes) > 200
    assert served - routes == set()
    assert routes - served == ALIKE


def test_each_has_commands_or_a_reason() -> None:
    assert len({(each.method, each.path, each.action) for each in ENDPOINTS}) == len(ENDPOINTS)
    for each in ENDPOINTS:
        assert bool(each.commands) != bool(each.reason), each.request
        assert set(each.commands) <= set(tree.COMMANDS), each.request


@pytest.mark.parametrize("offered", [True, False])
def test_our_sources_name_the_actions_that_are_offered(offered: bool) -> None:
    folders = [ROOT / "blockctl" / "api", ROOT / "commands", ROOT / "connectors"]
    sources = "".join(
        path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.py")
    )
    actions = {each.action for each in ENDPOINTS if each.action and bool(each.commands) == offered}
    assert {action for action in actions if f'"{action}"' in sources} == (
        actions if offered else set()
    )


def test_the_page_is_what_the_list_says() -> None:
    kept = (ROOT / "docs" / "reference" / "api-coverage.md").read_text(encoding="utf-8")
    assert kept == BUILD["page"](), "run: python docs/build_api_coverage.py"
