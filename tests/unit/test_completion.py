"""Names are completed from the cloud: quickly, silently, and only such as a shell may be given."""

import os
import pty
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from tests.unit.samples import page, volume
from tests.unit.scripted_server import ScriptedServer, answer, fault

ID = "11111111-2222-4333-8444-555555555555"


def completed(env: dict[str, str], line: str, stdin: int = subprocess.DEVNULL) -> list[str]:
    """What bash is offered at the end of ``line``; nothing may be said on stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "blockctl"],
        env={
            **env,
            "_BLOCKCTL_COMPLETE": "bash_complete",
            "COMP_WORDS": line,
            "COMP_CWORD": str(line.count(" ")),
        },
        stdin=stdin,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return [offer.removeprefix("plain,") for offer in done.stdout.splitlines() if offer]


def named(*names: str) -> dict[str, object]:
    return page(*(volume(ID[:-1] + str(at), name=name) for at, name in enumerate(names)))


def listings(server: ScriptedServer) -> int:
    """How often the volumes were listed."""
    return sum(seen.path.endswith("/volumes/detail") for seen in server.seen)


@pytest.mark.parametrize(
    "line",
    ["blockctl volume show da", "blockctl volume delete other da",
     "blockctl volume snapshot create --volume da", "blockctl volume snapshot list --volume da"],
)  # fmt: skip
def test_names_of_volumes_are_offered(
    server: ScriptedServer, env: dict[str, str], line: str
) -> None:
    server.on("GET", "/volumes/detail", answer(200, named("data", "data-2", "other")))
    assert completed(env, line) == ["data", "data-2"]


def test_ids_are_offered_once_one_is_begun(server: ScriptedServer, env: dict[str, str]) -> None:
    server.on("GET", "/volumes/detail", answer(200, named("data")))
    assert completed(env, "blockctl volume show ") == ["data"]
    assert completed(env, "blockctl volume show 1111") == [ID[:-1] + "0"]


def test_a_name_that_is_no_plain_word_is_offered_by_its_id(
    server: ScriptedServer, env: dict[str, str]
) -> None:
    awkward = ["a b", "$(touch owned)", "two\nlines", "-rf", "\x1b[31mred", ""]
    server.on("GET", "/volumes/detail", answer(200, named(*awkward)))
    offered = completed(env, "blockctl volume show ")
    assert offered == [ID[:-1] + str(at) for at in range(len(awkward))]


def test_the_cloud_is_asked_once_for_several_words(
    server: ScriptedServer, env: dict[str, str]
) -> None:
    server.on("GET", "/volumes/detail", answer(200, named("data")))
    for _ in range(2):
        assert completed(env, "blockctl volume show d") == ["data"]
    assert listings(server) == 1
    # Another user of the same endpoint may see other names.
    assert completed({**env, "OS_USERNAME": "other"}, "blockctl volume show d") == ["data"]
    assert listings(server) == 2


def test_a_refusal_offers_nothing(server: ScriptedServer, env: dict[str, str]) -> None:
    server.on("GET", "/volumes/detail", fault(403, "not you"))
    assert completed(env, "blockctl volume show d") == []


def test_no_cloud_offers_nothing(env: dict[str, str]) -> None:
    assert completed(env, "blockctl volume show d") == []


def test_a_cloud_that_hangs_offers_nothing(
    server: ScriptedServer, env: dict[str, str], hold: threading.Event
) -> None:
    def wait(handler: object) -> None:
        hold.wait()

    server.on("GET", "/volumes/detail", wait)
    assert completed(env, "blockctl volume show d") == []


def test_nobody_is_asked_for_a_password(env: dict[str, str]) -> None:
    controller, terminal = pty.openpty()
    try:
        signing_in = {"OS_AUTH_URL": "http://127.0.0.1:1/v3", "OS_USERNAME": "me"}
        assert completed({**env, **signing_in}, "blockctl volume show d", terminal) == []
        os.set_blocking(controller, False)
        with pytest.raises(BlockingIOError):
            os.read(controller, 100)
    finally:
        os.close(controller)
        os.close(terminal)


@pytest.fixture
def hold() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()
