"""Two folders as two backends: volumes move between them, and neither is lost."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blockctl.errors import ExitCode
from tests.api.conftest import Blockctl
from tests.api.standalone_api import Api, settled

OTHER = {
    "standalone@file#file": "standalone@file2#file2",
    "standalone@file2#file2": "standalone@file#file",
}
CONTENT = os.urandom(4096)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Blockctl]:
    """A service with the folder ``second`` as another backend."""
    run = Blockctl(tmp_path_factory.mktemp("backends"))
    second = run.folder / "second"
    second.mkdir()
    run("standalone", "up", "--port", str(run.port), "--backend", f"file:{second}")
    try:
        yield run
    finally:
        run("standalone", "reset", "--yes", "--force")


@pytest.fixture(scope="module")
def api(run: Blockctl) -> Api:
    return Api(run)


def folder(run: Blockctl, host: str) -> Path:
    second = "@file2#" in host
    return run.folder / "second" if second else Api(run).volumes


def host_of(volume: dict[str, Any]) -> str:
    return str(volume["os-vol-host-attr:host"])


@pytest.fixture
def volume(run: Blockctl, api: Api) -> Iterator[dict[str, Any]]:
    """A volume with content, in one folder or the other."""
    made = api("POST", "/volumes", {"volume": {"size": 1}})[1]["volume"]["id"]
    found = api.status("volumes", "volume", made, "available")
    with (folder(run, host_of(found)) / f"volume-{made}").open("r+b") as file:
        file.seek(2**29)
        file.write(CONTENT)
    yield found
    assert api("DELETE", f"/volumes/{made}")[0] == 202
    api.gone("volumes", made)


def assert_moved(run: Blockctl, api: Api, volume: dict[str, Any]) -> None:
    """That it is in the other folder, whole and still sparse, and no longer in the first."""
    there = OTHER[host_of(volume)]

    def is_there(found: dict[str, Any]) -> bool:
        ended = found["migration_status"] in (None, "success")
        return host_of(found) == there and ended and found["status"] == "available"

    api.until("volumes", "volume", volume["id"], is_there)
    settled(lambda: not list(folder(run, host_of(volume)).glob("volume-*")))
    [path] = folder(run, there).glob("volume-*")
    assert path.name == f"volume-{volume['id']}"
    with path.open("rb") as file:
        file.seek(2**29)
        assert file.read(4096) == CONTENT
    assert path.stat().st_size == 2**30
    assert path.stat().st_blocks * 512 <= 2**20


def test_a_move_by_the_driver(run: Blockctl, api: Api, volume: dict[str, Any]) -> None:
    run("volume", "migrate", "--host", OTHER[host_of(volume)], volume["id"])
    assert_moved(run, api, volume)


def test_a_move_by_cinder_s_own_copy(run: Blockctl, api: Api, volume: dict[str, Any]) -> None:
    body = {"os-migrate_volume": {"host": OTHER[host_of(volume)], "force_host_copy": True}}
    assert api("POST", f"/volumes/{volume['id']}/action", body)[0] == 202
    assert_moved(run, api, volume)


def test_a_retype_that_moves(run: Blockctl, api: Api, volume: dict[str, Any]) -> None:
    backend = OTHER[host_of(volume)].rpartition("#")[2]
    body = {"volume_type": {"name": backend, "extra_specs": {"volume_backend_name": backend}}}
    code, answer = api("POST", "/types", body)
    assert code == 200, answer
    retype = {"new_type": answer["volume_type"]["id"], "migration_policy": "on-demand"}
    assert api("POST", f"/volumes/{volume['id']}/action", {"os-retype": retype})[0] == 202
    assert_moved(run, api, volume)


def test_both_are_pools_with_their_own_name(run: Blockctl) -> None:
    pools = run("volume", "backend", "pool", "list", "-f", "value").stdout.split()
    assert sorted(pools) == sorted(OTHER)


def test_the_folder_is_kept_and_needed(run: Blockctl, api: Api, volume: dict[str, Any]) -> None:
    run("volume", "migrate", "--host", OTHER[host_of(volume)], volume["id"])
    assert_moved(run, api, volume)
    run("standalone", "down")
    second = run.folder / "second"
    second.rename(run.folder / "away")
    second.mkdir()
    refused = run("standalone", "up", "--port", str(run.port), check=False)
    assert refused.returncode == ExitCode.FAILED
    assert f"{second}, the folder of the backend 'file2', is not as" in refused.stderr
    assert "Mount its disk" in refused.stderr
    second.rmdir()
    (run.folder / "away").rename(second)
    run("standalone", "up", "--port", str(run.port))
    api.service = Api(run).service
    assert_moved(run, api, volume)


@pytest.mark.parametrize(
    ("backend", "told"),
    [
        ("lvm:", "is no backend"),
        ("lvm:-vg", "is no backend"),
        ("lvm:../vg", "is no backend"),
        ("lvm:vg:fc", "which is iscsi or nvme"),
        ("lvmvg", "is no backend"),
        ("file:relative", "is no backend"),
        ("file:/nowhere/at/all", "is not a folder"),
        ("file:{folder}/state/standalone/volumes/snapshots", "one within the other"),
        ("file:{folder}", "one within the other"),
        ("file:{folder}/second/inner", "one within the other"),
        ("file:{folder}/100%", "cannot hold"),
    ],
)
def test_folders_that_are_refused(run: Blockctl, backend: str, told: str) -> None:
    for name in ("second/inner", "100%"):
        (run.folder / name).mkdir(exist_ok=True)
    refused = run("standalone", "up", "--backend", backend.format(folder=run.folder), check=False)
    assert refused.returncode == ExitCode.USAGE
    assert told in refused.stderr
    (run.folder / "second" / "inner").rmdir()


def test_a_folder_of_another_service_is_refused(run: Blockctl, tmp_path: Path) -> None:
    other = Blockctl(tmp_path)
    backend = f"file:{run.folder}/second"
    refused = other("standalone", "up", "--backend", backend, check=False)
    assert refused.returncode == ExitCode.CONFLICT
    assert f"is used by the standalone service of {run.folder}" in refused.stderr


def test_what_is_asked_of_a_running_service_is_not_dropped(run: Blockctl, tmp_path: Path) -> None:
    refused = run("standalone", "up", "--backend", f"file:{tmp_path}", check=False)
    assert refused.returncode == ExitCode.CONFLICT
    assert "without what is asked for" in refused.stderr
    assert "up already" in run("standalone", "up", "--backend", f"file:{run.folder}/second").stderr
