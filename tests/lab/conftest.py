"""A lab for the session, and a clean guest for each test."""

import shutil
from collections.abc import Generator, Iterator

import pytest

from tests.lab.guest import Guest
from tests.lab.inside.command import blockctl
from tests.lab.lab import Lab, running

_TOOLS = {
    "qemu-system-x86_64": "qemu-system-x86",
    "qemu-img": "qemu-utils",
    "mmdebstrap": "mmdebstrap",
    "mkfs.ext4": "e2fsprogs",
    "setpriv": "util-linux",
}
# The state of a guest with a standalone service, which takes a minute to start, emulated.
_SERVED = "served"


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """The machine, running; its image is built first when it is not there."""
    if missing := sorted({_TOOLS[tool] for tool in _TOOLS if not shutil.which(tool)}):
        pytest.fail(f"The lab needs: apt-get install -y {' '.join(missing)}", pytrace=False)
    with running() as machine:
        yield machine


@pytest.fixture
def guest(lab: Lab) -> Guest:
    """The guest, as it was when the session began."""
    lab.reset()
    return lab.guest


@pytest.fixture(scope="session")
def _service(lab: Lab) -> None:
    lab.reset()
    lab.guest.begin(blockctl, ["standalone", "up", "--timeout", "600"], {}).wait(600).check()
    lab.save(_SERVED)


@pytest.fixture
def served(lab: Lab, _service: None) -> Guest:
    """The guest with a standalone service, as it was when that had just started."""
    lab.reset(_SERVED)
    return lab.guest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With what failed, show what the guest's kernel and services said."""
    report = yield
    machine = getattr(item, "funcargs", {}).get("lab")
    if report.failed and machine is not None:
        report.sections.append(("the guest's last words", machine.last_words()))
    return report
