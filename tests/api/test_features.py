"""Zones, extensions, versions, filters and what can be taken over, on a real Cinder."""

import json
from collections.abc import Callable
from typing import Any

from tests.api.conftest import Blockctl
from tests.unit.scripted_server import ScriptedServer, answer

POOL = "standalone@file#file"


def listed(blockctl: Blockctl, *args: str, **settings: Any) -> Any:
    return json.loads(blockctl(*args, "-f", "json", **settings).stdout)


def test_zones_and_extensions(blockctl: Blockctl) -> None:
    zones = listed(blockctl, "availability", "zone", "list", "--volume")
    assert zones == [{"Zone Name": "nova", "Zone Status": "available"}]
    rows = listed(blockctl, "extension", "list", "--volume", "--long")
    by_alias = {row["Alias"]: row for row in rows}
    assert list(rows[0]) == ["Name", "Alias", "Description", "Namespace", "Updated At", "Links"]
    assert by_alias["os-quota-sets"]["Name"] == "Quotas"


def test_the_versions_of_a_service_without_a_catalog(blockctl: Blockctl) -> None:
    line = ("versions", "show", "--service", "volumev3")
    [row] = listed(blockctl, *line)
    assert row == {
        "Region Name": None,
        "Service Type": "block-storage",
        "Version": "3.0",
        "Status": "CURRENT",
        "Endpoint": f"http://127.0.0.1:{blockctl.port}/v3/",
        "Min Microversion": "3.0",
        "Max Microversion": "3.71",
    }
    assert listed(blockctl, *line, "--status", "deprecated") == []
    refused = blockctl("versions", "show", "--service", "image", check=False)
    assert refused.returncode == 2
    assert "openstack versions show --service image" in refused.stderr


def test_the_versions_of_an_old_service(blockctl: Blockctl) -> None:
    def version(number: str, status: str, **more: str) -> dict[str, Any]:
        link = {"rel": "self", "href": f"http://elsewhere/{number}/"}
        return {"id": number, "status": status, "links": [link], **more}

    spoken = [
        version("v3.0", "CURRENT", version="3.27", min_version="3.0"),
        version("v2.0", "DEPRECATED", version="", min_version=""),
        version("v4.0", "EXPERIMENTAL"),
    ]
    with ScriptedServer() as server:
        server.on("GET", "/volume/", answer(300, {"versions": spoken}))
        env = {"OS_ENDPOINT": f"{server.endpoint}/volume/v3/0123abcd", "OS_TOKEN": "any"}
        rows = listed(blockctl, "versions", "show", env=env)
    shown = [(row["Version"], row["Status"], row["Max Microversion"]) for row in rows]
    assert shown == [("2.0", "DEPRECATED", None), ("3.0", "CURRENT", "3.27")]


def test_what_lists_can_be_filtered_by(blockctl: Blockctl) -> None:
    words = ("block", "storage", "resource", "filter")
    rows = listed(blockctl, *words, "list")
    pool = listed(blockctl, *words, "show", "pool")
    assert pool in rows
    assert "volume_type" in pool["Filters"]
    refused = blockctl(*words, "show", "nonsense", check=False)
    assert refused.returncode == 3
    assert "Nothing of the kind 'nonsense' is filtered." in refused.stderr


def test_what_can_be_taken_over(
    blockctl: Blockctl, volume: Callable[..., str], unique: str
) -> None:
    words = ("block", "storage", "volume", "manageable", "list")
    managed, other = volume(unique), volume(f"{unique}-2")
    blockctl("volume", "snapshot", "create", "--volume", managed, "--wait", unique)
    rows = {row["cinder_id"]: row for row in listed(blockctl, *words, "--long", POOL)}
    assert {managed, other} <= rows.keys()
    assert rows[managed]["reference"] == {"source-name": f"volume-{managed}"}
    assert (rows[managed]["safe_to_manage"], rows[managed]["size"]) == (False, 1)

    upwards = (*words, "--sort", "reference:asc", POOL)
    references = [row["reference"] for row in listed(blockctl, *upwards)]
    [second] = listed(blockctl, *upwards, "--offset", "1", "--limit", "1")
    assert list(second) == ["reference", "size", "safe_to_manage"]
    assert second["reference"] == references[1]
    after = listed(blockctl, *upwards, "--marker", json.dumps(references[0]))
    assert [row["reference"] for row in after] == references[1:]

    snapshots = listed(blockctl, "block", "storage", "snapshot", "manageable", "list", POOL)
    assert snapshots
    assert "source_reference" in snapshots[0]
    refused = blockctl(*words, check=False)
    assert (refused.returncode, "One of a host and --cluster" in refused.stderr) == (2, True)
    refused = blockctl(*words, "--cluster", "x", "--os-volume-api-version", "3.16", check=False)
    assert (refused.returncode, "--cluster needs" in refused.stderr) == (2, True)


def test_manageable_pages_are_followed_to_the_end(blockctl: Blockctl) -> None:
    """A service whose pages are shorter than what it is asked for, and that has no links."""
    pages = [[{"reference": {"source-name": name}} for name in page] for page in ("ab", "c", "")]
    with ScriptedServer() as server:
        answers = [answer(200, {"manageable-volumes": page}) for page in pages]
        server.on("GET", "/manageable_volumes", *answers)
        env = {"OS_ENDPOINT": server.endpoint, "OS_TOKEN": "any"}
        rows = listed(blockctl, "block", "storage", "volume", "manageable", "list", "a@b", env=env)
    assert [row["reference"]["source-name"] for row in rows] == ["a", "b", "c"]
