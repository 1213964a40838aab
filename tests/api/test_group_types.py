"""``volume group type …`` on a real Cinder."""

from collections.abc import Callable, Iterator

import pytest

from tests.api.conftest import Blockctl
from tests.api.groups import TYPE, refused, shown

Factory = Callable[..., str]
NOUN = ("volume", "group", "type")


@pytest.fixture
def group_type(blockctl: Blockctl, unique: str) -> Iterator[Factory]:
    """Makes group types and returns their IDs; all are deleted at the end."""
    made: list[str] = []

    def make(*options: str, name: str = unique) -> str:
        made.append(shown(blockctl, *NOUN, "create", *options, name)["ID"])
        return made[-1]

    yield make
    for type_id in made:
        blockctl(*NOUN, "delete", type_id, check=False)


def test_create_show_list_delete(blockctl: Blockctl, unique: str) -> None:
    made = shown(
        blockctl, *NOUN, "create", "--private", "--description", "for a test",
        "--property", "consistent_group_snapshot_enabled=<is> True", unique,
    )  # fmt: skip
    assert list(made) == ["ID", "Name", "Description", "Is Public", "Properties"]
    assert (made["Name"], made["Description"], made["Is Public"]) == (unique, "for a test", False)
    assert made["Properties"] == {"consistent_group_snapshot_enabled": "<is> True"}
    assert shown(blockctl, *NOUN, "show", unique) == made

    for option, is_in in (("--private", True), ("--public", False), (None, True)):
        rows = shown(blockctl, *NOUN, "list", *([option] if option else []))
        assert list(rows[0]) == ["ID", "Name", "Is Public", "Group Specs"]
        assert (made["ID"] in {row["ID"] for row in rows}) is is_in
    assert refused(blockctl, *NOUN, "list", "--default", "--public")[0] == 2
    code, told = refused(blockctl, *NOUN, "create", unique)
    assert code == 5
    assert unique in told

    blockctl(*NOUN, "delete", unique)
    code, told = refused(blockctl, *NOUN, "delete", unique)
    assert (code, told) == (3, f"No volume group type has the name or ID '{unique}'.")


def test_set_and_unset(blockctl: Blockctl, group_type: Factory, unique: str) -> None:
    type_id = group_type("--property", "a=1", "--property", "b=2")
    changed = shown(
        blockctl, *NOUN, "set", "--name", f"{unique}-2", "--description", "new", "--private",
        "--property", "b=3", "--property", "c=4", unique,
    )  # fmt: skip
    assert changed == {
        "ID": type_id,
        "Name": f"{unique}-2",
        "Description": "new",
        "Is Public": False,
        "Properties": {"a": "1", "b": "3", "c": "4"},
    }
    left = shown(blockctl, *NOUN, "unset", "--property", "a", "--property", "b", f"{unique}-2")
    assert left["Properties"] == {"c": "4"}
    anew = shown(blockctl, *NOUN, "set", "--no-property", "--property", "d=5", type_id)
    assert anew["Properties"] == {"d": "5"}

    code, told = refused(blockctl, *NOUN, "unset", "--property", "z", "--property", "d", type_id)
    assert code == 9
    assert told.endswith("1 of 2 changes made")
    assert shown(blockctl, *NOUN, "show", type_id)["Properties"] == {}
    # The web server would make of this a DELETE of the type itself.
    for key in ("..", "x/../a", ""):
        assert refused(blockctl, *NOUN, "unset", "--property", key, type_id)[0] == 2
    code, told = refused(
        blockctl, *NOUN, "set", "--property", "not a key=1", "--description", "more", type_id
    )
    assert code == 9
    assert shown(blockctl, *NOUN, "show", type_id)["Description"] == "more"


def test_delete_goes_on_after_a_type_that_is_in_use(
    blockctl: Blockctl, group_type: Factory, unique: str
) -> None:
    used, free = group_type(name=f"{unique}-used"), group_type(name=f"{unique}-free")
    blockctl(
        "volume", "group", "create", "--wait", "--volume-group-type", used, "--volume-type", TYPE,
        "--name", unique,
    )  # fmt: skip
    try:
        code, told = refused(blockctl, *NOUN, "delete", used, free)
        assert code == 9
        assert "still in use" in told
        assert told.endswith("1 of 2 deleted")
        assert refused(blockctl, *NOUN, "show", free)[0] == 3
    finally:
        blockctl("volume", "group", "delete", "--wait", unique)


def test_types_need_3_11(blockctl: Blockctl, unique: str) -> None:
    for args in (("create", unique), ("list",), ("show", unique), ("list", "--default")):
        code, told = refused(blockctl, "--os-volume-api-version", "3.10", *NOUN, *args)
        assert code == 2
        assert "A volume group type needs volume API version 3.11" in told
