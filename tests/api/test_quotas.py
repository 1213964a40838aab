"""``quota …`` and ``limits …`` on a real Cinder, where there is one project and no Keystone."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.api.conftest import Blockctl

ONLY = "Only for block storage; for other services: openstack "
KEYS = ["volumes", "snapshots", "gigabytes", "backups"]


def listed(blockctl: Blockctl, *args: str) -> Any:
    return json.loads(blockctl(*args, "-f", "json").stdout)


def limits_of(blockctl: Blockctl, *args: str) -> dict[str, int]:
    rows = listed(blockctl, "quota", "show", "--volume", *args)
    return {row["Resource"]: row["Limit"] for row in rows}


@pytest.fixture
def own_quotas(blockctl: Blockctl) -> Iterator[str]:
    """The ID of the project; its quotas are the default ones again at the end."""
    blockctl("quota", "set", "--volumes", "500")
    [row] = listed(blockctl, "quota", "list", "--volume")
    try:
        yield row["Project ID"]
    finally:
        blockctl("quota", "delete", "--volume", row["Project ID"])


def test_set_show_list_delete(blockctl: Blockctl, own_quotas: str) -> None:
    blockctl("quota", "set", "--backup-gigabytes", "70", "--groups", "3", own_quotas)
    limits = limits_of(blockctl)
    assert list(limits)[:4] == KEYS
    assert list(limits)[-2:] == ["backup-gigabytes", "per-volume-gigabytes"]
    assert (limits["volumes"], limits["backup-gigabytes"], limits["groups"]) == (500, 70, 3)
    assert set(limits_of(blockctl, "--default").values()) == {-1}
    [row] = listed(blockctl, "quota", "list", "--volume")
    assert list(row) == [
        "Project ID", "Backups", "Backup Gigabytes", "Gigabytes", "Groups",
        "Per Volume Gigabytes", "Snapshots", "Volumes",
    ]  # fmt: skip
    assert (row["Volumes"], row["Gigabytes"]) == (500, -1)
    blockctl("quota", "delete", "--volume", own_quotas)
    assert limits_of(blockctl) == limits_of(blockctl, "--default")
    assert listed(blockctl, "quota", "list", "--volume") == []


@pytest.mark.usefixtures("own_quotas")
def test_usage_and_what_it_forbids(blockctl: Blockctl, volume: Callable[..., str]) -> None:
    volume()
    [row] = [
        row
        for row in listed(blockctl, "quota", "show", "--volume", "--usage")
        if row["Resource"] == "volumes"
    ]
    assert list(row) == ["Resource", "Limit", "In Use", "Reserved"]
    assert (row["Limit"], row["Reserved"]) == (500, 0)
    assert row["In Use"] >= 1
    refused = blockctl("quota", "set", "--volumes", "0", check=False)
    assert refused.returncode == 1
    assert "must be equal or greater than existing resources" in refused.stderr
    blockctl("quota", "set", "--volumes", str(row["In Use"]))
    refused = blockctl("volume", "create", "--size", "1", "one-too-many", check=False)
    assert refused.returncode == 5


@pytest.mark.usefixtures("own_quotas")
def test_quotas_of_a_type(blockctl: Blockctl, unique: str) -> None:
    blockctl("volume", "type", "create", unique)
    blockctl("quota", "set", "--volumes", "400", "--backups", "4", "--volume-type", unique)
    limits = limits_of(blockctl)
    assert (limits["volumes"], limits[f"volumes_{unique}"], limits["backups"]) == (500, 400, 4)
    blockctl("volume", "type", "delete", unique)
    refused = blockctl("quota", "set", "--volumes", "4", "--volume-type", unique, check=False)
    assert (refused.returncode, f"volumes_{unique}" in refused.stderr) == (1, True)


def test_the_quota_class(blockctl: Blockctl) -> None:
    blockctl("quota", "set", "--class", "--volumes", "600", "default")
    try:
        assert limits_of(blockctl, "--class", "default")["volumes"] == 600
        assert limits_of(blockctl, "--default")["volumes"] == 600
        assert limits_of(blockctl)["volumes"] == 600
    finally:
        blockctl("quota", "set", "--default", "--volumes", "-1")
    assert limits_of(blockctl, "--class")["volumes"] == -1


def test_what_is_not_block_storage_is_said_or_refused(blockctl: Blockctl) -> None:
    assert f"{ONLY}quota show\n" in blockctl("quota", "show").stderr
    assert ONLY not in blockctl("quota", "show", "--volume").stderr
    for line in (
        ("quota", "set", "--cores", "3"),
        ("quota", "show", "--compute"),
        ("quota", "list", "--network"),
        ("availability", "zone", "list", "--compute"),
        ("extension", "list", "--identity"),
    ):
        refused = blockctl(*line, check=False)
        assert refused.returncode == 2, line
        named = " ".join(line[: line.index(next(word for word in line if word[0] == "-"))])
        assert f"openstack {named} --" in refused.stderr, line
    refused = blockctl("quota", "show", "demo", check=False)
    assert refused.returncode == 2
    assert "there is no identity service to look up names with" in refused.stderr


def test_limits(blockctl: Blockctl, volume: Callable[..., str]) -> None:
    volume()
    done = blockctl("limits", "show", "--absolute", "-f", "json")
    assert f"{ONLY}limits show\n" in done.stderr
    values = {row["Name"]: row["Value"] for row in json.loads(done.stdout)}
    assert list(values) == sorted(values)
    assert values["max_total_volumes"] == -1
    assert values["total_volumes_used"] >= 1
    assert listed(blockctl, "limits", "show", "--rate") == []
    for args in ((), ("--absolute", "--rate")):
        refused = blockctl("limits", "show", *args, check=False)
        assert (refused.returncode, "One of --absolute and --rate" in refused.stderr) == (2, True)
