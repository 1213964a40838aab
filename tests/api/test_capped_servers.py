"""Every command against a Cinder of any age: it works, or says what it needs and what there is.

The lines of one server are run in their order: some have what those before them made.
"""

import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from keystoneauth1.adapter import Adapter
from keystoneauth1.exceptions import HttpError
from keystoneauth1.session import Session
from keystoneauth1.token_endpoint import Token

from blockctl import tree
from blockctl.api.microversion import parse
from blockctl.errors import ExitCode
from blockctl.standalone import record
from tests.api.capped_lines import ASK_NOTHING, LINES, Line
from tests.api.conftest import Blockctl
from tests.api.standalone_api import settled
from tests.parity.maker import Made, Maker
from tests.parity.recipes.groups import TYPE
from tests.parity.recipes.messages import NOWHERE
from tests.parity.world import Twin

ROOT = Path(__file__).parents[2]
CAPS = ("3.0", "3.27", "3.44", "3.59")


class OldTwin(Twin):
    """A twin that gives a name where the server is too old to have the thing."""

    def __getitem__(self, place: str) -> Made | str:
        try:
            return super().__getitem__(place)
        except HttpError:
            return Made("not-there", "00000000-0000-0000-0000-000000000000")

    def made(self, place: str) -> Made:
        """The resource at ``place``; here a recipe that needs it fails as the server does."""
        made = super().__getitem__(place)
        assert isinstance(made, Made)
        return made


@dataclass(frozen=True)
class Capped:
    """A server, the command that reaches it, and what stands at the places of lines."""

    highest: str
    run: Blockctl
    twin: OldTwin


@pytest.fixture(scope="module", params=CAPS)
def capped(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Capped]:
    """A Cinder of its own whose highest microversion is the parameter."""
    highest: str = request.param
    run = Blockctl(tmp_path_factory.mktemp("capped"))
    folder = run.folder / "state" / "standalone"
    module = [sys.executable, "-W", "ignore", "-m", "tests.api.capped_server"]
    with (run.folder / "log").open("w") as log:
        server = subprocess.Popen(
            [*module, highest, folder, str(run.port)],
            cwd=ROOT,
            env={**run.env, "OS_CINDER_DISABLE_EVENTLET_PATCHING": "true"},
            stdout=log,
            stderr=log,
        )
    try:
        yield Capped(highest, run, _furnished(run, folder, server, highest))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(120)


def _furnished(
    run: Blockctl, folder: Path, server: "subprocess.Popen[bytes]", highest: str
) -> OldTwin:
    def is_ready() -> bool:
        assert server.poll() is None, (run.folder / "log").read_text()
        return run("standalone", "status", check=False).returncode == 0

    settled(is_ready, 300)
    service = record.read(folder)
    assert service is not None
    session = Session(Token(service.endpoint, service.token))
    api = Adapter(session, service_type="block-storage", default_microversion=highest)
    maker = Maker(api)
    for name, specs in (("plain", {}), (NOWHERE, {"volume_backend_name": NOWHERE})):
        maker.type(name, extra_specs=specs)
    # As the servers before attachments (3.27) were told that a volume is attached.
    maker.act(maker.volume("attached"), "os-attach", {"mountpoint": "/dev/vdb", "host_name": "x"})
    if parse(highest) >= (3, 11):
        maker.post("group_types", "group_type", {"name": TYPE})
    return OldTwin(maker, "a", 1)


@pytest.mark.parametrize("line", LINES, ids=str)
def test_it_works_or_says_what_it_needs(capped: Capped, line: Line) -> None:
    arguments = [word.format_map(capped.twin) for word in shlex.split(line.arguments)]
    done = capped.run("-q", *line.words.split(), *arguments, check=False)
    said = done.stderr
    assert "Traceback" not in said
    lacking = [each for each in line.needs.split() if parse(each) > parse(capped.highest)]
    if not lacking:
        assert done.returncode == line.ends, said
        assert "needs volume API" not in said
        return
    assert done.returncode == ExitCode.USAGE, (done.stdout, said)
    needed = f" needs volume API version {lacking[0]}, but the service has {capped.highest}."
    assert said.splitlines()[-1].endswith(needed)


def test_each_command_has_a_line() -> None:
    asked = {line.words for line in LINES}
    assert asked | set(ASK_NOTHING) == set(tree.COMMANDS)
    assert not asked & set(ASK_NOTHING)
