"""``volume backend …`` on a real Cinder."""

import json
from typing import Any

from tests.api.conftest import Blockctl
from tests.unit.scripted_server import ScriptedServer, answer


def listed(blockctl: Blockctl, *args: str) -> Any:
    return json.loads(blockctl("volume", "backend", *args, "-f", "json").stdout)


def test_the_pools_and_what_they_have(blockctl: Blockctl) -> None:
    assert listed(blockctl, "pool", "list") == [{"Name": "standalone@file#file"}]
    [long] = listed(blockctl, "pool", "list", "--long")
    assert list(long) == ["Name", "Capabilities"]
    capabilities = long["Capabilities"]
    assert capabilities["volume_backend_name"] == "file"
    assert 0 < capabilities["free_capacity_gb"] <= capabilities["total_capacity_gb"]
    table = blockctl("volume", "backend", "pool", "list", "--long").stdout
    assert "filter_function=, " in table
    assert "volume_backend_name='file'" in table


def test_pools_by_their_names_and_the_types_that_fit(blockctl: Blockctl, unique: str) -> None:
    name = "standalone@file#file"
    assert listed(blockctl, "pool", "list", "--filter", f"name={name}") == [{"Name": name}]
    assert listed(blockctl, "pool", "list", "--filter", "name=nowhere") == []
    blockctl("volume", "type", "create", "--property", "volume_backend_name=other", unique)
    assert listed(blockctl, "pool", "list", "--filter", f"volume_type={unique}") == []
    blockctl("volume", "type", "delete", unique)
    line = ("volume", "backend", "pool", "list", "--filter")
    refused = blockctl(*line, "colour=blue", check=False)
    assert refused.returncode == 2
    assert "by 'colour', but by: name, volume_type." in refused.stderr
    for version, filtered in (("3.27", "name=x"), ("3.34", "volume_type=x")):
        refused = blockctl(*line, filtered, "--os-volume-api-version", version, check=False)
        assert (refused.returncode, "needs volume API version" in refused.stderr) == (2, True)


def test_the_capabilities_of_a_backend(blockctl: Blockctl) -> None:
    rows = listed(blockctl, "capability", "show", "standalone@file")
    assert list(rows[0]) == ["Title", "Key", "Type", "Description"]
    by_key = {row["Key"]: row for row in rows}
    assert by_key["thin_provisioning"]["Type"] == "boolean"
    assert all(isinstance(row["Title"], str) for row in rows)


def test_a_backend_that_is_not_there(blockctl: Blockctl) -> None:
    for host in ("nowhere", "a b#c?d"):
        refused = blockctl("volume", "backend", "capability", "show", host, check=False)
        assert refused.returncode == 3, host
        assert f"Showing the capabilities of '{host}' failed" in refused.stderr
    # The web server would make of this a list of volume types.
    refused = blockctl("volume", "backend", "capability", "show", "a/../../types", check=False)
    assert refused.returncode == 2


def test_drivers_that_tell_little(blockctl: Blockctl) -> None:
    told = {"vendor:qos": {"title": "QoS", "type": "boolean"}}
    with ScriptedServer() as server:
        env = {"OS_ENDPOINT": server.endpoint, "OS_TOKEN": "any"}
        line = ("volume", "backend", "capability", "show", "a@b", "-f", "json")
        server.on("GET", "/capabilities/a@b", answer(200, {"properties": told}))
        row = json.loads(blockctl(*line, env=env).stdout)
        server.on("GET", "/capabilities/a@b", answer(200, {"properties": None}))
        assert json.loads(blockctl(*line, env=env).stdout) == []
    assert row == [{"Title": "QoS", "Key": "vendor:qos", "Type": "boolean", "Description": ""}]
