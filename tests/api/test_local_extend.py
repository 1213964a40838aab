"""``local extend``: the volume, this host, and the file system, while it is in use."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.conftest import Blockctl
from tests.api.test_local import Factory, attached, mounted, row_of, shown
from tests.api.test_local_crash import KILLED, fault, faults_allowed

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="loop devices need root")
__all__ = ["faults_allowed", "mounted"]  # fixtures
GIB = 1024**3


def bytes_of(device: str) -> int:
    done = subprocess.run(
        ["blockdev", "--getsize64", device], check=True, capture_output=True, text=True
    )
    return int(done.stdout)


def test_a_volume_grows_in_use_and_its_file_system_too(
    blockctl: Blockctl, volume: Factory, mounted: Callable[..., Path]
) -> None:
    made = volume()
    device = attached(blockctl, made)
    place = mounted(device)
    (place / "file").write_text("whole")
    grown = shown(blockctl, "local", "extend", made, "--size", "2")
    assert (grown["path"], grown["size"], grown["file_system"]) == (device, 2, None)
    assert bytes_of(device) == 2 * GIB
    # Mounted, it can grow too, where the kernel lets this process: tests/lab.
    subprocess.run(["umount", place], check=True)
    assert shown(blockctl, "local", "extend", made, "--file-system")["file_system"] == "ext4"
    subprocess.run(["mount", device, place], check=True)
    inside = os.statvfs(place)
    assert inside.f_blocks * inside.f_frsize > 1.9 * GIB
    assert (place / "file").read_text() == "whole"
    row = row_of(blockctl, made)
    assert row
    assert row["Size"] == 2


def test_what_was_extended_elsewhere_is_seen(blockctl: Blockctl, volume: Factory) -> None:
    made = volume()
    device = attached(blockctl, made)
    blockctl("volume", "set", "--size", "2", "--wait", made)
    done = blockctl("local", "extend", device)
    assert done.stdout.startswith(f"{device}   ")
    assert "2 GiB" in done.stdout


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("again", ["extend", "recover"])
def test_an_extend_that_was_killed_is_finished(
    blockctl: Blockctl, volume: Factory, side: str, again: str
) -> None:
    made = volume()
    device = attached(blockctl, made)
    killed = blockctl(
        "local", "extend", made, "--size", "2",
        env=fault(f"extend-rescan-{side}", "SIGKILL"), check=False,
    )  # fmt: skip
    assert killed.returncode == KILLED
    if again == "recover":
        [told] = shown(blockctl, "local", "recover")
        assert (told["Was"], told["Result"]) == ("extending, stopped at step 'rescan'", "finished")
    else:
        blockctl("local", "extend", made, "--size", "2")
    assert shown(blockctl, "local", "show", made)["size"] == 2
    assert bytes_of(device) == 2 * GIB
    assert shown(blockctl, "local", "recover") == []


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("again", ["extend", "recover"])
def test_a_file_system_that_was_killed_while_it_grew_is_finished(
    blockctl: Blockctl, volume: Factory, mounted: Callable[..., Path], side: str, again: str
) -> None:
    made = volume()
    device = attached(blockctl, made)
    place = mounted(device)
    (place / "file").write_text("whole")
    subprocess.run(["umount", place], check=True)
    words = ("local", "extend", made, "--size", "2", "--file-system")
    killed = blockctl(*words, env=fault(f"extend-file-system-{side}", "SIGKILL"), check=False)
    assert killed.returncode == KILLED
    if again == "recover":
        [told] = shown(blockctl, "local", "recover")
        assert told["Was"] == "extending, stopped at step 'file-system'"
        assert told["Result"] == "finished"
    else:
        blockctl(*words)
    assert shown(blockctl, "local", "recover") == []
    subprocess.run(["mount", device, place], check=True)
    inside = os.statvfs(place)
    assert inside.f_blocks * inside.f_frsize > 1.9 * GIB
    assert (place / "file").read_text() == "whole"


@pytest.mark.parametrize("point", ["extend-rescan-before", "extend-rescan-after"])
def test_an_extend_that_fails_is_finished_by_the_next(
    blockctl: Blockctl, volume: Factory, point: str
) -> None:
    made = volume()
    device = attached(blockctl, made)
    words = ("local", "extend", made, "--size", "2")
    assert blockctl(*words, env=fault(point, "fail"), check=False).returncode == 8
    blockctl(*words)
    assert bytes_of(device) == 2 * GIB
    assert shown(blockctl, "local", "recover") == []


def test_a_device_that_goes_during_extend_is_told_and_comes_again(
    blockctl: Blockctl, volume: Factory
) -> None:
    made = volume()
    device = attached(blockctl, made)
    with open(device, "r+b") as opened:
        opened.write(b"whole")
    extending = subprocess.Popen(
        [sys.executable, "-m", "blockctl", "local", "extend", made, "--size", "2"],
        env={**blockctl.env, **fault("extend-rescan-before", "SIGSTOP")},
        cwd=blockctl.folder,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _pid, stopped = os.waitpid(extending.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(stopped)
        subprocess.run(["losetup", "--detach", device], check=True)
        extending.send_signal(signal.SIGCONT)
        _out, err = extending.communicate(timeout=120)
    finally:
        extending.kill()
    assert extending.returncode == 8
    assert f"{device} is gone." in err
    refused = blockctl("local", "recover", made, "-f", "json", check=False)
    assert refused.returncode == 5
    assert "is not attached as it was recorded" in refused.stdout
    again = attached(blockctl, made)
    assert bytes_of(again) == 2 * GIB
    with open(again, "rb") as opened:
        assert opened.read(5) == b"whole"
    assert shown(blockctl, "local", "recover") == []


def test_what_cannot_be_extended_is_refused_before_anything_is_changed(
    blockctl: Blockctl, volume: Factory
) -> None:
    made = volume()
    assert blockctl("local", "extend", made, "--size", "2", check=False).returncode == 3
    device = attached(blockctl, made)
    blockctl("volume", "set", "--size", "2", "--wait", made)
    smaller = blockctl("local", "extend", made, "--size", "1", check=False)
    assert (smaller.returncode, "it can only grow" in smaller.stderr) == (5, True)
    blank = blockctl("local", "extend", made, "--file-system", check=False)
    assert blank.returncode == 5
    assert f"{device} has new, no file system on it" in blank.stderr
