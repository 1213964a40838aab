"""``--wait`` on a real Cinder: until it is done, and what is told when it fails."""

from collections.abc import Callable

from tests.api.conftest import Blockctl
from tests.api.groups import refused

HUGE = "2000000"


def test_an_error_has_the_service_s_reason_and_a_next_step(blockctl: Blockctl, unique: str) -> None:
    code, told = refused(blockctl, "volume", "create", "--size", HUGE, "--wait", unique)
    try:
        assert code == 1
        assert f"volume {unique} (" in told
        assert "is in status error: schedule allocate volume" in told
        assert "ind the cause: blockctl volume diagnose " in told
    finally:
        blockctl("volume", "delete", "--force", "--wait", unique)


def test_the_reason_is_not_that_of_an_older_operation(
    blockctl: Blockctl, volume: Callable[..., str], unique: str
) -> None:
    volume_id = volume()
    code, first = refused(blockctl, "volume", "set", "--size", HUGE, "--wait", volume_id)
    assert code == 1
    assert "still has 1 GiB" in first
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
