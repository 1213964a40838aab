"""``consistency group …`` on a real Cinder.

Its file driver has none; but Cinder keeps volume groups in the same place and takes them for
consistency groups here, so that all but the making of one is shown with them.
"""

from collections.abc import Callable, Iterator

import pytest

from tests.api.conftest import Blockctl
from tests.api.groups import TYPE, Groups, groups_of, refused, shown

Factory = Callable[..., str]
NOUN = ("consistency", "group")


@pytest.fixture
def group(blockctl: Blockctl, unique: str) -> Iterator[Groups]:
    with groups_of(blockctl, unique) as groups:
        yield groups


def test_create_asks_for_every_type_and_waiting_tells_of_the_error(
    blockctl: Blockctl, unique: str
) -> None:
    blockctl("volume", "type", "create", unique)
    options = ("--volume-type", TYPE, "--volume-type", unique, "--description", "two types")
    code, told = refused(blockctl, *NOUN, "create", *options, "--wait", unique)
    assert code == 1
    assert "is in status error" in told
    made = shown(blockctl, *NOUN, "show", unique)
    assert list(made) == [
        "availability_zone", "created_at", "description", "id", "name", "status", "volume_types",
    ]  # fmt: skip
    assert (made["name"], made["description"], made["status"]) == (unique, "two types", "error")
    types = shown(blockctl, "volume", "type", "list")
    wanted = {row["ID"] for row in types if row["Name"] in (TYPE, unique)}
    assert set(made["volume_types"]) == wanted
    [row] = [row for row in shown(blockctl, *NOUN, "list", "--long") if row["ID"] == made["id"]]
    assert (row["Description"], set(row["Volume Types"])) == ("two types", wanted)


def test_set_volumes_and_delete(
    blockctl: Blockctl, group: Groups, volume: Factory, unique: str
) -> None:
    volume_id, group_id = volume(), group()
    blockctl(*NOUN, "add", "volume", "--wait", unique, unique)
    assert shown(blockctl, "volume", "group", "show", "--volumes", unique)["Volumes"] == [volume_id]
    code, told = refused(blockctl, *NOUN, "delete", unique)
    assert code != 0
    assert told.endswith("Take them out first, or use --force to delete them too.")
    code, told = refused(blockctl, *NOUN, "remove", "volume", unique, "missing", volume_id)
    assert (code, told) == (3, "No volume has the name or ID 'missing'.")
    assert shown(blockctl, "volume", "group", "show", "--volumes", unique)["Volumes"] == [volume_id]
    blockctl(*NOUN, "remove", "volume", "--wait", unique, volume_id)
    assert shown(blockctl, "volume", "group", "show", "--volumes", unique)["Volumes"] == []

    blockctl(*NOUN, "set", "--name", f"{unique}-2", "--description", "new", unique)
    changed = shown(blockctl, *NOUN, "show", group_id)
    assert (changed["name"], changed["description"]) == (f"{unique}-2", "new")
    blockctl(*NOUN, "set", "--description", "", group_id)
    assert shown(blockctl, *NOUN, "show", f"{unique}-2")["description"] == ""
    assert refused(blockctl, *NOUN, "set", "--name", "other", "missing")[0] == 3

    code, told = refused(blockctl, *NOUN, "delete", "--wait", f"{unique}-2", "missing")
    assert code == 9
    assert told.endswith("1 of 2 deleted")
    assert refused(blockctl, *NOUN, "show", group_id)[0] == 3


def test_snapshots_and_copies(
    blockctl: Blockctl, group: Groups, volume: Factory, unique: str
) -> None:
    source, other = group(), group(f"{unique}-other")
    group.fill(source, volume())
    group.fill(other, volume(f"{unique}-v"))
    made = shown(blockctl, *NOUN, "snapshot", "create", "--wait", unique)
    assert list(made) == [
        "consistencygroup_id", "created_at", "description", "id", "name", "status",
    ]  # fmt: skip
    assert (made["consistencygroup_id"], made["name"], made["status"]) == (
        source,
        unique,
        "available",
    )
    assert shown(blockctl, *NOUN, "snapshot", "show", unique) == made
    nameless = shown(
        blockctl, *NOUN, "snapshot", "create", "--wait", "--consistency-group", other,
        "--description", "of the other",
    )  # fmt: skip
    assert (nameless["name"], nameless["description"]) == (None, "of the other")

    def found(*options: str) -> set[str]:
        rows = shown(blockctl, *NOUN, "snapshot", "list", *options)
        return {row["ID"] for row in rows} & {made["id"], nameless["id"]}

    assert found() == found("--status", "available") == {made["id"], nameless["id"]}
    assert found("--consistency-group", unique) == {made["id"]}
    assert found("--consistency-group", unique, "--status", "error") == set()
    long = shown(blockctl, *NOUN, "snapshot", "list", "--long", "--consistency-group", other)
    assert long[0]["ConsistencyGroup ID"] == other
    told = blockctl(*NOUN, "snapshot", "list", "--all-projects").stderr
    assert "of the project only" in told

    for option, origin in (("--snapshot", unique), ("--source", source)):
        copy = shown(blockctl, *NOUN, "create", "--wait", option, origin, f"{unique}{option}")
        assert copy["status"] == "available"
        assert len(shown(blockctl, "volume", "group", "show", "--volumes", copy["id"])["Volumes"])
        blockctl(*NOUN, "delete", "--force", "--wait", copy["id"])

    snapshots = (unique, nameless["id"])
    code, told = refused(blockctl, *NOUN, "snapshot", "delete", "--wait", *snapshots, "missing")
    assert code == 9
    assert told.endswith("2 of 3 deleted")
    assert found() == set()
    for group_id, volume_name in ((source, unique), (other, f"{unique}-v")):
        blockctl("volume", "group", "remove", "volume", "--wait", group_id, volume_name)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("create", "name"), "One of --volume-type, --source and --snapshot is needed."),
        (("create", "--volume-type", "a", "--source", "b", "name"), "exclude each other"),
        (("create", "--source", "b", "--consistency-group-snapshot", "c"), "exclude each other"),
        (("snapshot", "create"), "Name the snapshot, or give --consistency-group."),
        (("add", "volume", "group"), "Missing argument"),
    ],
)
def test_what_makes_no_sense_is_refused(
    blockctl: Blockctl, args: tuple[str, ...], told: str
) -> None:
    code, said = refused(blockctl, *NOUN, *args)
    assert code == 2
    assert told in said
