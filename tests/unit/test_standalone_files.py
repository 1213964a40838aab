"""Sparse files and loop devices, on the real file system and kernel."""

import errno
import os
import subprocess
from pathlib import Path

import pytest

from blockctl import loops
from blockctl.standalone import files

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="loop devices need root")
MIB = 1024**2


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder."""
    (tmp_path / "place").mkdir()
    return tmp_path / "place"


def allocated(path: Path) -> int:
    return path.stat().st_blocks * 512


def test_created_file_is_sparse_and_private(place: Path) -> None:
    files.create(place / "v", 10 * files.GIB)
    assert (place / "v").stat().st_size == 10 * files.GIB
    assert (place / "v").stat().st_mode & 0o777 == 0o600
    assert allocated(place / "v") < MIB


def test_create_never_takes_what_exists(place: Path) -> None:
    (place / "v").write_bytes(b"data")
    with pytest.raises(files.FileError, match="File exists"):
        files.create(place / "v", 1)
    assert (place / "v").read_bytes() == b"data"


def test_create_leaves_nothing_when_the_size_is_refused(place: Path) -> None:
    with pytest.raises(files.FileError, match="cannot be 9223372036854775807 bytes"):
        files.create(place / "v", 2**63 - 1)
    assert list(place.iterdir()) == []


def test_copy_is_sparse_grown_and_leaves_no_part(place: Path) -> None:
    files.create(place / "v", 100 * MIB)
    with (place / "v").open("r+b") as file:
        file.seek(50 * MIB)
        file.write(b"data")
    files.copy(place / "v", place / "c", 200 * MIB)
    with (place / "c").open("rb") as file:
        file.seek(50 * MIB)
        assert file.read(4) == b"data"
    assert (place / "c").stat().st_size == 200 * MIB
    assert allocated(place / "c") < MIB
    assert {path.name for path in place.iterdir()} == {"v", "c"}


def test_failed_copy_leaves_the_target_as_it_was(place: Path) -> None:
    (place / "c").write_bytes(b"before")
    with pytest.raises(files.FileError, match="No such file"):
        files.copy(place / "gone", place / "c")
    assert (place / "c").read_bytes() == b"before"
    assert [path.name for path in place.iterdir()] == ["c"]


@needs_root
def test_copy_to_a_full_disk_names_the_cause_and_leaves_nothing(place: Path) -> None:
    (place / "small").mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place / "small")]
    subprocess.run(mount, check=True)
    try:
        (place / "v").write_bytes(os.urandom(8 * MIB))
        with pytest.raises(files.FileError, match=os.strerror(errno.ENOSPC)):
            files.copy(place / "v", place / "small" / "c")
        assert list((place / "small").iterdir()) == []
    finally:
        subprocess.run(["umount", str(place / "small")], check=True)


def test_grow_never_shrinks(place: Path) -> None:
    (place / "v").write_bytes(b"x" * 100)
    files.grow(place / "v", 50)
    assert (place / "v").stat().st_size == 100
    files.grow(place / "v", 200)
    assert (place / "v").read_bytes() == b"x" * 100 + bytes(100)


@needs_root
def test_one_loop_device_a_file_found_by_inode(place: Path) -> None:
    path = place / "a name, with spaces (deleted)"
    files.create(path, MIB)
    try:
        device = loops.attach(path)
        assert loops.attach(path) == device
        (place / "hard link").hardlink_to(path)
        assert [loop.device for loop in loops.of_file(place / "hard link")] == [device]
        files.grow(path, 2 * MIB)
        loops.resize(path)
        assert int(Path(f"/sys/block/{device[5:]}/size").read_text()) * 512 == 2 * MIB
    finally:
        loops.detach(path)
    assert loops.of_file(path) == []


@needs_root
def test_a_held_loop_device_is_left_alone(place: Path) -> None:
    path = place / "v"
    files.create(path, MIB)
    device = loops.attach(path)
    holder = os.open(device, os.O_RDONLY | os.O_EXCL)
    try:
        assert loops.detach_unused(path) == device
        assert not loops.of_file(path)[0].ending
        loops.detach(path)
        with pytest.raises(loops.LoopError, match="still in use"):
            loops.attach(path)
    finally:
        os.close(holder)
    assert loops.of_file(path) == []
