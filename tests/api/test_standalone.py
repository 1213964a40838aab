"""``blockctl standalone``: a life with ends of every kind, and each refusal with its sentence."""

import http.client
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from blockctl import loops
from blockctl.errors import ExitCode
from blockctl.standalone import record
from tests.api.conftest import Blockctl

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="mounts and loop devices need root")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Blockctl]:
    """The command with a state folder of the test's own; its service is stopped in any case."""
    run = Blockctl(tmp_path)
    (tmp_path / "state").mkdir(mode=0o700)
    yield run
    run("standalone", "down", "--timeout", "15", check=False)
    service = record.read(folder(run))
    assert service is None


@pytest.fixture
def small_disk(own: Blockctl) -> Iterator[Blockctl]:
    """A state folder on a file system of 200 MiB."""
    mountpoint = str(own.folder / "state")
    mount = ["mount", "-t", "tmpfs", "-o", "size=200m,mode=700", "tmpfs", mountpoint]
    subprocess.run(mount, check=True)
    yield own
    own("standalone", "down", "--timeout", "15", check=False)
    subprocess.run(["umount", mountpoint], check=True)


def folder(run: Blockctl) -> Path:
    return run.folder / "state" / "standalone"


def up(run: Blockctl, check: bool = True) -> "subprocess.CompletedProcess[str]":
    return run("standalone", "up", "--port", str(run.port), check=check)


def service_of(run: Blockctl) -> record.Service:
    service = record.read(folder(run))
    assert service is not None
    return service


def test_life_through_down_and_kill(own: Blockctl) -> None:
    first = up(own)
    assert f"Starting a volume service on 127.0.0.1:{own.port}" in first.stderr
    assert "stop it with: blockctl standalone down" in first.stderr
    assert first.stdout == ""
    shown = json.loads(own("standalone", "status", "-f", "json").stdout)
    service = service_of(own)
    assert (shown["pid"], shown["endpoint"]) == (service.pid, service.endpoint)
    services = ("cinder-backup", "cinder-scheduler", "cinder-volume")
    assert shown["services"] == ", ".join(f"{name} up" for name in services)
    assert folder(own).stat().st_mode & 0o777 == 0o700
    assert {path.name for path in folder(own).iterdir() if path.stat().st_mode & 0o077} == set()

    assert "up already" in up(own).stderr
    assert service_of(own).pid == service.pid
    other = own("standalone", "up", "--port", str(own.port - 1), check=False)
    assert other.returncode == ExitCode.CONFLICT
    assert f"on port {own.port} rather than {own.port - 1}" in other.stderr

    volume = own("volume", "create", "--size", "1", "--wait", "kept", "-f", "value", "-c", "id")
    own("standalone", "down")
    assert not service.is_running()
    down = own("standalone", "status", check=False)
    assert down.returncode == ExitCode.UNREACHABLE
    assert "is not running" in down.stderr
    assert "was not running" in own("standalone", "down").stderr

    half_done = folder(own) / "volumes" / "snapshots" / "snapshot-x.part"
    half_done.write_bytes(b"half")
    left_over = folder(own) / "volumes" / f"volume-{volume.stdout.strip()}"
    if os.geteuid() == 0:
        loops.attach(left_over)
    up(own)
    assert not half_done.exists()
    assert os.geteuid() != 0 or loops.of_file(left_over) == []
    again = service_of(own)
    assert again.token == service.token
    os.kill(again.pid, signal.SIGKILL)
    while again.is_running():
        time.sleep(0.02)
    killed = own("standalone", "status", check=False)
    assert "has ended without being stopped" in killed.stderr
    up(own)
    assert own("volume", "list", "-f", "value", "-c", "Name").stdout == "kept\n"


def test_two_ups_at_once_start_one_service(own: Blockctl) -> None:
    both = [own.start("standalone", "up", "--port", str(own.port)) for _ in range(2)]
    told = [each.communicate(timeout=120)[1] for each in both]
    assert [each.returncode for each in both] == [0, 0], told
    assert sum("Starting a volume service" in text for text in told) == 1
    assert sum("is up already" in text for text in told) == 1


def test_interrupted_up_leaves_nothing_running(own: Blockctl) -> None:
    starting = own.start("standalone", "up", "--port", str(own.port))
    while not (folder(own) / record.NAME).exists():
        assert starting.poll() is None
        time.sleep(0.02)
    service = service_of(own)
    starting.send_signal(signal.SIGINT)
    starting.communicate(timeout=120)
    assert starting.returncode == ExitCode.INTERRUPTED
    assert not service.is_running()
    assert record.read(folder(own)) is None
    up(own)


def test_port_that_another_program_holds(own: Blockctl) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", own.port))
        other.listen()
        refused = up(own, check=False)
    assert refused.returncode == ExitCode.CONFLICT
    assert f"Port {own.port} on 127.0.0.1 is held by another program." in refused.stderr
    assert "--port" in refused.stderr
    assert not (folder(own) / "cinder.conf").exists()


def test_failing_start_tells_the_reason_and_the_log(own: Blockctl) -> None:
    folder(own).mkdir(mode=0o700)
    (folder(own) / "secrets.json").write_text("{}")
    failed = up(own, check=False)
    assert failed.returncode == ExitCode.UNREACHABLE
    assert "ended while it was starting" in failed.stderr
    assert "secrets.json is damaged" in failed.stderr
    assert str(folder(own) / "cinder.log") in failed.stderr
    assert "Traceback" not in failed.stderr
    assert record.read(folder(own)) is None


def test_secrets_stay_out_of_process_environment_and_logs(own: Blockctl) -> None:
    done = own(
        "standalone", "up", "--port", str(own.port), env={"OS_PASSWORD": "hunter2-of-the-caller"}
    )
    service = service_of(own)
    process = Path(f"/proc/{service.pid}")
    visible = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
    assert b"hunter2" not in visible
    assert service.token.encode() not in visible
    exports = own("standalone", "env")
    own("volume", "list")
    logged = b"".join(path.read_bytes() for path in folder(own).glob("*.log*"))
    for text in (done.stderr, exports.stdout, exports.stderr, logged.decode()):
        assert service.token not in text
    assert (folder(own) / "clouds.yaml").stat().st_mode & 0o777 == 0o600
    variables = dict(
        line.removeprefix("export ").split("=") for line in exports.stdout.split("\n") if line
    )
    assert own("--debug", "volume", "list", env=variables).returncode == 0
    assert service.token in own("standalone", "env", "--client", "cinder").stdout


@needs_root
def test_state_folder_of_another_user(own: Blockctl) -> None:
    folder(own).mkdir(mode=0o700)
    os.chown(folder(own), 12345, 12345)
    refused = up(own, check=False)
    assert refused.returncode == ExitCode.NOT_ALLOWED
    assert f"{folder(own)} belongs to another user" in refused.stderr
    os.chown(folder(own), 0, 0)


@needs_root
def test_state_folder_that_is_read_only_or_full(small_disk: Blockctl) -> None:
    remount = ["mount", "-o", "remount,{}", str(small_disk.folder / "state")]
    subprocess.run([each.format("ro") for each in remount], check=True)
    refused = up(small_disk, check=False)
    assert refused.returncode == ExitCode.FAILED
    assert "Read-only file system" in refused.stderr
    assert "BLOCKCTL_STATE_DIR" in refused.stderr
    subprocess.run([each.format("rw") for each in remount], check=True)
    (small_disk.folder / "state" / "ballast").write_bytes(bytes(195 * 1024**2))
    full = up(small_disk, check=False)
    assert full.returncode == ExitCode.FAILED
    assert "are free in" in full.stderr
    assert not (folder(small_disk) / "cinder.conf").exists()


def test_logs_follow_what_is_added(blockctl: Blockctl) -> None:
    following = blockctl.start("standalone", "logs", "-n", "0", "--follow", "--access")
    assert following.stdout is not None
    # Requests are made until one is seen, as the follower may be looking only a moment later.
    stop = threading.Event()

    def ask() -> None:
        while not stop.wait(0.3):
            blockctl("standalone", "status")

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        assert "os-services 200" in following.stdout.readline()
    finally:
        stop.set()
        asking.join()
        following.send_signal(signal.SIGINT)
        following.communicate(timeout=60)
    assert following.returncode == ExitCode.INTERRUPTED


def test_only_who_has_the_token_is_answered(blockctl: Blockctl) -> None:
    service = service_of(blockctl)
    path = "/v3/" + service.endpoint.rpartition("/")[2] + "/volumes"
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=20)

    def ask(
        method: str, where: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> int:
        connection.request(method, where, body, headers or {})
        response = connection.getresponse()
        response.read()
        return response.status

    # All on one connection: a body that was not read must not become the next request.
    assert ask("POST", path, body=b"x" * 5000) == 401
    assert [ask("GET", where) for where in ("/", "/v3/", path)] == [401, 401, 401]
    assert ask("GET", "/healthcheck") == 200
    token = {"X-Auth-Token": service.token}
    assert ask("POST", "/nowhere", token, b"x" * 5000) == 404
    assert ask("GET", path, token) == 200
    assert ask("GET", path, {**token, "Host": "evil.example"}) == 403
    with socket.socket() as outside:
        address = socket.gethostbyname(socket.gethostname())
        if not address.startswith("127."):
            assert outside.connect_ex((address, service.port)) != 0
