"""``volume qos …`` on a real Cinder."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.conftest import Blockctl


def shown(blockctl: Blockctl, *args: str) -> Any:
    return json.loads(blockctl("volume", "qos", *args, "-f", "json").stdout)


def told(blockctl: Blockctl, *args: str) -> tuple[int, str]:
    done = blockctl("volume", "qos", *args, check=False)
    return done.returncode, done.stderr


@pytest.fixture
def spec(blockctl: Blockctl, unique: str) -> Iterator[str]:
    """A specification with the name ``unique``; its ID."""
    limits = ("--property", "total_iops_sec=500", "--property", "total_bytes_sec_per_gb=1000")
    yield shown(blockctl, "create", "--consumer", "front-end", *limits, unique)["id"]
    blockctl("volume", "qos", "delete", "--force", unique, check=False)


@pytest.fixture
def types(blockctl: Blockctl, unique: str) -> Iterator[list[str]]:
    """Two volume types."""
    names = [f"{unique}-{letter}" for letter in "ab"]
    for name in names:
        blockctl("volume", "type", "create", name)
    yield names
    blockctl("volume", "type", "delete", *names)


def test_it_is_shown_and_listed_with_the_types_that_follow(
    blockctl: Blockctl, spec: str, types: list[str], unique: str
) -> None:
    fields = shown(blockctl, "show", unique)
    assert list(fields) == ["consumer", "id", "name", "properties"]
    assert fields["properties"] == {"total_iops_sec": "500", "total_bytes_sec_per_gb": "1000"}
    assert shown(blockctl, "show", spec, "-c", "associations") == {"associations": None}

    code, said = told(blockctl, "associate", unique, *types, "no-such-type")
    assert code == 9
    assert "No volume type has the name or ID 'no-such-type'." in said
    assert sorted(shown(blockctl, "show", unique)["associations"]) == types
    [row] = [row for row in shown(blockctl, "list") if row["ID"] == spec]
    assert list(row) == ["ID", "Name", "Consumer", "Associations", "Properties"]
    assert (row["Consumer"], sorted(row["Associations"])) == ("front-end", types)

    blockctl("volume", "qos", "disassociate", unique, "--volume-type", types[0])
    assert shown(blockctl, "show", unique)["associations"] == types[1:]
    assert told(blockctl, "disassociate", unique)[0] == 2
    assert told(blockctl, "disassociate", unique, "--all", "--volume-type", types[1])[0] == 2
    blockctl("volume", "qos", "disassociate", unique, "--all")
    assert "associations" not in shown(blockctl, "show", unique)


def test_a_type_follows_one_only(
    blockctl: Blockctl, spec: str, types: list[str], unique: str
) -> None:
    blockctl("volume", "qos", "associate", unique, types[0])
    blockctl("volume", "qos", "create", f"{unique}-other")
    code, said = told(blockctl, "associate", f"{unique}-other", types[0])
    assert code != 0
    assert "already associated" in said
    code, said = told(blockctl, "delete", unique)
    assert (code, "still in use" in said) == (5, True)
    blockctl("volume", "qos", "delete", "--force", unique)
    code, said = told(blockctl, "delete", f"{unique}-other", unique)
    assert code == 9
    assert f"No QoS specification has the name or ID '{unique}'." in said


def test_it_is_changed(blockctl: Blockctl, spec: str, unique: str) -> None:
    def now() -> tuple[str, Any]:
        fields = shown(blockctl, "show", spec)
        return fields["consumer"], fields["properties"]

    change = ("--property", "total_iops_sec=900", "--property", "a=1", "--consumer", "back-end")
    blockctl("volume", "qos", "set", *change, unique)
    everything = {"total_iops_sec": "900", "total_bytes_sec_per_gb": "1000", "a": "1"}
    assert now() == ("back-end", everything)
    blockctl("volume", "qos", "unset", "--property", "a", "--property", "a", spec)
    blockctl("volume", "qos", "unset", "--property", "total_iops_sec", spec)
    assert now() == ("back-end", {"total_bytes_sec_per_gb": "1000"})
    code, said = told(blockctl, "unset", "--property", "missing", unique)
    assert code == 3
    assert "has no spec with key missing" in said
    blockctl("volume", "qos", "set", "--no-property", "--property", "only=1", unique)
    assert now() == ("back-end", {"only": "1"})


def test_names_are_not_given_twice(blockctl: Blockctl, spec: str, unique: str) -> None:
    code, said = told(blockctl, "create", unique)
    assert (code, "already exists" in said) == (5, True)
    assert told(blockctl, "create", f"{unique}-x", "--property", "name=other")[0] == 2
    assert told(blockctl, "create", f"{unique}-x", "--consumer", "nobody")[0] == 2
    assert told(blockctl, "show", f"{unique}-x")[0] == 3
