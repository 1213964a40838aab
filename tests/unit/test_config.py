"""Which cloud a command talks to, and what is said when something is missing."""

import json
import os
import pwd
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from blockctl.standalone.record import NAME, Service, as_text
from tests.unit.conftest import Run
from tests.unit.samples import page, volume
from tests.unit.scripted_server import TOKEN, ScriptedServer, answer

LIST = "/volumes/detail"
ASK = ("volume", "list", "-f", "value", "-c", "Name")
SECRET = "hunter2-very-secret"


class Servers:
    """A server for each name that is asked for; it lists one volume that bears the name."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._running: dict[str, ScriptedServer] = {}

    def __getitem__(self, name: str) -> ScriptedServer:
        if name not in self._running:
            server = self._running[name] = self._stack.enter_context(ScriptedServer())
            server.on("GET", LIST, answer(200, page(volume(name=name))))
        return self._running[name]

    def file(self, *names: str, token: str | None = TOKEN) -> str:
        """A clouds.yaml with these clouds."""
        auth = {} if token is None else {"token": token}
        clouds = {
            name: {"auth_type": "admin_token", "auth": {"endpoint": self[name].endpoint, **auth}}
            for name in names
        }
        return json.dumps({"clouds": clouds})  # which is YAML as well


@pytest.fixture
def servers() -> Iterator[Servers]:
    with ExitStack() as stack:
        yield Servers(stack)


def set_variables(monkeypatch: pytest.MonkeyPatch, server: ScriptedServer) -> None:
    monkeypatch.setenv("OS_ENDPOINT", server.endpoint)
    monkeypatch.setenv("OS_TOKEN", TOKEN)


def standalone(server: ScriptedServer, state: Path) -> Path:
    """Leave the record of a standalone service that ``server`` plays."""
    record = state / "standalone" / NAME
    record.parent.mkdir(mode=0o700)
    service = Service(server.endpoint, TOKEN, 1, 1, "boot", server.port, "29.0.0")
    record.touch(mode=0o600)
    record.write_text(as_text(service))
    return record


def test_which_cloud_is_meant(
    monkeypatch: pytest.MonkeyPatch, servers: Servers, home: Path, run: Run
) -> None:
    (home / "clouds.yaml").write_text(servers.file("first", "second"))
    monkeypatch.setenv("OS_CLOUD", "first")
    assert run(*ASK).out == "first\n"
    assert run("--os-cloud", "second", *ASK).out == "second\n"
    monkeypatch.delenv("OS_CLOUD")
    set_variables(monkeypatch, servers["variables"])
    assert run(*ASK).out == "variables\n"


def test_variables_count_as_options_over_a_named_cloud_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch, servers: Servers, home: Path, run: Run
) -> None:
    (home / "clouds.yaml").write_text(servers.file("named"))
    monkeypatch.setenv("OS_TOKEN", "of-the-environment")
    done = run("--os-cloud", "named", *ASK)
    assert done.out == "named\n"
    assert done.err == "cloud named is used with OS_TOKEN of the environment\n"
    run("--os-cloud", "named", "--os-token", "typed", *ASK)
    tokens = [seen.headers["x-auth-token"] for seen in servers["named"].requests()]
    assert tokens == ["of-the-environment", "typed"]
    assert run("-q", "--os-cloud", "named", *ASK).err == ""


def test_an_only_cloud_is_taken_before_the_standalone_service(
    servers: Servers, home: Path, tmp_path: Path, run: Run
) -> None:
    standalone(servers["standalone"], tmp_path / "state")
    (home / "clouds.yaml").write_text(servers.file("only"))
    assert run(*ASK)[:2] == (0, "only\n")


def test_several_clouds_and_no_choice(servers: Servers, home: Path, run: Run) -> None:
    (home / "clouds.yaml").write_text(servers.file("b", "a"))
    done = run(*ASK)
    assert done.code == 2
    assert "has 2 clouds" in done.err
    assert "a, b" in done.err


def test_files_are_looked_for_in_order(
    monkeypatch: pytest.MonkeyPatch, servers: Servers, home: Path, tmp_path: Path, run: Run
) -> None:
    (home / "clouds.yml").write_text(servers.file("home"))
    assert run(*ASK).out == "home\n"
    (tmp_path / "clouds.yaml").write_text(servers.file("here"))
    assert run(*ASK).out == "here\n"
    (tmp_path / "other.yaml").write_text(servers.file("named"))
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(tmp_path / "other.yaml"))
    assert run(*ASK).out == "named\n"


def test_a_named_file_that_is_not_there_is_refused(
    monkeypatch: pytest.MonkeyPatch, servers: Servers, tmp_path: Path, run: Run
) -> None:
    standalone(servers["standalone"], tmp_path / "state")
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(tmp_path / "missing.yaml"))
    done = run(*ASK)
    assert (done.code, done.out) == (2, ""), "another cloud than the user's was used"
    assert "missing.yaml" in done.err


def test_secrets_come_from_secure_yaml(servers: Servers, home: Path, run: Run) -> None:
    (home / "clouds.yaml").write_text(servers.file("only", token=None))
    secret = {"clouds": {"only": {"auth": {"token": SECRET}}}}
    (home / "secure.yaml").write_text(json.dumps(secret))
    assert run(*ASK).out == "only\n"
    assert servers["only"].requests()[0].headers["x-auth-token"] == SECRET


@pytest.mark.parametrize("content", ["", "# nothing yet\n", "clouds:\n", "clouds: {other: {}}\n"])
def test_a_secure_yaml_without_this_cloud_changes_nothing(
    servers: Servers, home: Path, run: Run, content: str
) -> None:
    (home / "clouds.yaml").write_text(servers.file("only"))
    (home / "secure.yaml").write_text(content)
    assert run(*ASK)[:2] == (0, "only\n")


def test_the_standalone_service_is_used_last_and_said_so(
    servers: Servers, tmp_path: Path, run: Run
) -> None:
    service = servers["standalone"]
    standalone(service, tmp_path / "state")
    done = run(*ASK)
    assert done[:2] == (0, "standalone\n")
    assert done.err == f"using the standalone service at {service.address}\n"
    assert run("--quiet", *ASK).err == ""
    assert service.requests()[0].headers["x-auth-token"] == TOKEN


def test_a_standalone_record_that_others_can_read_is_refused(
    servers: Servers, tmp_path: Path, run: Run
) -> None:
    record = standalone(servers["standalone"], tmp_path / "state")
    record.chmod(0o644)
    assert run(*ASK).code == 4
    assert servers["standalone"].seen == []


def test_empty_variables_are_none(
    monkeypatch: pytest.MonkeyPatch, servers: Servers, tmp_path: Path, run: Run
) -> None:
    standalone(servers["standalone"], tmp_path / "state")
    for name in ("OS_CLOUD", "OS_AUTH_URL", "OS_TOKEN", "OS_CLIENT_CONFIG_FILE"):
        monkeypatch.setenv(name, "")
    assert run(*ASK)[:2] == (0, "standalone\n")


def test_the_older_name_of_the_endpoint_is_taken(
    monkeypatch: pytest.MonkeyPatch, servers: Servers, run: Run
) -> None:
    monkeypatch.setenv("OS_URL", servers["old"].endpoint)
    monkeypatch.setenv("OS_TOKEN", TOKEN)
    assert run(*ASK)[:2] == (0, "old\n")


def test_a_cloud_without_sign_in_is_asked(
    monkeypatch: pytest.MonkeyPatch, servers: Servers, run: Run
) -> None:
    monkeypatch.setenv("OS_AUTH_TYPE", "none")
    monkeypatch.setenv("OS_ENDPOINT", servers["open"].endpoint)
    assert run(*ASK)[:2] == (0, "open\n")


@pytest.mark.skipif(os.geteuid() != 0, reason="the rule is root's")
def test_root_through_sudo_does_not_act_on_another_cloud_than_its_caller_s(
    monkeypatch: pytest.MonkeyPatch, servers: Servers, tmp_path: Path, run: Run
) -> None:
    standalone(servers["standalone"], tmp_path / "state")
    (tmp_path / "caller/.config/openstack").mkdir(parents=True)
    file = tmp_path / "caller/.config/openstack/clouds.yaml"
    file.write_text(servers.file("only"))
    entry = pwd.getpwuid(0)
    # The one thing that is not real here: a test does not add a user to the machine.
    monkeypatch.setattr(
        pwd, "getpwnam", lambda name: pwd.struct_passwd((*entry[:5], str(tmp_path / name), "sh"))
    )
    monkeypatch.setenv("SUDO_USER", "caller")
    done = run(*ASK)
    assert (done.code, done.out) == (2, "")
    assert str(file) in done.err
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(file))
    assert run("--os-cloud", "only", *ASK).out == "only\n", "the remedy does not work"
    monkeypatch.delenv("OS_CLIENT_CONFIG_FILE")
    file.unlink()
    assert run(*ASK)[:2] == (0, "standalone\n")
