"""service.json: what is believed of it, and when its process counts as running."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from blockctl.errors import BlockctlError, NotAllowed
from blockctl.standalone import record
from blockctl.standalone.folder import write_private


def me() -> record.Service:
    started = record.start_time(os.getpid())
    assert started is not None
    return record.Service(
        endpoint="http://127.0.0.1:1/v3/1",
        token="s3cret",
        pid=os.getpid(),
        started=started,
        boot=record.boot_id(),
        port=1,
        version="29.0.0",
    )


def test_what_is_written_is_read(tmp_path: Path) -> None:
    assert record.read(tmp_path) is None
    write_private(tmp_path / record.NAME, record.as_text(me()))
    assert record.read(tmp_path) == me()
    record.remove(tmp_path)
    assert record.read(tmp_path) is None


def test_no_secret_in_the_repr() -> None:
    assert "s3cret" not in repr(me())


def test_a_recycled_pid_or_another_boot_is_not_ours() -> None:
    assert me().is_running()
    assert not replace(me(), started=me().started + 1).is_running()
    assert not replace(me(), boot="another").is_running()


def test_a_zombie_is_not_running() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.DEVNULL)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert record.start_time(child.pid) is None
    child.wait()


def test_start_time_with_a_misleading_command_name(tmp_path: Path) -> None:
    script = tmp_path / "a) S 1 2"
    script.symlink_to("/bin/sleep")
    child = subprocess.Popen([str(script), "30"])
    try:
        started, ours = record.start_time(child.pid), record.start_time(os.getpid())
        assert started is not None
        assert ours is not None
        assert started >= ours
    finally:
        child.kill()
        child.wait()


def test_refused_when_others_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / record.NAME
    write_private(path, record.as_text(me()))
    path.chmod(0o640)
    with pytest.raises(NotAllowed, match="can be read by other users") as refused:
        record.read(tmp_path)
    assert refused.value.remedy == f"Take their access away with: chmod 600 {path}"


@pytest.mark.skipif(os.geteuid() != 0, reason="giving a file away needs root")
def test_refused_when_it_belongs_to_another_user(tmp_path: Path) -> None:
    path = tmp_path / record.NAME
    write_private(path, record.as_text(me()))
    os.chown(path, 12345, 12345)
    with pytest.raises(NotAllowed, match="belongs to another user"):
        record.read(tmp_path)


def test_refused_when_it_is_a_link(tmp_path: Path) -> None:
    write_private(tmp_path / "real", record.as_text(me()))
    (tmp_path / record.NAME).symlink_to("real")
    with pytest.raises(NotAllowed):
        record.read(tmp_path)


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "[]",
        "{}",
        "null",
        "\x00\xff",
        json.dumps({"pid": 1}),
        record.as_text(me()).replace(f'"pid": {os.getpid()}', '"pid": "1"'),
        record.as_text(me()).replace('"version"', '"other"'),
    ],
)
def test_garbage_is_told_in_a_sentence(tmp_path: Path, garbage: str) -> None:
    write_private(tmp_path / record.NAME, garbage)
    with pytest.raises(BlockctlError, match="is not a record of the standalone service"):
        record.read(tmp_path)


@pytest.mark.parametrize("module", ["record", "folder", "lifecycle", "clients", "logs"])
def test_what_commands_import_is_light(module: str) -> None:
    heavy = "{'cinder', 'os_brick', 'oslo_config', 'keystoneauth1', 'requests', 'rich', 'click'}"
    code = f"import sys, blockctl.standalone.{module}; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
