"""What is about projects, with a real Keystone: default types, quotas by name, the catalog."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.keystone import User
from tests.parity.cloud import MEMBER, Cloud


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with Cloud(tmp_path_factory.mktemp("projects")) as running:
        yield running


@pytest.fixture
def user(cloud: Cloud, tmp_path: Path) -> User:
    return User(cloud, tmp_path)


def listed(user: User, *args: str) -> Any:
    return json.loads(user(*args, "-f", "json").stdout)


def test_default_types(user: User) -> None:
    words = ("volume", "type", "default")
    type_id = listed(user, "volume", "type", "create", "fast")["id"]
    member = user.cloud.project_id(MEMBER)
    user(*words, "set", "fast", MEMBER, "--project-domain", "default")
    row = {"Project ID": member, "Volume Type ID": type_id}
    assert listed(user, *words, "list") == [row]
    shown = {"project_id": member, "volume_type_id": type_id}
    assert listed(user, *words, "show", member) == shown

    failed = user(*words, "set", "fast", MEMBER, "nobody", check=False)
    assert failed.returncode == 9
    assert "No project has the name or ID 'nobody'." in failed.stderr
    missing = user(*words, "show", check=False)
    assert missing.returncode == 3
    assert user.cloud.project_id(user.name) in missing.stderr

    user(*words, "unset", MEMBER)
    assert listed(user, *words, "list") == []
    old = user(*words, "list", "--os-volume-api-version", "3.61", check=False)
    assert (old.returncode, "needs volume API version 3.62" in old.stderr) == (2, True)


def test_a_member_may_not_look_at_default_types(user: User) -> None:
    member = User(user.cloud, user.folder, MEMBER)
    refused = member("volume", "type", "default", "list", check=False)
    assert refused.returncode == 4


def test_quotas_of_named_projects(user: User) -> None:
    user("quota", "set", "--volumes", "44", MEMBER)
    [row] = listed(user, "quota", "list", "--volume")
    assert (row["Project ID"], row["Volumes"]) == (user.cloud.project_id(MEMBER), 44)
    limits = {each["Name"]: each["Value"] for each in listed(
        user, "limits", "show", "--absolute", "--project", MEMBER
    )}  # fmt: skip
    assert limits["max_total_volumes"] == 44
    done = user("quota", "delete", "--volume", MEMBER, "nobody", check=False)
    assert done.returncode == 9
    assert f"deleted  {MEMBER}" in done.stderr
    assert listed(user, "quota", "list", "--volume") == []


def test_the_own_project_where_the_endpoint_does_not_name_it(user: User) -> None:
    endpoint = user.cloud.api().get_endpoint().rpartition("/")[0]
    own = user.cloud.project_id(user.name)
    overridden = {**user.env, "OS_VOLUME_ENDPOINT_OVERRIDE": endpoint}
    user("quota", "set", "--volumes", "55", env=overridden)
    try:
        [row] = listed(user, "quota", "list", "--volume")
        assert (row["Project ID"], row["Volumes"]) == (own, 55)
    finally:
        user("quota", "delete", "--volume", own)
