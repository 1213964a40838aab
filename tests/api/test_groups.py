"""``volume group …`` and ``volume group snapshot …`` on a real Cinder."""

from collections.abc import Callable, Iterator

import pytest

from tests.api.conftest import Blockctl
from tests.api.groups import TYPE, Groups, groups_of, refused, shown

Factory = Callable[..., str]


@pytest.fixture
def group(blockctl: Blockctl, unique: str) -> Iterator[Groups]:
    with groups_of(blockctl, unique) as groups:
        yield groups


def test_create_show_list_delete(blockctl: Blockctl, group: Groups, unique: str) -> None:
    made = shown(
        blockctl, "volume", "group", "create", "--wait", "--volume-group-type", unique,
        "--volume-type", TYPE, "--name", unique, "--description", "for a test",
        "--availability-zone", "nova",
    )  # fmt: skip
    assert list(made) == [
        "ID", "Status", "Name", "Description", "Group Type", "Volume Types", "Availability Zone",
        "Created At", "Volumes", "Group Snapshot ID", "Source Group ID",
    ]  # fmt: skip
    assert (made["Status"], made["Name"], made["Description"]) == (
        "available",
        unique,
        "for a test",
    )
    assert made["Group Type"] == group.group_type
    assert len(made["Volume Types"]) == 1
    assert shown(blockctl, "volume", "group", "show", unique) == made

    [row] = shown(blockctl, "volume", "group", "list", "--filter", f"name={unique}")
    assert row == {"ID": made["ID"], "Status": "available", "Name": unique}
    rows = shown(blockctl, "volume", "group", "list", "--long", "--volumes")
    [long] = [row for row in rows if row["ID"] == made["ID"]]
    assert (long["Group Type"], long["Volumes"]) == (group.group_type, [])

    blockctl("volume", "group", "delete", "--wait", unique)
    code, told = refused(blockctl, "volume", "group", "show", unique)
    assert (code, told) == (3, f"No volume group has the name or ID '{unique}'.")


def test_volumes_come_and_go(
    blockctl: Blockctl, group: Groups, volume: Factory, unique: str
) -> None:
    first, second = volume(f"{unique}-1"), volume(f"{unique}-2")
    group_id = group()
    group.fill(unique, first, f"{unique}-2", first)

    def inside() -> set[str]:
        return set(shown(blockctl, "volume", "group", "show", "--volumes", unique)["Volumes"])

    assert inside() == {first, second}
    assert shown(blockctl, "volume", "group", "show", "--no-volumes", unique)["Volumes"] is None
    blockctl("volume", "group", "remove", "volume", "--wait", group_id, f"{unique}-1")
    assert inside() == {second}

    code, told = refused(blockctl, "volume", "group", "add", "volume", unique, first, "missing")
    assert (code, told) == (3, "No volume has the name or ID 'missing'.")
    assert inside() == {second}
    code, told = refused(blockctl, "volume", "group", "delete", unique)
    assert code != 0
    assert told.endswith("Take them out first, or use --force to delete them too.")
    blockctl("volume", "group", "remove", "volume", "--wait", group_id, second)


def test_copies_and_snapshots_of_a_group(
    blockctl: Blockctl, group: Groups, volume: Factory, unique: str
) -> None:
    source = group()
    group.fill(source, volume())
    snapshot = shown(
        blockctl, "volume", "group", "snapshot", "create", "--wait", "--name", f"{unique}-s",
        "--description", "before", unique,
    )  # fmt: skip
    assert list(snapshot) == ["ID", "Status", "Name", "Description", "Group", "Group Type"]
    assert (snapshot["Status"], snapshot["Group"]) == ("available", source)
    assert shown(blockctl, "volume", "group", "snapshot", "show", f"{unique}-s") == snapshot

    for option, origin, field in (
        ("--group-snapshot", f"{unique}-s", "Group Snapshot ID"),
        ("--source-group", unique, "Source Group ID"),
    ):
        copy = shown(
            blockctl, "volume", "group", "create", "--wait", option, origin, "--name", option[2:]
        )
        assert copy["Status"] == "available"
        assert copy[field] == (snapshot["ID"] if "Snapshot" in field else source)
        whole = shown(blockctl, "volume", "group", "show", "--volumes", copy["ID"])
        assert len(whole["Volumes"]) == 1
        blockctl("volume", "group", "delete", "--force", "--wait", copy["ID"])
        code, _ = refused(blockctl, "volume", "show", whole["Volumes"][0])
        assert code == 3

    code, told = refused(blockctl, "volume", "group", "delete", "--force", unique)
    assert code != 0
    assert "Group has existing snapshots" in told
    blockctl("volume", "group", "snapshot", "delete", "--wait", f"{unique}-s")
    assert refused(blockctl, "volume", "group", "snapshot", "show", snapshot["ID"])[0] == 3
    blockctl("volume", "group", "remove", "volume", "--wait", unique, unique)


def test_group_snapshots_are_filtered(
    blockctl: Blockctl, group: Groups, volume: Factory, unique: str
) -> None:
    groups = [group(f"{unique}-{number}") for number in range(2)]
    for group_id in groups:
        group.fill(group_id, volume(f"of-{group_id}"))
    snapshots = [group.snapshot(group_id) for group_id in (*groups, groups[0])]

    def found(*options: str) -> list[str]:
        rows = shown(blockctl, "volume", "group", "snapshot", "list", *options)
        return [row["ID"] for row in rows if row["ID"] in snapshots]

    assert set(found()) == set(found("--all-projects")) == set(snapshots)
    assert set(found("--group", f"{unique}-0")) == {snapshots[0], snapshots[2]}
    assert set(found("--filter", f"group_id={groups[1]}")) == {snapshots[1]}
    in_order = found("--group", groups[0], "--sort", "created_at:asc")
    assert in_order == [snapshots[0], snapshots[2]]
    assert found("--sort", "created_at:asc", "--marker", snapshots[0]) == snapshots[1:]

    state = ("volume", "group", "snapshot", "set", "--state", "error")
    code, told = refused(blockctl, *state, snapshots[0], "missing", snapshots[2])
    assert code == 9
    assert "No volume group snapshot has the name or ID 'missing'." in told
    assert told.endswith("2 of 3 changed")
    assert set(found("--status", "error")) == {snapshots[0], snapshots[2]}
    assert refused(blockctl, "volume", "group", "snapshot", "set", snapshots[0])[0] == 2
    for options in (("--status", "error"), ("--sort", "name"), ("--all-projects",)):
        code, told = refused(
            blockctl, "--os-volume-api-version", "3.28", "volume", "group", "snapshot", "list",
            *options,
        )  # fmt: skip
        assert code == 2
        assert "needs volume API version 3.29" in told
    for snapshot in snapshots:
        blockctl("volume", "group", "snapshot", "delete", "--wait", snapshot)
    for group_id in groups:
        blockctl("volume", "group", "remove", "volume", "--wait", group_id, f"of-{group_id}")


def test_a_list_is_not_cut_short_by_what_is_hidden_in_it(
    blockctl: Blockctl, group: Groups, unique: str
) -> None:
    first, second = group(f"{unique}-a"), group(f"{unique}-c")
    # Cinder keeps it among the groups, cuts a page, and only then leaves it out.
    hidden = shown(
        blockctl, "consistency", "group", "create", "--volume-type", TYPE, f"{unique}-b"
    )["id"]
    args = ("volume", "group", "list", "--sort", "created_at", "--limit", "2", "-f", "json")
    rows = shown(blockctl, *args[:-2])
    assert [row["ID"] for row in rows] == [second, first]
    assert hidden not in {row["ID"] for row in shown(blockctl, *args[:3])}


def test_set_changes_what_is_named(blockctl: Blockctl, group: Groups, unique: str) -> None:
    group_id = group()
    changed = shown(
        blockctl, "volume", "group", "set", "--name", f"{unique}-2", "--description", "new",
        "--state", "error", unique,
    )  # fmt: skip
    # Cinder makes a group available when it is renamed.
    assert (changed["ID"], changed["Name"], changed["Description"], changed["Status"]) == (
        group_id, f"{unique}-2", "new", "available",
    )  # fmt: skip
    reset = shown(blockctl, "volume", "group", "set", "--state", "error", group_id)
    assert reset["Status"] == "error"
    assert shown(blockctl, "volume", "group", "set", group_id) == reset
    code, told = refused(
        blockctl, "volume", "group", "set", "--enable-replication", "--description", "", group_id
    )
    assert code == 9
    assert "is not a replication group type" in told
    assert told.endswith("1 of 2 changes made")
    assert shown(blockctl, "volume", "group", "show", group_id)["Description"] == ""


def test_delete_goes_on_after_one_that_fails(
    blockctl: Blockctl, group: Groups, unique: str
) -> None:
    first, second = group(f"{unique}-1"), group(f"{unique}-2")
    code, told = refused(
        blockctl, "volume", "group", "delete", "--wait", f"{unique}-1", "missing", second
    )
    assert code == 9
    assert told.endswith("2 of 3 deleted")
    for group_id in (first, second):
        assert refused(blockctl, "volume", "group", "show", group_id)[0] == 3


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ((), "One of --volume-group-type, --source-group and --group-snapshot is needed."),
        (("--volume-group-type", "t"), "need each other"),
        (("--source-group", "g", "--volume-type", "v"), "need each other"),
        (("--source-group", "g", "--group-snapshot", "s"), "exclude each other"),
        (("t", "v", "--volume-type", "w"), "either by options or without"),
        (("t", "--volume-group-type", "t", "--volume-type", "w"), "either by options or without"),
    ],
)
def test_what_makes_no_sense_is_refused(
    blockctl: Blockctl, args: tuple[str, ...], told: str
) -> None:
    code, said = refused(blockctl, "volume", "group", "create", *args)
    assert code == 2
    assert told in said


@pytest.mark.parametrize(
    ("version", "args", "needed"),
    [
        ("3.12", ("list",), "3.13"),
        ("3.12", ("create", "--volume-group-type", "{}", "--volume-type", TYPE), "3.13"),
        ("3.13", ("create", "--source-group", "{}"), "3.14"),
        ("3.13", ("snapshot", "create", "{}"), "3.14"),
        ("3.18", ("snapshot", "set", "--state", "error", "{}"), "3.19"),
        ("3.19", ("set", "--state", "error", "{}"), "3.20"),
        ("3.24", ("list", "--volumes"), "3.25"),
        ("3.37", ("failover", "{}"), "3.38"),
        ("3.37", ("set", "--disable-replication", "{}"), "3.38"),
    ],
)
def test_older_services_lack_some_of_it(
    blockctl: Blockctl, group: Groups, version: str, args: tuple[str, ...], needed: str
) -> None:
    group()
    given = [each.format(group.name) for each in args]
    code, told = refused(blockctl, "--os-volume-api-version", version, "volume", "group", *given)
    assert code == 2
    assert f"needs volume API version {needed}" in told
