"""Where os-brick keeps its locks, and that whose folder it is can open them."""

import os
from pathlib import Path

import pytest

from blockctl.connectors import brick_locks

OWNER = 12345


def test_our_own_folder_is_for_us_alone(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(brick_locks, "SERVICES", {})
    folder = Path(brick_locks.prepared())
    assert folder.stat().st_mode & 0o777 == 0o700
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_locks_in_a_service_s_folder_are_the_service_s(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "locks"
    folder.mkdir()
    os.chown(folder, OWNER, OWNER)
    kept = folder / "os-brick-extend_volume"
    kept.touch()
    monkeypatch.setenv(brick_locks.VARIABLE, str(folder))
    assert brick_locks.prepared() == str(folder)
    assert (folder / "os-brick-connect_volume").stat().st_uid == OWNER
    assert kept.stat().st_uid == 0, "not made by us just now"

    (folder / "os-brick-connect_to_iscsi_portal-x").touch()
    stranger, linked = tmp_path / "stranger", tmp_path / "linked"
    stranger.touch()
    linked.touch()
    (folder / "os-brick-symlink").symlink_to(stranger)
    (folder / "os-brick-hardlink").hardlink_to(linked)
    (folder / "os-brick-with-something-in-it").write_text("x")
    (folder / "other").touch()
    brick_locks.give_back()
    owners = {each.name: each.lstat().st_uid for each in folder.iterdir()}
    assert owners == {
        "os-brick-connect_volume": OWNER,
        "os-brick-extend_volume": OWNER,
        "os-brick-connect_to_iscsi_portal-x": OWNER,
        "os-brick-symlink": 0,
        "os-brick-hardlink": 0,
        "os-brick-with-something-in-it": 0,
        "other": 0,
    }
    assert (stranger.stat().st_uid, linked.stat().st_uid) == (0, 0)


def test_a_folder_that_is_not_there_is_not_made(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(brick_locks.VARIABLE, str(tmp_path / "none"))
    with pytest.raises(FileNotFoundError):
        brick_locks.prepared()
    brick_locks.give_back()
    assert not (tmp_path / "none").exists()
