"""``local recover`` after a kill at each step: host, Cinder and ledger agree again."""

import json
import os
from typing import Any

import pytest

from tests.api.conftest import Blockctl
from tests.api.test_local import Factory, attached, row_of, shown
from tests.api.test_local_crash import (
    ATTACH,
    DETACH,
    KILLED,
    assert_attached_once,
    assert_nothing_is_left,
    fault,
    faults_allowed,
)

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="loop devices need root")
__all__ = ["faults_allowed"]  # a fixture for every test here


def killed(blockctl: Blockctl, point: str, *args: str) -> None:
    done = blockctl(*args, env=fault(point, "SIGKILL"), check=False)
    assert done.returncode == KILLED


def recovered(blockctl: Blockctl, *args: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = shown(blockctl, "local", "recover", *args)
    return rows


@pytest.mark.parametrize("point", ATTACH)
def test_an_attach_that_was_killed_is_undone(
    blockctl: Blockctl, volume: Factory, point: str
) -> None:
    made = volume()
    killed(blockctl, point, "local", "attach", made)
    [told] = recovered(blockctl, "--dry-run")
    assert (told["ID"], told["Result"]) == (made, "would be undone")
    assert row_of(blockctl, made), "a dry run changes nothing"
    [row] = recovered(blockctl)
    assert row["ID"] == made
    assert row["Was"] == f"attaching, stopped at step '{point.split('-')[1]}'"
    assert row["Result"] == "undone"
    assert_nothing_is_left(blockctl, made)
    assert recovered(blockctl) == []


@pytest.mark.parametrize("point", DETACH)
def test_a_detach_that_was_killed_is_finished(
    blockctl: Blockctl, volume: Factory, point: str
) -> None:
    made = volume()
    attached(blockctl, made)
    killed(blockctl, point, "local", "detach", made)
    [row] = recovered(blockctl, made)
    assert row["Result"] == "finished"
    assert_nothing_is_left(blockctl, made)


@pytest.mark.parametrize(
    "point", [f"recover-{step}-{side}" for step in ("disconnect", "give-back")
              for side in ("before", "after")],
)  # fmt: skip
def test_a_recover_that_was_killed_is_finished_by_the_next(
    blockctl: Blockctl, volume: Factory, point: str
) -> None:
    made = volume()
    killed(blockctl, "attach-complete-after", "local", "attach", made)
    killed(blockctl, point, "local", "recover")
    assert len(recovered(blockctl)) == 1
    assert_nothing_is_left(blockctl, made)


def test_what_is_attached_is_left_alone(blockctl: Blockctl, volume: Factory) -> None:
    made = volume()
    device = attached(blockctl, made)
    assert recovered(blockctl) == []
    assert recovered(blockctl, made) == []
    assert_attached_once(blockctl, made, device)


def test_one_that_cannot_be_ended_does_not_stop_the_others(
    blockctl: Blockctl, volume: Factory
) -> None:
    held, free = volume(), volume()
    killed(blockctl, "attach-complete-before", "local", "attach", held)
    killed(blockctl, "attach-complete-before", "local", "attach", free)
    row = row_of(blockctl, held)
    assert row
    with open(row["Device"], "rb"):
        done = blockctl("local", "recover", "-f", "json", check=False)
    assert done.returncode == 9
    results = {each["ID"]: each["Result"] for each in json.loads(done.stdout)}
    assert results[free] == "undone"
    assert f"is open in process {os.getpid()}" in results[held]
    assert recovered(blockctl)[0]["Result"] == "undone"
    assert_nothing_is_left(blockctl, held)


def test_what_is_not_attached_is_not_found(blockctl: Blockctl) -> None:
    assert blockctl("local", "recover", "nothing-of-the-kind", check=False).returncode == 3
