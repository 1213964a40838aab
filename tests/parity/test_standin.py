"""The real ``cinder`` beside ``blockctl cinder``: what is printed, how it ends, what is written."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from blockctl.migration import extension, syntax
from tests.parity.clients import Client
from tests.parity.cloud import ADMIN
from tests.parity.compare import seen
from tests.parity.conftest import Rig
from tests.parity.maker import Maker
from tests.parity.standin_cases import READS
from tests.parity.standin_cases_writes import WRITES
from tests.parity.world import Twin

CASES = [*READS, *WRITES]
# What has no counterpart to print: our own help, and what works on this host (tests/api).
OURS_ALONE = {*extension.VERBS, "help", "bash-completion", "bash_completion"}
# These show what the service is still at work on: how far it has come is chance.
STILL_MADE = {
    "create", "manage", "snapshot-manage", "group-create", "group-snapshot-create",
    "consisgroup-create", "cgsnapshot-create",
}  # fmt: skip
CHANCE = re.compile(
    r"^(\| (?:status|updated_at|os-vol-host-attr:host|service_uuid|shared_targets) +\|).*",
    re.MULTILINE,
)


def test_every_verb_has_a_case() -> None:
    assert set(syntax.verbs()) - {case.words for case in CASES} <= OURS_ALONE


@pytest.mark.parametrize("words", ["list", "group-list", "backup-list", "attachment-list"])
def test_cinder_s_variables_and_options_count(rig: Rig, cinder: Client, words: str) -> None:
    env = rig.env(ADMIN)
    for theirs, name in (("USERNAME", "USERNAME"), ("PASSWORD", "PASSWORD"), ("URL", "AUTH_URL")):
        env[f"CINDER_{theirs}"] = env.pop(f"OS_{name}")
    env |= {"CINDER_ENDPOINT": str(rig.cloud.api().get_endpoint()), "ALL_TENANTS": "1"}
    project = env.pop("OS_PROJECT_NAME")
    line = ["--os-project-name", project, "--os_volume_api_version", "3.50", words]
    rig.cloud.asked_of_cinder()
    # cinder reads variables when it is imported.
    expected, got = cinder.run_process(line, env), rig.ours.run(["cinder", "--", *line], env)
    assert (got.status, got.stdout) == (expected.status, expected.stdout), got.stderr
    assert got.status == 0
    assert {request["version"] for request in _listed(rig)} == {"volume 3.50"}


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: str(CASES[number]))
def test_the_stand_in_does_what_cinder_does(rig: Rig, cinder: Client, number: int) -> None:
    case = CASES[number]
    twins = [Twin(Maker(rig.cloud.api(case.user)), side, number) for side in "cd"]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda twin: [twin[place] for place in case.places], twins))
    rig.cloud.asked_of_cinder()
    env = rig.env(case.user)
    cinder.begin(case.arguments(twins[0]), env)
    rig.ours.begin(["cinder", "--", *case.arguments(twins[1])], env)
    theirs, ours = cinder.end(), rig.ours.end()
    asked = [_as_write(request) for request in rig.cloud.asked_of_cinder()]
    by_us = [request for request in asked if request["agent"].startswith("blockctl")]
    by_them = [request for request in asked if request["agent"].startswith("python-cinderclient")]
    prefixes = [twin.prefix if case.places else "" for twin in twins]
    expected = seen(theirs, by_them, prefixes[0], twins[0].ids(), case.moving)
    got = seen(ours, by_us, prefixes[1], twins[1].ids(), case.moving)
    printed = [each.output for each in (got, expected)]
    if case.words in STILL_MADE:
        printed = [CHANCE.sub(r"\1", each) for each in printed]
    assert printed[0] == printed[1], f"{theirs.stderr}\n{ours.stderr}"
    assert ours.status == theirs.status, f"{theirs.stderr}\n{ours.stderr}"
    assert got.requests == expected.requests
    if theirs.status == 1 and theirs.stderr.startswith("ERROR: "):
        assert ours.stderr.startswith("ERROR: ")


def _listed(rig: Rig) -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = rig.cloud.asked_of_cinder()
    return [request for request in asked if request["path"].count("/") > 2]


def _as_write(request: dict[str, Any]) -> dict[str, Any]:
    """A request as it counts: QoS specs are associated by GET."""
    if "associate" in request["path"]:
        return {**request, "method": f"{request['method']} that writes"}
    return request
