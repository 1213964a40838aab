"""What ``volume list`` can be asked beyond OpenStackClient's options, on a real Cinder."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Blockctl
from tests.api.groups import TYPE, groups_of

Factory = Callable[..., str]


@pytest.fixture
def found(blockctl: Blockctl, unique: str) -> Callable[..., list[str]]:
    """Lists volumes whose names begin with the test's own, and returns their names."""

    def names(*options: str) -> list[str]:
        args = ("volume", "list", "--filter", f"name~={unique}", *options, "-f", "json")
        return [row["Name"] for row in json.loads(blockctl(*args).stdout)]

    return names


@pytest.fixture
def three(blockctl: Blockctl, volume: Factory, unique: str) -> list[str]:
    """Volumes of 2, 1 and 3 GiB, the oldest first; the second is bootable."""
    names = [f"{unique}-{letter}" for letter in "abc"]
    for name, size in zip(names, (2, 1, 3), strict=True):
        volume(name, size)
    blockctl("volume", "set", "--bootable", "--image-property", "os_type=linux", names[1])
    return names


def refused(blockctl: Blockctl, *args: str) -> tuple[int, str]:
    done = blockctl("-q", *args, check=False)
    return done.returncode, done.stderr.splitlines()[0]


def test_the_service_filters_and_sorts(three: list[str], found: Callable[..., list[str]]) -> None:
    first, second, third = three
    assert found("--sort", "size:asc") == [second, first, third]
    assert found("--sort", "size") == [third, first, second]
    assert found("--sort", "status,name:asc") == three
    assert found("--filter", "size=3") == [third]
    assert found("--bootable") == [second]
    assert sorted(found("--no-bootable")) == [first, third]
    assert found("--image-property", "os_type=linux") == [second]
    assert found("--image-property", "os_type=plan9") == []
    assert found("--migration-status", "success") == []
    assert found("--sort", "size:asc", "--limit", "2") == [second, first]


def test_times_are_compared(
    blockctl: Blockctl, three: list[str], found: Callable[..., list[str]]
) -> None:
    shown = blockctl("volume", "show", three[1], "-f", "value", "-c", "created_at")
    created = shown.stdout.strip()
    assert found("--filter", f"created_at<{created}") == [three[0]]
    assert found("--filter", f"created_at>={created}", "--sort", "created_at:asc") == three[1:]
    assert found("--filter", f"created_at={created}") == [three[1]]
    assert found("--filter", f"created_at=gt:{created}") == [three[2]]  # as the API has it
    assert found("--filter", "updated_at>2100-01-01") == []


def test_the_count_is_told_of_all_pages_on_stderr(
    blockctl: Blockctl, three: list[str], unique: str
) -> None:
    args = ("--filter", f"name~={unique}", "--with-count", "--limit", "1", "-f", "value")
    done = blockctl("-q", "volume", "list", *args)
    assert done.stderr == "3 volumes in all.\n"
    assert len(done.stdout.splitlines()) == 1


def test_any_attribute_can_be_a_column(blockctl: Blockctl, volume: Factory, unique: str) -> None:
    volume_id = volume()
    blockctl("volume", "set", "--property", "a=1", unique)
    fields = ("user_id", "os-vol-host-attr:host", "metadata", "volume_image_metadata")
    asked = [word for name in fields for word in ("--field", name)]
    args = ("volume", "list", "--name", unique, *asked)
    [row] = json.loads(blockctl(*args, "-f", "json").stdout)
    assert list(row) == ["ID", "Name", "Status", "Size", "Attached to", *fields]
    assert row["metadata"] == {"a": "1"}
    assert row["os-vol-host-attr:host"] == "standalone@file#file"
    assert row["volume_image_metadata"] is None  # only some volumes have it
    cut = blockctl(*args, "-f", "value", "-c", "user_id", "-c", "ID").stdout.split()
    assert cut == [volume_id, row["user_id"]]
    assert "| a='1' " in blockctl(*args).stdout
    code, told = refused(blockctl, "volume", "list", "--field", "hots")
    assert (code, told) == (2, "The service tells no attribute 'hots' of a volume.")


def test_volumes_of_a_group(blockctl: Blockctl, unique: str) -> None:
    with groups_of(blockctl, unique) as groups:
        group_id = groups()
        # It is deleted with its group.
        made = json.loads(
            blockctl(
                "volume", "create", "--size", "1", "--type", TYPE, "--group", unique, "--wait",
                f"{unique}-v", "-f", "json",
            ).stdout
        )  # fmt: skip
        assert (made["group_id"], made["status"]) == (group_id, "available")
        listed = blockctl("volume", "list", "--group", unique, "-f", "value", "-c", "ID").stdout
        assert listed.split() == [made["id"]]
    args = ("volume", "list", "--group", unique)
    assert refused(blockctl, *args) == (3, f"No volume group has the name or ID '{unique}'.")


def test_cinders_variable_asks_for_all_projects(blockctl: Blockctl) -> None:
    asked = blockctl("--debug", "volume", "list", env={"ALL_TENANTS": "1"}).stderr
    assert "all_tenants=True" in asked
    assert "all_tenants" not in blockctl("--debug", "volume", "list").stderr
    assert (
        "all_tenants" not in blockctl("--debug", "volume", "list", env={"ALL_TENANTS": "0"}).stderr
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--filter", "size>=2"], "only created_at and updated_at can be compared so."),
        (["--filter", "name"], "'name' is not of the form key=value or key~=value."),
        (["--filter", "limit=1"], "'limit' is no filter; see the other options."),
        (["--filter", "name=a", "--name", "b"], "'name' is given twice"),
        (
            ["--filter", "created_at>2026-01-01", "--filter", "created_at<2026-02-01"],
            "'created_at' is given twice; the service lists what fits either.",
        ),
        (["--sort", "size:up"], "'size:up' is not of the form key, key:asc or key:desc."),
        (["--bootable", "--no-bootable"], "--bootable and --no-bootable exclude each other."),
    ],
)
def test_what_makes_no_sense_is_refused(
    blockctl: Blockctl, options: list[str], sentence: str
) -> None:
    code, told = refused(blockctl, "volume", "list", *options)
    assert code == 2
    assert sentence in told


@pytest.mark.parametrize(
    ("version", "options", "what", "needed"),
    [
        ("3.30", ["--filter", "size=1"], "--filter", "3.31"),
        ("3.33", ["--filter", "name~=a"], "A filter that ends with ~", "3.34"),
        ("3.59", ["--filter", "created_at>2026-11-22"], "A filter by time", "3.60"),
        ("3.44", ["--with-count"], "Counting volumes", "3.45"),
        ("3.12", ["--group", "any"], "A volume group", "3.13"),
        ("3.3", ["--image-property", "a=b"], "--image-property", "3.4"),
    ],
)
def test_an_older_service_is_told_from_a_mistake(
    blockctl: Blockctl, version: str, options: list[str], what: str, needed: str
) -> None:
    args = ("--os-volume-api-version", version, "volume", "list", *options)
    sentence = f"{what} needs volume API version {needed}, but the service is pinned to {version}."
    assert refused(blockctl, *args) == (2, sentence)


def test_a_wrong_time_is_the_services_answer(blockctl: Blockctl) -> None:
    code, told = refused(blockctl, "volume", "list", "--filter", "created_at>=yesterday")
    assert code == 1
    assert "Invalid yesterday value" in told


def test_an_older_service_is_asked_for_nothing_that_it_lacks(
    blockctl: Blockctl, three: list[str], unique: str
) -> None:
    args = ("--os-volume-api-version", "3.0", "volume", "list", "--sort", "name:asc", "-f", "json")
    names: list[Any] = [row["Name"] for row in json.loads(blockctl(*args).stdout)]
    assert [name for name in names if name in three] == three


SORTED = (
    ("volume", "list"),
    ("volume", "attachment", "list"),
    ("volume", "backup", "list"),
    ("volume", "group", "list"),
    ("volume", "group", "snapshot", "list"),
    ("volume", "message", "list"),
    ("volume", "snapshot", "list"),
    ("volume", "transfer", "request", "list"),
)


@pytest.mark.parametrize("words", SORTED, ids=" ".join)
def test_a_key_that_no_list_is_sorted_by_is_refused_with_those_that_are(
    blockctl: Blockctl, words: tuple[str, ...]
) -> None:
    done = blockctl("-q", *words, "--sort", "bogus", check=False)
    said, advice = done.stderr.splitlines()
    assert (done.returncode, said) == (2, "The service does not sort this list by 'bogus'.")
    keys = advice.removeprefix("It sorts by ").removesuffix(".").replace(", ", ",")
    assert "created_at" in keys.split(",")
    blockctl(*words, "--sort", keys)
