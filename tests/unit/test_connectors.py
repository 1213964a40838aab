"""Identity, connections, faults, stopping and what is on a device."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from blockctl.connectors import address, block, connection, content, faults, identity
from blockctl.connectors.host import HostOptions
from blockctl.connectors.stop import Stop, stoppable
from blockctl.connectors.wires import wires
from blockctl.errors import BadUsage, Interrupted, LocalFailed, TimedOut

MIB = 1024**2


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "backing"
    path.touch()
    os.truncate(path, 16 * MIB)
    return path


@pytest.fixture
def loop(file: Path) -> Iterator[str]:
    if os.geteuid() != 0:
        pytest.skip("loop devices need root")
    # The kernel gives out the lowest free number: with free ones below it, nobody else gets this
    # one while it is free.
    lower = [_losetup("--find", "--show", str(file)).strip() for _ in range(8)]
    device = _losetup("--find", "--show", str(file)).strip()
    for each in lower:
        _losetup("--detach", each)
    yield device
    if identity.of(device):
        _losetup("--detach", device)


def _losetup(*arguments: str) -> str:
    done = subprocess.run(["losetup", *arguments], check=True, capture_output=True, text=True)
    return done.stdout


def test_a_loop_device_is_its_file_and_its_medium(loop: str, file: Path) -> None:
    found = identity.of(loop)
    assert found is not None
    status = file.stat()
    assert found.marks["backing"] == [status.st_dev, status.st_ino]
    assert found.marks["backing_file"] == str(file)
    assert found.size == 16 * MIB
    plain = identity.of(str(file))
    assert plain is not None
    assert plain.marks["backing"] == found.marks["backing"]


def test_the_same_name_and_file_attached_anew_is_another_medium(loop: str, file: Path) -> None:
    before = identity.of(loop)
    assert before is not None
    _losetup("--detach", loop)
    assert identity.of(loop) is None
    _losetup(loop, str(file))
    now = identity.of(loop)
    assert now is not None
    assert "another device" in (identity.difference(loop, before.marks, before.size, now) or "")


def test_a_file_that_took_the_name_of_another_is_told(loop: str, file: Path) -> None:
    before = identity.of(loop)
    assert before is not None
    file.rename(file.with_name("moved"))
    file.write_bytes(bytes(16 * MIB))
    plain = identity.of(str(file))
    assert plain is not None
    assert plain.marks["backing"] != before.marks["backing"]
    now = identity.of(loop)
    assert now is not None
    assert now.marks["backing"] == before.marks["backing"]


def test_a_device_may_grow_and_not_shrink(file: Path) -> None:
    before = identity.of(str(file))
    assert before is not None
    os.truncate(file, 32 * MIB)
    grown = identity.of(str(file))
    assert grown is not None
    assert identity.difference(str(file), before.marks, before.size, grown) is None
    told = identity.difference(str(file), grown.marks, grown.size, before)
    assert told == f"{file} has {16 * MIB} bytes now and had {32 * MIB} when it was attached"


def test_what_is_nothing_and_what_is_no_device(tmp_path: Path) -> None:
    assert identity.of(str(tmp_path / "nothing")) is None
    for other in (str(tmp_path), "/dev/null"):
        with pytest.raises(LocalFailed, match="neither a block device nor a plain file"):
            identity.of(other)


def test_read_only_is_set_and_taken_back(loop: str) -> None:
    block.set_read_only(loop, True)
    try:
        assert block.is_read_only(loop)
        with open(loop, "r+b", buffering=0) as device, pytest.raises(PermissionError):
            device.write(bytes(4096))
    finally:
        block.set_read_only(loop, False)
    assert not block.is_read_only(loop)


def test_a_plain_file_cannot_be_read_only(file: Path) -> None:
    with pytest.raises(LocalFailed, match="is a plain file, which cannot be made read-only"):
        block.set_read_only(str(file), True)
    assert not block.is_read_only(str(file))


def test_flush_takes_what_was_written_to_the_file(loop: str, file: Path) -> None:
    with open(loop, "r+b", buffering=0) as device:
        device.write(b"x" * 4096)
    block.flush(loop)
    assert file.read_bytes()[:4096] == b"x" * 4096
    with pytest.raises(LocalFailed, match="cannot be flushed"):
        block.flush(str(file.with_name("nothing")))


def test_content(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert content.content_of(str(file)) == "new, no file system"
    with file.open("r+b") as volume:
        volume.seek(-1, os.SEEK_END)
        volume.write(b"x")
    assert content.content_of(str(file)) == "no known file system"
    subprocess.run(["mkfs.ext4", "-q", "-L", "a=b\nc", str(file)], check=True)
    assert content.content_of(str(file)) == "ext4"
    assert content.content_of(str(file.with_name("nothing"))) is None
    monkeypatch.setenv("PATH", "/nowhere")
    assert content.content_of(str(file)) is None


SECRETS = {
    "auth_password": "geheim", "discovery_auth_password": "geheim", "keyring": "geheim",
    "secret_uuid": "geheim", "token": "geheim", "anything_new": "geheim",
}  # fmt: skip


def attachment(**info: object) -> dict[str, object]:
    whole = {"driver_volume_type": "local", "device_path": "/dev/loop1", **SECRETS, **info}
    return {"id": "a", "volume_id": "v", "connection_info": whole}


def test_of_a_connection_only_what_disconnects_is_kept_and_nothing_is_shown() -> None:
    found = connection.of_attachment(attachment(backing_file="/volumes/v"), multipath=True)
    kept = connection.kept(found)
    assert kept == {
        "driver_volume_type": "local",
        "data": {"device_path": "/dev/loop1", "backing_file": "/volumes/v"},
        "multipath": True,
    }
    assert connection.kept(connection.from_kept(kept)) == kept
    assert "geheim" not in repr(found) + str(found)


@pytest.mark.parametrize(
    ("info", "sentence"),
    [
        ({"driver_volume_type": "iscsi"}, "over iscsi has no target_portal"),
        ({"driver_volume_type": None}, "does not say where"),
        ({"driver_volume_type": "nfs", "export": None}, "over nfs has no name"),
        ({"device_path": None}, "over local is malformed, so it leads nowhere"),
        ({"device_path": 7}, "over local is malformed, so it leads nowhere"),
    ],
)
def test_a_connection_that_cannot_be_used_is_a_sentence(
    info: dict[str, object], sentence: str
) -> None:
    with pytest.raises(LocalFailed, match=sentence) as told:
        wires(connection.of_attachment(attachment(**info)))
    assert "geheim" not in str(told.value)


def test_a_missing_connection_is_a_sentence() -> None:
    with pytest.raises(LocalFailed, match="does not say where volume v is"):
        connection.of_attachment({"id": "a", "volume_id": "v", "connection_info": None})


def test_the_own_address_is_one_of_this_host() -> None:
    import socket

    own = address.own_address()
    family = socket.AF_INET6 if ":" in own else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((own, 0))  # the kernel refuses an address that is not its own


def test_a_fault_needs_variable_name_and_marker(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLOCKCTL_FAULT", "here=fail")
    faults.point("here")
    Path(env["BLOCKCTL_STATE_DIR"], faults.MARKER).touch()
    faults.point("elsewhere")
    with pytest.raises(LocalFailed, match="A test made here fail"):
        faults.point("here")


def test_a_stop_says_why() -> None:
    stop = Stop("Attaching demo", 1000)
    stop.check()
    stop.ask()
    with pytest.raises(Interrupted, match=r"Attaching demo was interrupted\."):
        stop.check()
    with pytest.raises(TimedOut, match=r"Attaching demo was given up after 1e-09 s\."):
        Stop("Attaching demo", 1e-9).check()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_waits_for_the_step_and_a_second_does_not(
    number: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(number)
    with stoppable("Attaching demo", 1000) as stop:
        signal.raise_signal(number)
        with pytest.raises(Interrupted):
            stop.check()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
    assert signal.getsignal(number) is before
    assert capsys.readouterr().err.count("Stopping after the step at hand") == 1


def test_an_ignored_hangup_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stoppable("Attaching demo", 1000) as stop:
            signal.raise_signal(signal.SIGHUP)
            stop.check()
    finally:
        signal.signal(signal.SIGHUP, before)


def test_the_address_of_an_interface_is_the_kernel_s() -> None:
    assert address.address_of("lo") == "127.0.0.1"
    for missing in ("", "nowhere0", "a-name-longer-than-linux-takes"):
        assert address.address_of(missing) is None


def test_an_interface_without_ipv4_has_its_ipv6_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "if_inet6"
    table.write_text(
        "fe800000000000000000000000000001 09 40 20 80     san0\n"
        "20010db8000000000000000000000007 09 40 00 80     san0\n"
    )
    monkeypatch.setattr(address, "_IF_INET6", table)
    assert address.address_of("san0") == "2001:db8::7"
    assert address.address_of("san1") is None


def test_an_interface_without_an_address_is_a_sentence() -> None:
    with pytest.raises(BadUsage, match="no network interface 'nowhere0'"):
        _ = HostOptions(nic="nowhere0").address
    assert HostOptions(ip="192.0.2.9").address == "192.0.2.9"
