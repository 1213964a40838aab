"""Replication of volume groups, as far as a service goes whose driver has none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.conftest import Blockctl
from tests.api.groups import refused, shown

SETTINGS = """[file]
replication_device = backend_id:elsewhere,san_ip:192.0.2.7,san_password:grue
replication_device = backend_id:faraway
"""


@pytest.fixture(scope="module")
def replicating(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Blockctl]:
    """A service whose backend names two others, with a group ``group`` that is marked for them."""
    folder: Path = tmp_path_factory.mktemp("replicating")
    run = Blockctl(folder)
    (folder / "replication.conf").write_text(SETTINGS)
    run("standalone", "up", "--port", str(run.port), "--config", "replication.conf")
    try:
        run("volume", "type", "create", "vt")
        run("volume", "group", "type", "create", "gt")
        types = ("--volume-group-type", "gt", "--volume-type", "vt")
        run("volume", "group", "create", "--wait", *types, "--name", "group")
        run("volume", "group", "create", "--wait", *types, "--name", "other")
        # The scheduler finds no place for a group whose types bear these marks from the beginning.
        run("volume", "type", "set", "--replicated", "vt")
        marked = "group_replication_enabled=<is> True"
        run("volume", "group", "type", "set", "--property", marked, "gt")
        yield run
    finally:
        run("standalone", "reset", "--yes", "--force", check=False)


def test_targets_are_listed_without_their_secrets(replicating: Blockctl) -> None:
    done = replicating("--debug", "volume", "group", "replication", "target", "list", "group")
    assert "grue" not in done.stdout + done.stderr
    args = ("volume", "group", "replication", "target", "list", "group")
    assert shown(replicating, *args) == [
        {
            "Backend ID": "elsewhere",
            "Properties": {"san_ip": "192.0.2.7", "san_password": "***"},
        },
        {"Backend ID": "faraway", "Properties": {}},
    ]
    seen = shown(replicating, "volume", "group", "show", "--replication-targets", "group")
    assert list(seen)[-2:] == ["Replication Status", "Replication Targets"]
    assert seen["Replication Status"] == "disabled"
    assert [each["backend_id"] for each in seen["Replication Targets"]] == ["elsewhere", "faraway"]
    table = replicating("volume", "group", "show", "--replication-targets", "group").stdout
    assert "elsewhere, faraway" in table


def test_replication_begins_and_failover_is_asked_for(replicating: Blockctl) -> None:
    code, told = refused(
        replicating, "volume", "group", "failover", "--secondary-backend-id", "faraway", "other"
    )
    assert code != 0
    assert "Failover replication of volume group" in told
    assert "replication status must be" in told
    # A driver without replication fails without a word, and Cinder leaves the group as it is.
    args = ("volume", "group", "set", "--enable-replication", "--wait", "--timeout", "2", "other")
    code, told = refused(replicating, *args)
    assert code == 6
    assert "is still enabling after 2 s." in told
    seen = shown(replicating, "volume", "group", "show", "--replication-targets", "other")
    assert seen["Replication Status"] == "enabling"
    code, told = refused(replicating, "volume", "group", "set", "--disable-replication", "other")
    assert code != 0
    assert "current status is: enabling" in told


def test_a_group_that_is_not_replicated_has_no_targets(replicating: Blockctl) -> None:
    replicating("volume", "group", "type", "create", "plain")
    types = ("--volume-group-type", "plain", "--volume-type", "__DEFAULT__")
    replicating("volume", "group", "create", "--wait", *types, "--name", "plain")
    args = ("volume", "group", "show", "--replication-targets", "plain")
    assert "is not a replication group type" in replicating(*args).stderr
    seen = shown(replicating, *args)
    assert (seen["Name"], seen["Replication Targets"]) == ("plain", [])
    code, told = refused(replicating, "volume", "group", "replication", "target", "list", "plain")
    assert code == 1
    assert "is not a replication group type" in told
