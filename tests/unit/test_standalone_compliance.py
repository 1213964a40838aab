"""The driver against Cinder's interface: its own compliance tests, and every method's arguments."""

import os
import subprocess
import sys

import pytest

pytest.importorskip("cinder")

RUN = """
import cinder.tests.unit  # chooses the threading
import unittest
from blockctl.standalone import driver  # registers it
from cinder.tests.compliance import test_volume_drivers
print(test_volume_drivers.VOLUME_DRIVERS)
suite = unittest.defaultTestLoader.loadTestsFromModule(test_volume_drivers)
result = unittest.TextTestRunner(verbosity=2).run(suite)
raise SystemExit(not result.wasSuccessful())
"""

ARGUMENTS = """
import inspect
from blockctl.standalone.driver import FileDriver
from cinder.interface import volume_driver, volume_manageable_driver, volume_snapshot_revert
for interface in (
    volume_driver.VolumeDriverCore,
    volume_snapshot_revert.VolumeSnapshotRevertDriver,
    volume_manageable_driver.VolumeListManageableDriver,
):
    for name, method in inspect.getmembers(interface, inspect.isfunction):
        if name.startswith("_") or isinstance(getattr(FileDriver, name), property):
            continue
        mine = inspect.signature(getattr(FileDriver, name))
        wanted = inspect.signature(method).parameters.values()
        mine.bind(*[each.name for each in wanted if each.default is each.empty])
        print(name)
"""


def run(code: str) -> "subprocess.CompletedProcess[str]":
    """In a process of its own: Cinder's tests patch much of what they import."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True,
        env={**os.environ, "OS_CINDER_DISABLE_EVENTLET_PATCHING": "true"}, check=False,
    )  # fmt: skip


def test_cinder_s_compliance_tests_pass() -> None:
    pytest.importorskip("ddt", reason="Cinder's tests need ddt and oslotest")
    done = run(RUN)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "blockctl.standalone.driver.FileDriver" in done.stdout
    assert "test_volume_driver_compliance_1 ... ok" in done.stderr


def test_the_methods_take_what_the_interface_says() -> None:
    done = run(ARGUMENTS)
    assert done.returncode == 0, done.stderr[-3000:]
    assert {"create_volume", "manage_existing", "revert_to_snapshot"} <= set(done.stdout.split())
