"""A lab for the session, a clean guest for each test, and a table of what was proved.

With several workers (``-n 3 --dist loadgroup``) there are as many labs side by side: a guest has
one processor, and waits often.
"""

import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.lab import matrix
from tests.lab.guest import Guest
from tests.lab.inside import ceph as cluster
from tests.lab.inside.command import blockctl
from tests.lab.lab import Lab, running
from tests.lab.transports import TRANSPORTS

_TOOLS = {
    "qemu-system-x86_64": "qemu-system-x86",
    "qemu-img": "qemu-utils",
    "mmdebstrap": "mmdebstrap",
    "mkfs.ext4": "e2fsprogs",
    "setpriv": "util-linux",
}
# The state of a guest with a standalone service, which takes a minute to start, emulated.
_SERVED = "served"
# The state of a guest with a Ceph cluster.
_CEPH = "ceph"
# What a test proves of a transport: the mark ``proves(transport, what, …)``.
_PROVES = "proves"
_MACHINE = pytest.StashKey[Lab]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--full", action="store_true", help="Every fault point on every transport; takes hours."
    )
    parser.addoption("--matrix", type=Path, help="Write the table to this page of the docs too.")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "full: only with --full")
    config.addinivalue_line("markers", f"{_PROVES}(transport, *what): cells of the table")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if group := _state_of(item):
            item.add_marker(pytest.mark.xdist_group(group))
    if config.getoption("--full"):
        return
    left = [item for item in items if item.get_closest_marker("full")]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


def _state_of(item: pytest.Item) -> str | None:
    """The state that takes long to make and is wanted by a test: one worker does all of these."""
    name = item.callspec.params.get("name") if hasattr(item, "callspec") else None
    fixtures = [TRANSPORTS[name].bed] if name in TRANSPORTS else getattr(item, "fixturenames", ())
    return next((each for each in (_SERVED, _CEPH) if each in fixtures), None)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    proved = matrix.Matrix()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            cells = dict(report.user_properties).get(_PROVES)
            if cells and (report.when == "call" or report.failed):
                proved.count(*cells, passed=report.passed)
    if not proved:
        return
    terminalreporter.write_line("\n".join(proved.lines()))
    ended = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    if ended and (page := config.getoption("--matrix")):
        page.write_text(proved.page(full=config.getoption("--full")))


@pytest.fixture(scope="session")
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    """The machine, running; its image is built first when it is not there."""
    if missing := sorted({_TOOLS[tool] for tool in _TOOLS if not shutil.which(tool)}):
        pytest.fail(f"The lab needs: apt-get install -y {' '.join(missing)}", pytrace=False)
    with running() as machine:
        request.config.stash[_MACHINE] = machine
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


@pytest.fixture(scope="session")
def _cluster(lab: Lab) -> None:
    lab.reset()
    lab.guest.call(cluster.start)
    lab.save(_CEPH)


@pytest.fixture
def ceph(lab: Lab, _cluster: None) -> Guest:
    """The guest with a Ceph cluster, as it was when that had just started."""
    lab.reset(_CEPH)
    return lab.guest


@pytest.fixture
def bed(request: pytest.FixtureRequest, name: str) -> Guest:
    """The guest, with what the transport of the test takes."""
    guest: Guest = request.getfixturevalue(TRANSPORTS[name].bed)
    return guest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With what failed, show what the guest's kernel and services said."""
    if (proves := item.get_closest_marker(_PROVES)) and not item.user_properties:
        item.user_properties.append((_PROVES, proves.args))
    report = yield
    # Not of the item's own arguments: a fixture may have asked for the lab.
    machine = item.config.stash.get(_MACHINE, None)
    if report.failed and machine is not None:
        report.sections.append(("the guest's last words", machine.last_words()))
    return report
