"""``local attach --mount``: mounted, made, unmounted, restored, and killed at each step."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.conftest import Blockctl
from tests.api.test_local import Factory, api, attached, reboot, row_of, shown
from tests.api.test_local_crash import (
    KILLED,
    assert_attached_once,
    assert_nothing_is_left,
    fault,
    faults_allowed,
)

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="loop devices need root")
__all__ = ["faults_allowed"]  # a fixture

SIDES = ("before", "after")
MADE = [f"{step}-{side}" for step in ("mkfs", "mount") for side in SIDES]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder with a blank in its name; whatever is mounted there is unmounted in the end."""
    folder = tmp_path / "mount point"
    folder.mkdir()
    yield folder
    while folder.is_mount():
        subprocess.run(["umount", folder], check=True)


def source_of(place: Path) -> str | None:
    done = subprocess.run(
        ["findmnt", "-n", "-o", "SOURCE", "--mountpoint", place], capture_output=True, text=True
    )
    return done.stdout.strip() or None


def options(place: Path) -> tuple[str, ...]:
    return ("--mount", str(place), "--mkfs", "ext4")


def test_what_is_written_there_is_there_after_detach_and_attach(
    blockctl: Blockctl, volume: Factory, place: Path
) -> None:
    made = volume()
    told = shown(blockctl, "local", "attach", made, *options(place))
    assert (told["mount"], told["content"]) == (str(place), "ext4")
    assert source_of(place) == told["device"]
    (place / "letter").write_text("whole")
    assert shown(blockctl, "local", "attach", made, *options(place)) == told
    blockctl("local", "detach", made)
    assert not place.is_mount()
    assert_nothing_is_left(blockctl, made)
    again = blockctl("local", "attach", made, *options(place))
    assert "There is ext4 on" in again.stderr
    assert f"mounted on {place}" in again.stdout
    assert (place / "letter").read_text() == "whole"


def test_what_is_attached_already_is_mounted_later(
    blockctl: Blockctl, volume: Factory, place: Path, tmp_path: Path
) -> None:
    made = volume()
    device = attached(blockctl, made)
    refused = blockctl("local", "attach", made, "--mount", str(place), check=False)
    assert refused.returncode == 5
    assert f"{device} is new and has no file system to mount." in refused.stderr
    assert_attached_once(blockctl, made, device)
    assert shown(blockctl, "local", "recover") == []
    assert attached(blockctl, made, *options(place)) == device
    assert source_of(place) == device
    other = tmp_path / "other"
    other.mkdir()
    refused = blockctl("local", "attach", made, "--mount", str(other), check=False)
    assert refused.returncode == 5
    assert f"is mounted on {place} already." in refused.stderr


def test_read_only_is_mounted_read_only(blockctl: Blockctl, volume: Factory, place: Path) -> None:
    made = volume()
    attached(blockctl, made, *options(place))
    blockctl("local", "detach", made)
    attached(blockctl, made, "--mode", "ro", "--mount", str(place))
    with pytest.raises(OSError, match="Read-only"):
        (place / "letter").touch()


@pytest.mark.parametrize("where", ["inside", "open", "below"])
def test_detach_of_what_is_used_is_refused_and_says_by_whom(
    blockctl: Blockctl, volume: Factory, place: Path, where: str
) -> None:
    made = volume()
    device = attached(blockctl, made, *options(place))
    below = place / "below"
    below.mkdir()
    file = place / "file"
    file.touch()
    user = ["sleep", "600"]
    if where == "below":
        subprocess.run(["mount", "-t", "tmpfs", "none", below], check=True)
    with (
        file.open("rb") as opened,
        subprocess.Popen(
            user,
            cwd=place if where == "inside" else "/",
            pass_fds=[opened.fileno()] if where == "open" else [],
        ) as process,
    ):
        opened.close()
        refused = blockctl("local", "detach", made, check=False)
        process.kill()
    told = f"{below} is mounted" if where == "below" else f"sleep (process {process.pid}) works"
    assert refused.returncode == 5
    assert f"{device} is mounted on {place}, where {told}" in refused.stderr
    assert source_of(place) == device
    if where == "below":
        subprocess.run(["umount", below], check=True)
    blockctl("local", "detach", made)
    assert_nothing_is_left(blockctl, made)


def test_what_somebody_else_mounted_is_refused(
    blockctl: Blockctl, volume: Factory, place: Path, tmp_path: Path
) -> None:
    made = volume()
    device = attached(blockctl, made, *options(place))
    other = tmp_path / "theirs"
    other.mkdir()
    subprocess.run(["mount", device, other], check=True)
    try:
        refused = blockctl("local", "detach", made, check=False)
        assert refused.returncode == 5
        assert f"{device} is mounted on {other}.\nUnmount it first" in refused.stderr
        assert source_of(place) == device
        # As for what was mounted where ours was, over it.
        subprocess.run(["umount", other], check=True)
        subprocess.run(["mount", "-t", "tmpfs", "none", place], check=True)
        refused = blockctl("local", "detach", made, check=False)
        assert refused.returncode == 5
        assert f"{device} is mounted on {place}" in refused.stderr
        subprocess.run(["umount", place], check=True)
    finally:
        subprocess.run(["umount", other], capture_output=True, check=False)
    blockctl("local", "detach", made)


def test_what_has_anything_on_it_is_never_formatted(
    blockctl: Blockctl, volume: Factory, place: Path
) -> None:
    made = volume()
    device = attached(blockctl, made)
    for at in (0, 1024**2 - 1, 1024**3 - 1):
        with open(device, "r+b") as opened:
            opened.seek(at)
            opened.write(b"\1")
        refused = blockctl("local", "attach", made, *options(place), check=False)
        assert refused.returncode == 5
        assert f"{device} has no known file system on it, so no ext4 is made" in refused.stderr
        with open(device, "r+b") as opened:
            opened.seek(at)
            assert opened.read(1) == b"\1"
            opened.seek(at)
            opened.write(b"\0")
    subprocess.run(["mkfs.ext2", "-q", device], check=True)
    refused = blockctl("local", "attach", made, *options(place), check=False)
    assert f"{device} has ext2 on it, so no ext4 is made" in refused.stderr
    blockctl("local", "detach", made)
    refused = blockctl("local", "attach", made, *options(place), check=False)
    assert refused.returncode == 5
    assert_nothing_is_left(blockctl, made)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--mkfs", "ext4"), 2, "--mkfs is only for --mount."),
        (("--mount", "{place}", "--mkfs", "no-such"), 2, "There is no mkfs.no-such on this host."),
        (("--mount", "{place}", "--mkfs", "../ext4"), 2, "There is no mkfs.../ext4 on this host."),
        (("--mount", "{place}", "--mkfs", "ext4", "--mode", "ro"), 2, "with --mode ro"),
        (("--mount", "{place}/none"), 3, "There is no folder {place}/none to mount on."),
        (("--mount", "/proc"), 5, "Something else is mounted on /proc."),
    ],
)
def test_wrong_words_are_refused_before_anything_is_changed(
    blockctl: Blockctl, volume: Factory, place: Path, words: tuple[str, ...], code: int,
    sentence: str,
) -> None:  # fmt: skip
    made = volume()
    words = tuple(word.format(place=place) for word in words)
    for dry in ((), ("--dry-run",)):
        refused = blockctl("local", "attach", made, *words, *dry, check=False)
        assert refused.returncode == code
        assert sentence.format(place=place) in refused.stderr
    assert_nothing_is_left(blockctl, made)


@pytest.mark.parametrize("point", MADE)
@pytest.mark.parametrize("then", ["attach", "detach", "recover"])
def test_an_attach_that_was_killed_is_ended(
    blockctl: Blockctl, volume: Factory, place: Path, point: str, then: str
) -> None:
    made = volume()
    env = fault(f"attach-{point}", "SIGKILL")
    killed = blockctl("local", "attach", made, *options(place), env=env, check=False)
    assert killed.returncode == KILLED
    if then == "attach":
        device = attached(blockctl, made, *options(place))
        assert_attached_once_and_mounted(blockctl, made, device, place)
        return
    blockctl("local", then, made)
    assert not place.is_mount()
    assert_nothing_is_left(blockctl, made)
    assert shown(blockctl, "local", "attach", made, *options(place))["mount"] == str(place)


def assert_attached_once_and_mounted(
    blockctl: Blockctl, volume: str, device: str, place: Path
) -> None:
    row = row_of(blockctl, volume)
    assert row
    assert row["State"] == f"attached, mounted on {place}"
    assert source_of(place) == device


@pytest.mark.parametrize("point", MADE)
def test_an_attach_that_fails_leaves_nothing(
    blockctl: Blockctl, volume: Factory, place: Path, point: str
) -> None:
    made = volume()
    env = fault(f"attach-{point}", "fail")
    failed = blockctl("local", "attach", made, *options(place), env=env, check=False)
    assert failed.returncode == 8
    assert not place.is_mount()
    assert_nothing_is_left(blockctl, made)


@pytest.mark.parametrize("point", MADE)
@pytest.mark.parametrize("what", ["SIGKILL", "fail"])
def test_mounting_later_that_is_cut_short_leaves_it_attached(
    blockctl: Blockctl, volume: Factory, place: Path, point: str, what: str
) -> None:
    made = volume()
    device = attached(blockctl, made)
    env = fault(f"mount-{point}", what)
    cut = blockctl("local", "attach", made, *options(place), env=env, check=False)
    if what == "fail":
        assert cut.returncode == 8
        assert not place.is_mount()
    else:
        assert cut.returncode == KILLED
        [told] = shown(blockctl, "local", "recover", made)
        assert told["Was"] == f"mounting, stopped at step '{point.split('-')[0]}'"
        assert told["Result"] == ("finished" if point == "mount-after" else "undone")
        assert place.is_mount() == (point == "mount-after")
    assert shown(blockctl, "local", "recover") == []
    is_kept = what == "SIGKILL" and point == "mount-after"
    assert shown(blockctl, "local", "show", made)["mount"] == (str(place) if is_kept else None)
    again = attached(blockctl, made, *options(place))
    assert_attached_once_and_mounted(blockctl, made, again, place)
    assert again == device


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("again", ["detach", "recover"])
def test_a_detach_that_was_killed_at_unmount_is_ended(
    blockctl: Blockctl, volume: Factory, place: Path, side: str, again: str
) -> None:
    made = volume()
    attached(blockctl, made, *options(place))
    env = fault(f"detach-unmount-{side}", "SIGKILL")
    assert blockctl("local", "detach", made, env=env, check=False).returncode == KILLED
    blockctl("local", again, made)
    assert not place.is_mount()
    assert_nothing_is_left(blockctl, made)


@pytest.mark.parametrize("side", SIDES)
def test_a_recover_that_was_killed_at_unmount_is_ended(
    blockctl: Blockctl, volume: Factory, place: Path, side: str
) -> None:
    made = volume()
    env = fault("attach-mount-after", "SIGKILL")
    blockctl("local", "attach", made, *options(place), env=env, check=False)
    env = fault(f"recover-unmount-{side}", "SIGKILL")
    assert blockctl("local", "recover", made, env=env, check=False).returncode == KILLED
    blockctl("local", "recover", made)
    assert not place.is_mount()
    assert_nothing_is_left(blockctl, made)


@pytest.fixture
def breaking(tmp_path: Path) -> dict[str, str]:
    """An environment with an ``mkfs.breaks`` that leaves half a file system and fails."""
    tools = tmp_path / "tools"
    tools.mkdir()
    tool = tools / "mkfs.breaks"
    tool.write_text('#!/bin/sh\necho rubbish >"$1"\necho "breaks: it broke." >&2\nexit 1\n')
    tool.chmod(0o755)
    return {"PATH": f"{tools}:{os.environ['PATH']}"}


def test_what_a_failing_mkfs_left_on_a_blank_device_is_taken_back(
    blockctl: Blockctl, volume: Factory, place: Path, breaking: dict[str, str]
) -> None:
    made = volume()
    words = ("local", "attach", made, "--mount", str(place), "--mkfs", "breaks")
    failed = blockctl(*words, env=breaking, check=False)
    assert failed.returncode == 8
    assert "mkfs.breaks failed: breaks: it broke." in failed.stderr
    assert_nothing_is_left(blockctl, made)
    assert shown(blockctl, "local", "attach", made)["content"] == "new, no file system"


@pytest.mark.parametrize("side", SIDES)
def test_taking_that_back_is_ended_when_it_was_killed(
    blockctl: Blockctl, volume: Factory, place: Path, breaking: dict[str, str], side: str
) -> None:
    made = volume()
    words = ("local", "attach", made, "--mount", str(place), "--mkfs", "breaks")
    env = breaking | fault(f"undo-blank-{side}", "SIGKILL")
    assert blockctl(*words, env=env, check=False).returncode == KILLED
    blockctl("local", "recover", made)
    assert_nothing_is_left(blockctl, made)
    assert shown(blockctl, "local", "attach", made)["content"] == "new, no file system"


def test_what_a_user_who_was_told_the_device_wrote_is_left_alone(
    blockctl: Blockctl, volume: Factory, place: Path, breaking: dict[str, str]
) -> None:
    made = volume()
    device = attached(blockctl, made)
    words = ("local", "attach", made, "--mount", str(place), "--mkfs", "breaks")
    assert blockctl(*words, env=breaking, check=False).returncode == 8
    with open(device, "r+b") as opened:
        opened.write(b"my data")
    for kind in ("breaks", "ext4"):
        refused = blockctl(*words[:-1], kind, env=breaking, check=False)
        assert refused.returncode == 5
    blockctl("local", "detach", made)
    with open(attached(blockctl, made), "rb") as opened:
        assert opened.read(7) == b"my data"


def test_a_persistent_mount_comes_again_after_a_reboot(
    blockctl: Blockctl, volume: Factory, place: Path
) -> None:
    made = volume()
    device = attached(blockctl, made, *options(place), "--persistent", "--mountpoint", "/srv/it")
    (place / "letter").write_text("whole")
    subprocess.run(["umount", place], check=True)
    reboot(blockctl, made, device)
    [row] = shown(blockctl, "local", "restore")
    assert row["Result"] == "attached again"
    assert source_of(place) == row["Device"]
    assert (place / "letter").read_text() == "whole"
    attachments = api(blockctl, "GET", f"/volumes/{made}")["volume"]["attachments"]
    assert [each["device"] for each in attachments] == ["/srv/it"]
    # Where it cannot be mounted, it stays for the next time.
    blockctl_gone(blockctl, made, place)


def blockctl_gone(blockctl: Blockctl, made: str, place: Path) -> None:
    row = row_of(blockctl, made)
    assert row
    subprocess.run(["umount", place], check=True)
    reboot(blockctl, made, row["Device"])
    place.rename(place.with_name("elsewhere"))
    failed = blockctl("local", "restore", check=False)
    assert failed.returncode == 3
    assert f"There is no folder {place} to mount on." in failed.stdout + failed.stderr
    place.with_name("elsewhere").rename(place)
    [again] = shown(blockctl, "local", "restore")
    assert source_of(place) == again["Device"]


def test_where_it_is_used_is_told_to_cinder(blockctl: Blockctl, volume: Factory) -> None:
    made = volume()
    blockctl("local", "attach", made, "--mountpoint", "/dev/vdq")
    attachments = api(blockctl, "GET", f"/volumes/{made}")["volume"]["attachments"]
    assert [each["device"] for each in attachments] == ["/dev/vdq"]
    assert shown(blockctl, "local", "show", made)["mountpoint"] == "/dev/vdq"
    blockctl("local", "attach", made, "--mountpoint", "/dev/vdq")
    refused = blockctl("local", "attach", made, "--mountpoint", "/dev/vdz", check=False)
    assert refused.returncode == 5
    assert "is attached to this host already, and its cloud was told /dev/vdq." in refused.stderr


def test_of_two_claims_each_unmounts_its_own(
    blockctl: Blockctl, tmp_path: Path, place: Path
) -> None:
    data = tmp_path / "data"
    data.touch()
    os.truncate(data, 32 * 1024**2)
    connection = tmp_path / "data.json"
    connection.write_text(f'{{"driver_volume_type": "file", "data": {{"path": "{data}"}}}}')
    device = attached(blockctl, str(connection), *options(place))
    other = tmp_path / "other"
    other.mkdir()
    assert attached(blockctl, f"file://{data}", "--mount", str(other)) == device
    blockctl("local", "detach", str(connection))
    assert (source_of(place), source_of(other)) == (None, device)
    blockctl("local", "detach", f"file://{data}")
    assert source_of(other) is None


def test_of_two_claims_the_second_waits_until_a_cut_mkfs_is_ended(
    blockctl: Blockctl, tmp_path: Path, place: Path, breaking: dict[str, str]
) -> None:
    data = tmp_path / "data"
    data.touch()
    os.truncate(data, 32 * 1024**2)
    first = tmp_path / "data.json"
    first.write_text(f'{{"driver_volume_type": "file", "data": {{"path": "{data}"}}}}')
    second = f"file://{data}"
    words = ("local", "attach", str(first), "--mount", str(place), "--mkfs", "breaks")
    env = breaking | fault("undo-blank-before", "SIGKILL")
    assert blockctl(*words, env=env, check=False).returncode == KILLED
    refused = blockctl("local", "attach", second, check=False)
    assert refused.returncode == 5
    assert "on which making a file system was cut short." in refused.stderr
    blockctl("local", "recover", str(first))
    assert data.read_bytes() == bytes(32 * 1024**2)

    # Told to both, it is theirs.
    device = attached(blockctl, str(first))
    assert blockctl(*words, env=breaking, check=False).returncode == 8
    with open(device, "r+b") as opened:
        opened.write(b"my data")
    for name in (second, str(first)):
        again = ("local", "attach", name, "--mount", str(place), "--mkfs", "ext4")
        assert blockctl(*again, check=False).returncode == 5
    blockctl("local", "detach", str(first))
    blockctl("local", "detach", second, check=False)
    assert data.read_bytes().startswith(b"my data")
