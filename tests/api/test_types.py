"""``volume type …`` on a real Cinder."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.api.conftest import Blockctl
from tests.unit.scripted_server import ScriptedServer, answer

Factory = Callable[..., str]
PROJECT = "0123456789abcdef0123456789abcdef"
LUKS = ("--encryption-provider", "luks", "--encryption-key-size", "256")


@pytest.fixture
def volume_type(blockctl: Blockctl, unique: str) -> Iterator[Factory]:
    """Makes volume types and returns their IDs; all are deleted at the end."""
    made: list[str] = []

    def make(*options: str, name: str = unique) -> str:
        done = blockctl("volume", "type", "create", *options, name, "-f", "value", "-c", "id")
        made.append(done.stdout.strip())
        return made[-1]

    yield make
    for type_id in made:
        blockctl("volume", "type", "delete", type_id, check=False)


def shown(blockctl: Blockctl, *args: str) -> Any:
    return json.loads(blockctl("volume", "type", *args, "-f", "json").stdout)


def refused(blockctl: Blockctl, *args: str) -> tuple[int, str]:
    done = blockctl("volume", "type", *args, check=False)
    return done.returncode, done.stderr


def test_create_shows_every_part_of_it(blockctl: Blockctl, unique: str) -> None:
    made = shown(
        blockctl, "create", "--private", "--project", PROJECT, "--description", "fast ones",
        "--property", "tier=gold", "--multiattach", "--replicated", "--availability-zone", "a",
        "--availability-zone", "b", *LUKS, "--encryption-cipher", "aes-xts-plain64", unique,
    )  # fmt: skip
    try:
        assert list(made) == [
            "description", "encryption", "id", "is_public", "name", "properties",
        ]  # fmt: skip
        assert (made["name"], made["description"], made["is_public"]) == (
            unique,
            "fast ones",
            False,
        )
        assert made["properties"] == {
            "tier": "gold",
            "multiattach": "<is> True",
            "replication_enabled": "<is> True",
            "RESKEY:availability_zones": "a,b",
        }
        encryption = made["encryption"]
        assert encryption.pop("encryption_id")
        assert encryption == {
            "cipher": "aes-xts-plain64",
            "control_location": "front-end",
            "key_size": 256,
            "provider": "luks",
        }
        by_name = shown(blockctl, "show", unique)
        assert by_name["access_project_ids"] == [PROJECT]
        assert list(by_name) == [
            "access_project_ids", "description", "id", "is_public", "name", "properties",
        ]  # fmt: skip
        whole = shown(blockctl, "show", "--encryption-type", made["id"])
        assert whole["encryption"]["provider"] == "luks"
    finally:
        blockctl("volume", "type", "delete", made["id"])


def test_lists_show_what_is_asked_for(
    blockctl: Blockctl, volume_type: Factory, unique: str
) -> None:
    plain = volume_type(name=f"{unique}-plain")
    private = volume_type("--private", *LUKS, "--property", "tier=gold", name=f"{unique}-p")
    every = {row["ID"]: row for row in shown(blockctl, "list")}
    assert list(every[plain]) == ["ID", "Name", "Is Public"]
    assert (every[plain]["Is Public"], every[private]["Is Public"]) == (True, False)
    only_public = {row["ID"] for row in shown(blockctl, "list", "--public")}
    only_private = {row["ID"] for row in shown(blockctl, "list", "--private")}
    assert plain in only_public - only_private
    assert private in only_private - only_public
    long = {row["ID"]: row for row in shown(blockctl, "list", "--long", "--encryption-type")}
    assert list(long[plain]) == [
        "ID", "Name", "Is Public", "Description", "Properties", "Encryption",
    ]  # fmt: skip
    assert long[private]["Properties"] == {"tier": "gold"}
    assert long[private]["Encryption"]["key_size"] == 256
    assert long[plain]["Encryption"] == {}
    table = blockctl("volume", "type", "list", "--encryption-type").stdout
    [line] = [line for line in table.splitlines() if plain in line]
    assert line.rstrip("| ").endswith("| -")


def test_lists_are_filtered_by_properties(
    blockctl: Blockctl, volume_type: Factory, unique: str
) -> None:
    tier = f"tier={unique}"
    gold = volume_type("--property", tier, "--multiattach", name=f"{unique}-1")
    both = volume_type("--property", tier, "--availability-zone", "x", name=f"{unique}-2")

    def found(*options: str) -> set[str]:
        return {row["ID"] for row in shown(blockctl, "list", *options)}

    assert found("--property", tier) == {gold, both}
    assert found("--property", tier, "--multiattach") == {gold}
    assert found("--property", tier, "--availability-zone", "x") == {both}
    assert found("--property", tier, "--cacheable") == set()
    code, told = refused(
        blockctl, "list", "--property", "a=b", "--os-volume-api-version", "3.51"
    )  # fmt: skip
    assert code == 2
    assert "needs volume API version 3.52" in told


def test_the_default_type(blockctl: Blockctl) -> None:
    [row] = shown(blockctl, "list", "--default")
    assert row["Name"] == "__DEFAULT__"
    assert shown(blockctl, "show", "default")["id"] == row["ID"]
    assert refused(blockctl, "list", "--default", "--public")[0] == 2
    assert refused(blockctl, "list", "--public", "--private")[0] == 2


def test_set_changes_all_that_is_named(
    blockctl: Blockctl, volume_type: Factory, unique: str
) -> None:
    type_id = volume_type("--property", "keep=1", "--property", "change=1")
    blockctl(
        "volume", "type", "set", "--name", f"{unique}-new", "--description", "more", "--private",
        "--property", "change=2", "--cacheable", "--project", PROJECT, *LUKS, unique,
    )  # fmt: skip
    now = shown(blockctl, "show", "--encryption-type", type_id)
    assert (now["name"], now["description"], now["is_public"]) == (f"{unique}-new", "more", False)
    assert now["properties"] == {"keep": "1", "change": "2", "cacheable": "<is> True"}
    assert now["access_project_ids"] == [PROJECT]
    blockctl(
        "volume", "type", "set", "--public", "--description", "", "--encryption-cipher",
        "aes-cbc-essiv", "--encryption-control-location", "back-end", type_id,
    )  # fmt: skip
    changed = shown(blockctl, "show", "--encryption-type", type_id)
    assert (changed["is_public"], changed["description"]) == (True, "")
    encryption = {**now["encryption"], "cipher": "aes-cbc-essiv", "control_location": "back-end"}
    assert changed["encryption"] == encryption


def test_unset_takes_away_what_is_named(
    blockctl: Blockctl, volume_type: Factory, unique: str
) -> None:
    type_id = volume_type(
        "--private", "--project", PROJECT, "--property", "a=1", "--property", "b=2", *LUKS
    )
    blockctl("volume", "type", "unset", "--property", "a", "--project", PROJECT, unique)
    blockctl("volume", "type", "unset", "--encryption-type", unique)
    now = shown(blockctl, "show", "--encryption-type", type_id)
    assert (now["properties"], now["access_project_ids"], now["encryption"]) == ({"b": "2"}, [], {})
    code, told = refused(blockctl, "unset", "--encryption-type", type_id)
    assert (code, told.splitlines()[-1]) == (3, f"Volume type {type_id} has no encryption.")


def test_changes_go_on_after_one_that_fails(
    blockctl: Blockctl, volume_type: Factory, unique: str
) -> None:
    type_id = volume_type("--multiattach")
    code, told = refused(
        blockctl, "set", "--description", "new", "--cacheable", *LUKS, type_id
    )  # fmt: skip
    assert code == 9
    assert "failed   property" in told
    assert "2 of 3 changes made" in told
    now = shown(blockctl, "show", "--encryption-type", type_id)
    assert (now["description"], now["encryption"]["provider"]) == ("new", "luks")
    code, told = refused(blockctl, "unset", "--property", "no", "--property", "multiattach", unique)
    assert (code, told.splitlines()[-1]) == (9, "1 of 2 changes made")
    assert shown(blockctl, "show", type_id)["properties"] == {}


def test_a_key_cannot_lead_elsewhere(blockctl: Blockctl, volume_type: Factory, unique: str) -> None:
    type_id = volume_type("--property", "a=1")
    # The web server would make of the first a DELETE of the type itself.
    for key in ("..", "x/../a", ""):
        assert refused(blockctl, "unset", "--property", key, type_id)[0] == 2
    assert shown(blockctl, "show", unique)["properties"] == {"a": "1"}


def test_what_makes_no_sense_is_refused_before_anything_is_made(
    blockctl: Blockctl, volume_type: Factory, unique: str
) -> None:
    for options in (
        ("--project", PROJECT),
        ("--private", "--project", "a-name"),
        ("--encryption-cipher", "aes-xts-plain64"),
        ("--encryption-control-location", "somewhere"),
        ("--encryption-key-size", "0"),
        ("--public", "--private"),
        ("--property", "no-value"),
    ):
        assert refused(blockctl, "create", *options, unique)[0] == 2, options
    assert refused(blockctl, "show", unique)[0] == 3
    volume_type()
    code, told = refused(blockctl, "set", "--name", "other", "--encryption-key-size", "128", unique)
    assert code == 2
    assert "has no encryption yet" in told
    assert shown(blockctl, "show", unique)["name"] == unique


def test_an_unfinished_type_is_told_with_its_id(blockctl: Blockctl, unique: str) -> None:
    code, told = refused(blockctl, "create", "--multiattach", "--cacheable", unique)
    made = shown(blockctl, "show", unique)["id"]
    assert code == 1
    assert f"Volume type {unique} ({made}) is created, but unfinished." in told
    assert f"blockctl volume type delete {made}" in told
    blockctl("volume", "type", "delete", made)


def test_delete_goes_on_after_a_type_that_is_in_use(
    blockctl: Blockctl, volume_type: Factory, unique: str
) -> None:
    used, free = volume_type(name=f"{unique}-used"), volume_type(name=f"{unique}-free")
    made = blockctl(
        "volume", "create", "--size", "1", "--type", used, "--wait", unique,
        "-f", "value", "-c", "id",
    ).stdout.strip()  # fmt: skip
    try:
        code, told = refused(blockctl, "delete", used, free, "no-such-type")
        assert code == 9
        assert "still in use" in told
        assert f"deleted  {free}" in told
        assert "1 of 3 deleted" in told
        assert refused(blockctl, "delete", used)[0] == 5
        assert refused(blockctl, "set", "--property", "a=b", used)[0] == 5
    finally:
        blockctl("volume", "delete", "--wait", made)
    blockctl("volume", "type", "delete", f"{unique}-used")
    assert refused(blockctl, "show", used)[0] == 3


def test_a_list_is_followed_to_its_last_page(blockctl: Blockctl) -> None:
    def page(name: str, link: str = "") -> Any:
        types = [{"id": name, "name": name, "is_public": True}]
        links = [{"rel": "next", "href": link}]
        return answer(
            200, {"volume_types": types, **({"volume_type_links": links} if link else {})}
        )

    with ScriptedServer() as server:
        server.on("GET", "/types", page("first", "http://x/v3/types?marker=first"), page("second"))
        env = {"OS_ENDPOINT": server.endpoint, "OS_TOKEN": "any"}
        listed = blockctl("volume", "type", "list", "-f", "value", "-c", "ID", env=env)
    assert listed.stdout.split() == ["first", "second"]
    markers = [seen.query.get("marker") for seen in server.requests("GET", "/types")]
    assert markers == [None, "first"]


def test_lists_take_the_services_filters(
    blockctl: Blockctl, volume_type: Factory, unique: str
) -> None:
    public, private = volume_type(name=f"{unique}-1"), volume_type("--private", name=f"{unique}-2")
    volume_type("--property", f"for={unique}", name=f"{unique}-3")

    def found(*options: str) -> set[str]:
        return {row["ID"] for row in shown(blockctl, "list", *options)}

    assert private in found("--filter", "is_public=False")
    assert public not in found("--filter", "is_public=False")
    [one] = shown(blockctl, "list", "--filter", f"extra_specs={{for:{unique}}}")
    assert one["Name"] == f"{unique}-3"
    for options in (("--public",), ("--default",)):
        assert refused(blockctl, "list", "--filter", "is_public=False", *options)[0] == 2
    old = ("--os-volume-api-version", "3.51", "--filter", "is_public=False")
    assert "--filter needs volume API version 3.52" in refused(blockctl, "list", *old)[1]


def test_cipher_and_key_size_can_be_left_to_the_provider_again(
    blockctl: Blockctl, volume_type: Factory, unique: str
) -> None:
    volume_type(*LUKS, "--encryption-cipher", "aes-xts-plain64")

    def encryption() -> Any:
        return shown(blockctl, "show", "--encryption-type", unique)["encryption"]

    before = encryption()
    assert (before["cipher"], before["key_size"]) == ("aes-xts-plain64", 256)
    blockctl("volume", "type", "set", "--encryption-cipher", "", unique)
    assert encryption() == {key: each for key, each in before.items() if key != "cipher"}
    blockctl("volume", "type", "set", "--encryption-key-size", "", unique)
    assert set(encryption()) == {"control_location", "encryption_id", "provider"}
    code, told = refused(blockctl, "set", "--encryption-key-size", "large", unique)
    assert code == 2
    assert "'large' is not a valid number of bits." in told
