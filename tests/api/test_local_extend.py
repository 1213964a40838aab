"""``local extend``: the volume, this host, and the file system, while it is in use."""

import os
import subprocess
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
