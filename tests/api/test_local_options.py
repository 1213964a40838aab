"""What ``local attach`` tells it would do, what it waits for, and how the host presents itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.conftest import Blockctl
from tests.api.test_local import Factory, attached, row_of, shown
from tests.api.test_local_crash import assert_nothing_is_left
from tests.api.test_local_user import AS_NOBODY

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="loop devices need root")


def steps(blockctl: Blockctl, *args: str) -> dict[str, str]:
    told = shown(blockctl, "local", "attach", "--dry-run", *args)
    return {each["step"]: each["what"] for each in told["steps"]}


def test_a_dry_run_tells_the_steps_and_takes_none(
    blockctl: Blockctl, volume: Factory, unique: str, tmp_path: Path
) -> None:
    made = volume()
    told = steps(blockctl, made, "--ip", "2001:db8::5", "--host", "it", "--mount", str(tmp_path),
                 "--mkfs", "ext4")  # fmt: skip
    assert list(told) == [
        "reserve", "export", "connect", "identify", "mkfs", "mount", "complete",
    ]  # fmt: skip
    assert told["export"] == "have it offered to host it at 2001:db8::5"
    assert told["mount"] == f"mount it on {tmp_path}"
    assert "protect" in steps(blockctl, made, "--mode", "ro")
    lines = blockctl("local", "attach", "--dry-run", made).stdout.splitlines()
    assert lines[0] == f"reserve   have volume {unique} kept for this host"
    assert_nothing_is_left(blockctl, made)
    attached(blockctl, made)
    again = blockctl("local", "attach", "--dry-run", made)
    assert again.stdout == "Nothing is to be done: it is attached.\n"
    other = volume(f"{unique}-other")
    blockctl("volume", "set", "--state", "error", other)
    refused = blockctl("local", "attach", "--dry-run", other, check=False)
    assert refused.returncode == 5


def test_a_dry_run_tells_the_portals_and_needs_no_root(blockctl: Blockctl, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for folder in ("state", "run", "cache"):
        (tmp_path / folder).mkdir()
        os.chown(tmp_path / folder, 65534, 65534)
    env = {**Blockctl(tmp_path).env, "PYTHONDONTWRITEBYTECODE": "1"}
    uri = "iscsi://192.0.2.10,[2001:db8::7]:3261/iqn.2010-10.org.example:disk-1/3"
    done = subprocess.run(
        [*AS_NOBODY, sys.executable, "-m", "blockctl", "local", "attach", "--dry-run",
         "--multipath", uri, "-f", "json"],
        env=env, cwd="/", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = {each["step"]: each["what"] for each in json.loads(done.stdout)["steps"]}
    assert told["connect"] == (
        "connect 192.0.2.10:3260,iqn.2010-10.org.example:disk-1,3, "
        "[2001:db8::7]:3261,iqn.2010-10.org.example:disk-1,3 over iscsi over all paths"
    )
    assert "Without root what root attached cannot be seen." in done.stderr
    assert list((tmp_path / "state").iterdir()) == []


def test_a_volume_that_is_being_made_is_waited_for(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    made = volume()
    blockctl("volume", "set", "--state", "creating", made)
    refused = blockctl("local", "attach", made, check=False)
    assert refused.returncode == 5
    late = blockctl("local", "attach", made, "--wait", "--timeout", "1", check=False)
    assert late.returncode == 6
    assert "is still creating after 1 s." in late.stderr
    waiting = blockctl.start("local", "attach", made, "--wait")
    blockctl("volume", "set", "--state", "available", made)
    out, err = waiting.communicate(timeout=120)
    assert waiting.returncode == 0, err
    row = row_of(blockctl, made)
    assert row
    assert out.startswith(row["Device"])
    # Here already, so nothing is waited for.
    assert blockctl("local", "attach", made, "--wait").stdout == out


def test_what_does_not_pass_is_not_waited_for(blockctl: Blockctl, volume: Factory) -> None:
    made = volume()
    for state, code in (("error", 1), ("maintenance", 5)):
        blockctl("volume", "set", "--state", state, made)
        refused = blockctl("local", "attach", made, "--wait", check=False)
        assert refused.returncode == code, refused.stderr
    blockctl("volume", "set", "--state", "available", made)
    assert_nothing_is_left(blockctl, made)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("file:///srv/x", "--wait"), "--wait is for volumes of a cloud"),
        (("./x.json", "--mountpoint", "/srv"), "--mountpoint is for volumes of a cloud"),
        (("x", "--ip", "192.0.2.300"), "'192.0.2.300' is neither an IPv4 nor an IPv6 address."),
        (("x", "--nic", "no-such"), "no network interface 'no-such'"),
        (("x", "--nic", "lo", "--ip", "::1"), "--nic and --ip exclude each other."),
        (("x", "--enforce-multipath"), "--enforce-multipath is only for --multipath."),
    ],
)
def test_wrong_options_are_refused(
    blockctl: Blockctl, volume: Factory, words: tuple[str, ...], sentence: str
) -> None:
    made = volume()
    words = tuple(made if word == "x" else word for word in words)
    refused = blockctl("local", "attach", *words, check=False)
    assert refused.returncode == 2
    assert sentence in refused.stderr
    assert_nothing_is_left(blockctl, made)


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7"])
def test_the_address_and_the_name_that_are_given_are_told(
    blockctl: Blockctl, volume: Factory, address: str
) -> None:
    told = shown(blockctl, "connector", "show", "--ip", address, "--host", "another-name")
    assert (told["ip"], told["host"]) == (address, "another-name")
    made = volume()
    # The standalone service lets nobody else have its volumes.
    refused = blockctl("local", "attach", made, "--host", "another-name", check=False)
    assert "host=" in refused.stderr
    assert_nothing_is_left(blockctl, made)
    attached(blockctl, made, "--ip", address)
