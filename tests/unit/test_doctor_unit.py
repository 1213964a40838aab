"""The systemd unit, as text; the lab enables it for real."""

import os
from pathlib import Path

import pytest

from blockctl.connectors import unit
from blockctl.errors import BlockctlError
from tests.unit.conftest import Run


def test_words_are_quoted_as_systemd_reads_them() -> None:
    text = unit.text(["/opt/a b/blockctl", '$1"%n\\'], Path("/var/lib/x"), {"A": "/50% off"})
    assert 'ExecStart="/opt/a b/blockctl" "$$1\\"%%n\\\\"\n' in text
    assert 'Environment="A=/50%% off"\n' in text
    assert 'RequiresMountsFor="/var/lib/x"\n' in text


def test_it_comes_before_remote_file_systems() -> None:
    lines = unit.text(["/usr/bin/blockctl"], Path("/s"), {}).splitlines()
    assert "Before=remote-fs-pre.target" in lines
    assert "Wants=network-online.target remote-fs-pre.target" in lines


def test_a_secret_of_the_environment_is_refused(run: Run, env: dict[str, str]) -> None:
    done = run("--os-password", "hush", "local", "enable")
    assert done.code == 2
    assert "OS_PASSWORD" in done.err
    assert "/etc/openstack/clouds.yaml" in done.err
    assert "hush" not in done.err


def test_a_cloud_that_no_file_knows_is_refused(run: Run) -> None:
    assert run("--os-cloud", "nowhere", "local", "enable").code == 2


@pytest.mark.skipif(Path("/run/systemd/system").is_dir(), reason="it would be enabled")
def test_without_root_and_systemd_it_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "units"
    folder.mkdir()
    expected = "booted by systemd" if os.geteuid() == 0 else "Only root"
    with pytest.raises(BlockctlError, match=expected):
        unit.install("text", folder)
    with pytest.raises(BlockctlError, match=expected):
        unit.remove(folder)
    assert not list(folder.iterdir())
