"""``--wait`` on a real Cinder: until it is done, and what is told when it fails."""

import json
import signal
from collections.abc import Callable

from tests.api.conftest import Blockctl
from tests.api.groups import refused

HUGE = "2000000"


def test_an_error_has_the_service_s_reason_and_a_next_step(blockctl: Blockctl, unique: str) -> None:
    code, told = refused(blockctl, "volume", "create", "--size", HUGE, "--wait", unique)
    try:
        assert code == 1
        assert f"volume {unique} (" in told
        assert "is in status error: create volume" in told
        assert "ind the cause: blockctl volume diagnose " in told
    finally:
        blockctl("volume", "delete", "--force", "--wait", unique)


def test_the_reason_is_not_that_of_an_older_operation(
    blockctl: Blockctl, volume: Callable[..., str], unique: str
) -> None:
    volume_id = volume()
    code, first = refused(blockctl, "volume", "set", "--size", HUGE, "--wait", volume_id)
    assert code == 1
    assert "is in status error_extending: extend volume" in first
    blockctl("volume", "set", "--state", "available", volume_id)
    messages = blockctl("volume", "message", "list", "-f", "value", "-c", "User Message").stdout
    assert "extend" in messages
    blockctl("volume", "type", "create", "--property", "volume_backend_name=none", unique)
    try:
        args = ("volume", "set", "--type", unique, "--migration-policy", "on-demand", "--wait")
        code, second = refused(blockctl, *args, volume_id)
        assert code == 1
        assert "still has the type" in second
        assert "extend" not in second
    finally:
        blockctl("volume", "type", "delete", unique)


def test_a_backup_s_state_is_waited_for(
    blockctl: Blockctl, volume: Callable[..., str], unique: str
) -> None:
    volume_id = volume()
    blockctl("volume", "backup", "create", "--name", unique, "--wait", volume_id)
    try:
        blockctl("volume", "backup", "set", "--state", "error", "--wait", unique)
        shown = blockctl("volume", "backup", "show", unique, "-f", "value", "-c", "status")
        assert shown.stdout == "error\n"
    finally:
        blockctl("volume", "backup", "delete", "--wait", unique)


def test_log_levels_are_waited_for(blockctl: Blockctl) -> None:
    which = ("--service", "cinder-volume", "--log-prefix", "cinder.volume.manager")
    blockctl("block", "storage", "log", "level", "set", *which, "--wait", "ERROR")
    listed = blockctl("block", "storage", "log", "level", "list", *which, "-f", "value")
    blockctl("block", "storage", "log", "level", "set", *which, "--wait", "INFO")
    assert listed.stdout
    assert all(line.endswith(" ERROR") for line in listed.stdout.splitlines())


def test_a_volume_that_is_made_and_deleted_is_watched(blockctl: Blockctl, unique: str) -> None:
    watch = ("volume", "list", "--watch", "--interval", "1", "--name", unique, "-f", "jsonl")
    process = blockctl.start("-q", *watch, "-c", "Name", "-c", "Status")
    assert process.stdout is not None
    try:
        blockctl("volume", "create", "--size", "1", unique)
        first = json.loads(process.stdout.readline())
        assert (first["Name"], first["change"]) == (unique, "new")
        seen = first
        while seen["Status"] != "available":
            seen = json.loads(process.stdout.readline())
        blockctl("volume", "delete", "--wait", unique)
        while seen["change"] != "gone":
            seen = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60) == ("", "")
        assert process.returncode == 130
    finally:
        process.kill()


def test_one_volume_is_watched_until_it_is_gone(
    blockctl: Blockctl, volume: Callable[..., str]
) -> None:
    volume_id = volume()
    process = blockctl.start(
        "-q",
        "volume",
        "show",
        volume_id,
        "--watch",
        "--interval",
        "1",
        "-f",
        "value",
        "-c",
        "status",
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "available\n"
    blockctl("volume", "delete", "--wait", volume_id)
    told = process.communicate(timeout=60)[1]
    assert process.returncode == 0
    assert told == f"It is gone: No volume has the name or ID '{volume_id}'.\n"
