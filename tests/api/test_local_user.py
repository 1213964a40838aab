"""Without root a user's own standalone service gives out plain files; nothing else attaches."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.api.conftest import Blockctl
from tests.api.ports import free_port

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="becoming another user needs root")

NOBODY = 65534
# The interpreter and the checkout may be in root's home: this only lets the user read there.
AS_NOBODY = (
    "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
    "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search",
)  # fmt: skip
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Runs commands as nobody, with a standalone service of nobody's own and a volume in it."""
    folder = tmp_path_factory.mktemp("nobody")
    os.chown(folder, NOBODY, NOBODY)
    env = {**Blockctl(folder).env, "PYTHONDONTWRITEBYTECODE": "1"}

    def run(*args: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*AS_NOBODY, sys.executable, "-m", "blockctl", "--quiet", *args],
            env={**env, **more},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=180,
        )

    up = run("standalone", "up", "--port", str(free_port()))
    assert up.returncode == 0, up.stderr
    try:
        made = run("volume", "create", "--size", "1", "--wait", "plain")
        assert made.returncode == 0, made.stderr
        yield run
    finally:
        run("standalone", "down")


def status(user: Run) -> str:
    return user("volume", "show", "plain", "-f", "value", "-c", "status").stdout.strip()


def test_a_plain_file_attaches_and_detaches(user: Run) -> None:
    attached = user("local", "attach", "plain", "-f", "json")
    assert attached.returncode == 0, attached.stderr
    path = Path(json.loads(attached.stdout)["path"])
    assert path.is_file()
    assert status(user) == "in-use"
    assert user("local", "detach", str(path)).returncode == 0
    assert status(user) == "available"


def test_a_plain_file_that_the_user_has_open_is_not_detached(user: Run) -> None:
    path = user("local", "attach", "plain", "-f", "value", "-c", "path").stdout.strip()
    with (
        open(path) as held,
        subprocess.Popen([*AS_NOBODY, "sleep", "60"], stdin=held) as sleeper,
    ):
        try:
            refused = user("local", "detach", "plain")
        finally:
            sleeper.kill()
    assert refused.returncode == 5
    assert f"{path} is open in process {sleeper.pid} (sleep)." in refused.stderr
    assert user("local", "detach", path).returncode == 0


def test_a_plain_file_is_never_said_to_be_read_only(user: Run) -> None:
    refused = user("local", "attach", "plain", "--mode", "ro")
    assert refused.returncode == 8
    assert "is a plain file, which cannot be made read-only." in refused.stderr
    assert status(user) == "available"
    assert user("local", "list", "-f", "json").stdout == "[]\n"


def test_another_service_needs_root_which_is_said_before_anything_is_changed(
    user: Run, blockctl: Blockctl, volume: Callable[..., str]
) -> None:
    made = volume()
    service = json.loads((blockctl.folder / "state/standalone/service.json").read_text())
    cloud = {
        "OS_AUTH_TYPE": "admin_token",
        "OS_ENDPOINT": service["endpoint"],
        "OS_TOKEN": service["token"],
    }
    refused = user("local", "attach", made, **cloud)
    assert refused.returncode == 4
    assert "Attaching a volume to this host needs root." in refused.stderr
    assert "sudo" in refused.stderr
    shown = blockctl("volume", "show", made, "-f", "value", "-c", "status")
    assert shown.stdout.strip() == "available"


def test_what_root_attached_is_not_seen(user: Run) -> None:
    refused = user("local", "show", "demo")
    assert refused.returncode == 3
    assert "What root attached is seen with sudo." in refused.stderr


def test_the_connector_without_root_names_the_host(user: Run) -> None:
    shown = json.loads(user("connector", "show", "-f", "json").stdout)
    assert shown["host"] == os.uname().nodename
    assert "initiator" not in shown
