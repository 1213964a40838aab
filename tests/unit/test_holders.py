"""Who holds a device: the kernel's tables read right, and real loop devices held for real."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from blockctl.connectors import holders
from blockctl.errors import LocalFailed

MOUNTINFO = """\
22 27 0:21 / /proc rw,relatime shared:5 - proc proc rw
41 27 7:3 / /srv/a\\040b\\134c rw,relatime shared:9 master:1 - ext4 /dev/loop3 rw
42 27 0:40 /sub /srv/pool rw - btrfs /dev/disk/by-id/my\\040disk rw,subvol=/sub
43 27 7:3 /inner /srv/bind rw - ext4 /dev/loop3 rw
"""


def test_mountinfo_is_read_by_number_with_its_escapes() -> None:
    assert list(holders.mounts_in(MOUNTINFO)) == [
        ("0:21", "proc", "/proc"),
        ("7:3", "/dev/loop3", "/srv/a b\\c"),
        ("0:40", "/dev/disk/by-id/my disk", "/srv/pool"),
        ("7:3", "/dev/loop3", "/srv/bind"),
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [("a\\040b", "a b"), ("\\134040", "\\040"), ("a\\012b", "a\nb"), ("plain", "plain")],
)
def test_octal_escapes(text: str, meant: str) -> None:
    assert holders.unescaped(text) == meant


def test_what_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LocalFailed, match="cannot be looked at"):
        holders.of(str(tmp_path / "nothing"))


def test_a_plain_file_is_held_by_who_has_it_open(tmp_path: Path) -> None:
    file = tmp_path / "volume"
    file.write_bytes(bytes(4096))
    assert holders.of(str(file)) == []
    with file.open() as held, subprocess.Popen(["sleep", "60"], stdin=held) as sleeper:
        try:
            assert holders.of(str(file)) == [f"is open in process {sleeper.pid} (sleep)"]
        finally:
            sleeper.kill()
    assert holders.of(str(file)) == []


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[str]:
    if os.geteuid() != 0:
        pytest.skip("loop devices need root")
    file = tmp_path / "backing"
    file.touch()
    os.truncate(file, 64 * 1024**2)
    made = subprocess.run(
        ["losetup", "--find", "--show", "--partscan", str(file)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    device = made.stdout.strip()
    yield device
    subprocess.run(["losetup", "--detach", device], check=True)


def test_a_free_loop_device_is_free_and_its_file_is_not(loop: str, tmp_path: Path) -> None:
    assert holders.of(loop) == []
    assert holders.in_use(str(tmp_path / "backing")) == [f"is the file behind {loop}"]


def test_every_mount_is_named(loop: str, tmp_path: Path) -> None:
    subprocess.run(["mkfs.ext4", "-q", loop], check=True)
    places = [tmp_path / "one place", tmp_path / "two"]
    for place in places:
        place.mkdir()
    subprocess.run(["mount", loop, str(places[0])], check=True)
    try:
        subprocess.run(["mount", "--bind", str(places[0]), str(places[1])], check=True)
        try:
            assert holders.of(loop) == [f"is mounted on {place}" for place in places]
        finally:
            subprocess.run(["umount", str(places[1])], check=True)
    finally:
        subprocess.run(["umount", str(places[0])], check=True)
    assert holders.of(loop) == []


def test_a_holder_that_cannot_be_seen_is_felt(loop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with a mount in another mount namespace: only the kernel's refusal tells."""
    held = os.open(loop, os.O_RDONLY | os.O_EXCL)
    try:
        [told] = holders.of(loop)
    finally:
        os.close(held)
    assert "is held by the kernel for somebody who cannot be seen" in told


def test_a_loop_device_on_the_device_is_named(loop: str) -> None:
    made = subprocess.run(
        ["losetup", "--find", "--show", loop], check=True, capture_output=True, text=True
    )
    above = made.stdout.strip()
    try:
        assert f"is the file behind {above}" in holders.of(loop)
    finally:
        subprocess.run(["losetup", "--detach", above], check=True)
