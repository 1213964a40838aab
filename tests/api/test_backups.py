"""``volume backup …`` on a real Cinder, with the data that come back."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Blockctl

Factory = Callable[..., str]
WRITTEN = os.urandom(64 * 1024)


@dataclass(frozen=True)
class Stored:
    """A volume and the backup that was made of it while it held WRITTEN."""

    volume_id: str
    backup_id: str


def shown(blockctl: Blockctl, *args: str) -> Any:
    return json.loads(blockctl("volume", "backup", *args, "-f", "json").stdout)


def told(blockctl: Blockctl, *args: str) -> tuple[int, str]:
    done = blockctl("volume", "backup", *args, check=False)
    return done.returncode, done.stderr


def file_of(blockctl: Blockctl, volume_id: str) -> Path:
    return blockctl.folder / "state" / "standalone" / "volumes" / f"volume-{volume_id}"


def begins_with(blockctl: Blockctl, volume_id: str) -> bytes:
    with file_of(blockctl, volume_id).open("rb") as file:
        return file.read(len(WRITTEN))


def write(blockctl: Blockctl, volume_id: str, data: bytes) -> None:
    with file_of(blockctl, volume_id).open("r+b") as file:
        file.write(data)


@pytest.fixture(scope="module")
def stored(blockctl: Blockctl) -> Iterator[Stored]:
    """Made once: a backup reads the whole GiB."""
    create = ("volume", "create", "--size", "1", "--wait", "kept", "-f", "value", "-c", "id")
    volume_id = blockctl(*create).stdout.strip()
    write(blockctl, volume_id, WRITTEN)
    made = shown(
        blockctl, "create", "--name", "first", "--description", "before the change",
        "--property", "why=test", "--property", "keep=1", "--wait", "kept",
    )  # fmt: skip
    assert list(made) == ["id", "name", "volume_id"]
    assert (made["name"], made["volume_id"]) == ("first", volume_id)
    assert shown(blockctl, "show", "first")["metadata"] == {"why": "test", "keep": "1"}
    yield Stored(volume_id, made["id"])
    blockctl("volume", "backup", "delete", "--wait", made["id"], check=False)
    blockctl("volume", "delete", "--wait", volume_id, check=False)


def test_show_and_list(blockctl: Blockctl, stored: Stored) -> None:
    fields = shown(blockctl, "show", "first")
    assert (fields["id"], fields["status"], fields["size"]) == (stored.backup_id, "available", 1)
    [row] = shown(blockctl, "list", "--volume", "kept", "--status", "available", "--long")
    assert (row["Name"], row["Incremental"], row["Volume"]) == ("first", False, stored.volume_id)
    table = blockctl("volume", "backup", "list", "--name", "first", "--long").stdout
    assert "| kept " in table  # people read the volume's name
    assert shown(blockctl, "list", "--name", "other") == []


def test_filters_reach_the_service(blockctl: Blockctl, stored: Stored) -> None:
    like = ("list", "--filter", "name~=irs", "--filter", "status=available")
    assert [row["ID"] for row in shown(blockctl, *like)] == [stored.backup_id]
    assert shown(blockctl, "list", "--filter", "name~=irs", "--filter", "status=error") == []
    counted = told(blockctl, "list", "--with-count", "--limit", "0", "--filter", "name=first")
    assert counted[0] == 0
    assert "1 backup in all." in counted[1]
    for wrong in ("name", "=x", "~=x", "limit=1"):
        assert told(blockctl, "list", "--filter", wrong)[0] == 2
    code, said = told(blockctl, "list", "--filter", "name=a", "--filter", "name=b")
    assert (code, "'name' is given twice" in said) == (2, True)


def test_what_an_older_service_cannot_do_is_said(blockctl: Blockctl, stored: Stored) -> None:
    for version, needs, args in (
        ("3.30", "3.31", ("list", "--filter", "name=first")),
        ("3.33", "3.34", ("list", "--filter", "name~=first")),
        ("3.44", "3.45", ("list", "--with-count")),
        ("3.8", "3.9", ("set", "--name", "x", "first")),
        ("3.42", "3.43", ("set", "--property", "a=1", "first")),
        ("3.42", "3.43", ("unset", "--property", "a", "first")),
        ("3.42", "3.43", ("create", "--property", "a=1", "kept")),
        ("3.50", "3.51", ("create", "--availability-zone", "nova", "kept")),
        ("3.46", "3.47", ("restore", "first", "--type", "__DEFAULT__")),
    ):
        code, said = told(blockctl, *args, "--os-volume-api-version", version)
        assert (code, f"needs volume API version {needs}," in said) == (2, True), said
    assert shown(blockctl, "show", "first", "--os-volume-api-version", "3.0")["name"] == "first"


def test_restore_to_a_new_volume(blockctl: Blockctl, stored: Stored, unique: str) -> None:
    restored = shown(blockctl, "restore", "first", unique, "--wait")
    try:
        assert list(restored) == ["id", "volume_id", "volume_name"]
        assert (restored["id"], restored["volume_name"]) == (stored.backup_id, unique)
        assert begins_with(blockctl, restored["volume_id"]) == WRITTEN
        code, said = told(blockctl, "restore", "first", restored["volume_id"])
        assert code == 5
        assert "its data would be overwritten" in said
        assert "--force" in said
        write(blockctl, restored["volume_id"], bytes(len(WRITTEN)))
        blockctl("volume", "backup", "restore", "first", restored["volume_id"], "--force", "--wait")
        assert begins_with(blockctl, restored["volume_id"]) == WRITTEN
    finally:
        blockctl("volume", "delete", "--wait", restored["volume_id"])


def test_restore_where_the_restore_of_the_api_cannot(
    blockctl: Blockctl, stored: Stored, unique: str
) -> None:
    place = ("--type", "__DEFAULT__", "--availability-zone", "nova")
    restored = shown(blockctl, "restore", "first", unique, *place, "--wait")
    try:
        volume = json.loads(blockctl("volume", "show", restored["volume_id"], "-f", "json").stdout)
        assert (volume["name"], volume["status"]) == (unique, "available")
        assert begins_with(blockctl, restored["volume_id"]) == WRITTEN
    finally:
        blockctl("volume", "delete", "--wait", restored["volume_id"])
    assert told(blockctl, "restore", "first", "kept", "--force", *place)[0] == 2
    assert told(blockctl, "restore", "first", "kept", "--name", "other")[0] == 2


def test_properties_are_merged_removed_and_replaced(blockctl: Blockctl, stored: Stored) -> None:
    def properties() -> Any:
        return shown(blockctl, "show", stored.backup_id)["metadata"]

    before = properties()
    blockctl("volume", "backup", "set", "--property", "why=again", "--property", "new=1", "first")
    assert properties() == {**before, "why": "again", "new": "1"}
    code, said = told(blockctl, "unset", "--property", "new", "--property", "missing", "first")
    assert code == 0
    assert "Backup first has no property 'missing'." in said
    assert properties() == {**before, "why": "again"}
    blockctl("volume", "backup", "set", "--no-property", "--property", "only=1", "first")
    assert properties() == {"only": "1"}
    blockctl("volume", "backup", "set", "--description", "", "first")
    assert shown(blockctl, "show", "first")["description"] == ""
    assert properties() == {"only": "1"}


def test_the_state_of_several_is_overwritten(blockctl: Blockctl, stored: Stored) -> None:
    code, said = told(blockctl, "set", "--state", "error", "--wait", "first", "no-such-backup")
    assert code == 9
    assert "changed  first" in said
    assert "No backup has the name or ID 'no-such-backup'." in said
    assert shown(blockctl, "show", "first")["status"] == "error"
    blockctl("volume", "backup", "set", "--state", "available", "--wait", "first")
    assert shown(blockctl, "show", "first")["status"] == "available"
    assert told(blockctl, "set", "--name", "same", "first", "second")[0] == 2


def test_on_top_of_another(blockctl: Blockctl, stored: Stored, unique: str) -> None:
    more = shown(blockctl, "create", "--incremental", "--name", unique, "--wait", "kept")
    listed = shown(blockctl, "list", "--volume", "kept", "--sort", "created_at:asc")
    assert [row["Incremental"] for row in listed] == [False, True]
    code, said = told(blockctl, "delete", "--wait", "first", "no-such-backup")
    assert code == 9
    assert "Incremental backups exist for this backup." in said
    blockctl("volume", "backup", "delete", "--wait", more["id"])
    assert told(blockctl, "show", more["id"])[0] == 3


def test_a_chain_is_deleted_though_its_newest_is_named_first(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    volume()
    full = shown(blockctl, "create", "--wait", unique)["id"]
    more = shown(blockctl, "create", "--incremental", "--wait", unique)["id"]
    code, said = told(blockctl, "delete", "--wait", more, full)
    assert (code, said.count("deleted  ")) == (0, 2), said


def test_a_backup_that_fails_says_why(blockctl: Blockctl, stored: Stored, unique: str) -> None:
    unusable = ("--container", "/proc/no-folder")
    code, said = told(blockctl, "create", "--name", unique, *unusable, "--wait", "kept")
    assert code == 1
    assert "is in status error: create backup:Backup driver failed to create backup." in said
    blockctl("volume", "backup", "delete", "--wait", unique)


def test_what_cannot_be_backed_up(blockctl: Blockctl, stored: Stored, volume: Factory) -> None:
    assert told(blockctl, "create", "no-such-volume")[0] == 3
    assert told(blockctl, "create", "--snapshot", "no-such-snapshot", "kept")[0] == 3
    code, said = told(blockctl, "create", "--incremental", volume())
    assert code == 5
    assert "No backups available to do an incremental backup." in said


def test_a_backup_and_its_record_outlive_the_volume(blockctl: Blockctl, unique: str) -> None:
    create = ("volume", "create", "--size", "1", "--wait", unique, "-f", "value", "-c", "id")
    volume_id = blockctl(*create).stdout.strip()
    made = shown(blockctl, "create", "--name", unique, "--wait", unique)
    blockctl("volume", "delete", "--wait", volume_id)
    assert told(blockctl, "list", "--volume", unique)[0] == 3
    [row] = shown(blockctl, "list", "--volume", volume_id, "--long")
    assert (row["ID"], row["Volume"]) == (made["id"], volume_id)

    table = blockctl("volume", "backup", "record", "export", unique).stdout
    assert "| Backup Service | cinder.backup.drivers.posix" in table
    record = shown(blockctl, "record", "export", unique)
    assert list(record) == ["backup_service", "backup_url"]
    code, said = told(blockctl, "record", "import", *record.values())
    assert (code, "already exists" in said) == (5, True)
    blockctl("volume", "backup", "delete", "--wait", unique)
    known = shown(blockctl, "record", "import", "--wait", *record.values())
    assert known == {"id": made["id"], "name": unique}
    assert shown(blockctl, "show", unique)["volume_id"] == volume_id
    blockctl("volume", "backup", "delete", "--wait", unique)
    assert told(blockctl, "record", "import", "posix", "no base64!")[0] == 1
