"""``local doctor`` on this host, through the command line, beside a real attachment."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Blockctl
from tests.api.test_local_user import AS_NOBODY

Factory = Callable[..., str]
_HEADERS = ["Part", "Level", "Finding", "Remedy"]


def rows(blockctl: Blockctl, *parts: str) -> tuple[int, list[dict[str, Any]]]:
    done = blockctl("local", "doctor", *parts, "-f", "json", check=False)
    return done.returncode, json.loads(done.stdout)


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[str]:
    """A loop device that is not blockctl's."""
    file = tmp_path / "image"
    file.touch()
    os.truncate(file, 1 << 20)
    command = ["losetup", "--find", "--show", str(file)]
    device = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    yield device
    subprocess.run(["losetup", "--detach", device], check=True)


def test_every_row_says_what_it_is_about_and_how_much_it_matters(blockctl: Blockctl) -> None:
    _, told = rows(blockctl)
    assert [list(row) for row in told] == [_HEADERS] * len(told)
    assert {"ledger", "folders", "neighbours", "iSCSI", "Fibre Channel"} <= {
        row["Part"] for row in told
    }
    assert {row["Level"] for row in told} <= {"ok", "info", "warning", "missing"}
    # What a person can do something about says how.
    assert all(row["Remedy"] for row in told if row["Finding"] == "Not set up.")


@pytest.mark.skipif(bool(shutil.which("iscsiadm")), reason="this host can do iSCSI")
def test_a_transport_that_is_asked_for_and_not_set_up_is_a_fault(blockctl: Blockctl) -> None:
    status, told = rows(blockctl, "iscsi")
    assert status == 10
    assert [(row["Part"], row["Level"]) for row in told] == [("iSCSI", "missing")]
    assert "To be put right: iSCSI." in blockctl("local", "doctor", "iscsi", check=False).stderr


def test_an_unknown_transport_is_refused_with_the_known_ones(blockctl: Blockctl) -> None:
    done = blockctl("local", "doctor", "floppy", check=False)
    assert done.returncode == 2
    assert "'iscsi'" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="loop devices need root")
def test_what_is_attached_is_well_and_explained(
    blockctl: Blockctl, volume: Factory, loop: str
) -> None:
    made = volume()
    device = blockctl("local", "attach", made, "-f", "value", "-c", "path").stdout.strip()
    status, told = rows(blockctl)
    (ledger,) = [row for row in told if row["Part"] == "ledger"]
    assert (status, ledger["Level"]) == (0, "ok")
    [others] = [row["Finding"] for row in told if "Not blockctl's loop" in row["Finding"]]
    named = others.partition(": ")[2].rstrip(".").split(", ")
    assert loop in named
    assert os.path.realpath(device) not in named
    blockctl("local", "detach", made)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_it_looks_without_root_too(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    done = subprocess.run(
        [*AS_NOBODY, sys.executable, "-m", "blockctl", "local", "doctor", "-f", "json"],
        env={**Blockctl(tmp_path).env, "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 10, done.stderr  # it may not make its folders there
    assert "Without root" in done.stderr
    assert {"ledger", "iSCSI"} <= {row["Part"] for row in json.loads(done.stdout)}


def test_unknown_columns_are_refused(blockctl: Blockctl) -> None:
    assert blockctl("local", "doctor", "-c", "nothing", check=False).returncode == 2


@pytest.mark.skipif(Path("/run/systemd/system").is_dir(), reason="it would be enabled")
def test_enable_and_disable_say_why_they_cannot(blockctl: Blockctl) -> None:
    for verb in ("enable", "disable"):
        done = blockctl("local", verb, check=False)
        assert done.returncode == (8 if os.geteuid() == 0 else 4)
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) == 2
