"""``local attach|detach|list|show`` with real loop devices and file systems, on a real Cinder."""

import fcntl
import hashlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Blockctl

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="loop devices need root")

Factory = Callable[..., str]
BLKROGET = 0x125E


def shown(blockctl: Blockctl, *args: str) -> Any:
    return json.loads(blockctl(*args, "-f", "json").stdout)


def attached(blockctl: Blockctl, volume: str, *options: str) -> str:
    """Attach and return the device."""
    path: str = shown(blockctl, "local", "attach", volume, *options)["path"]
    return path


def status(blockctl: Blockctl, volume: str) -> str:
    state: str = shown(blockctl, "volume", "show", volume)["status"]
    return state


def rows(blockctl: Blockctl) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = shown(blockctl, "local", "list", "--long")
    return listed


def row_of(blockctl: Blockctl, volume: str) -> dict[str, Any] | None:
    return next((row for row in rows(blockctl) if row["Volume ID"] == volume), None)


def backing_of(device: str) -> str:
    about = Path("/sys/block", Path(device).name, "loop", "backing_file")
    return about.read_text().strip() if about.exists() else ""


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Makes a file system on a device where there is none and mounts it."""
    places: list[Path] = []

    def mount(device: str, *options: str) -> Path:
        if subprocess.run(["blkid", "--probe", device], capture_output=True).returncode == 2:
            subprocess.run(["mkfs.ext4", "-q", device], check=True)
        place = tmp_path / f"mount point {len(places)}"
        place.mkdir()
        places.append(place)
        subprocess.run(["mount", *options, device, str(place)], check=True)
        return place

    yield mount
    for place in places:
        if place.is_mount():
            subprocess.run(["umount", str(place)], check=True)


def test_what_is_written_is_read_back_after_detach_and_attach(
    blockctl: Blockctl, volume: Factory, mounted: Callable[..., Path]
) -> None:
    made = volume()
    device = attached(blockctl, made)
    assert status(blockctl, made) == "in-use"
    place = mounted(device)
    letter = os.urandom(4 * 1024**2)
    (place / "letter").write_bytes(letter)
    subprocess.run(["umount", str(place)], check=True)
    blockctl("local", "detach", made)
    assert made not in backing_of(device)
    assert status(blockctl, made) == "available"
    assert row_of(blockctl, made) is None

    again = mounted(attached(blockctl, made))
    read = (again / "letter").read_bytes()
    assert hashlib.sha256(read).digest() == hashlib.sha256(letter).digest()


def test_attach_prints_one_line_that_begins_with_the_device(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    made = volume()
    line = blockctl("local", "attach", unique).stdout
    device = attached(blockctl, made)
    assert line == f"{device}   {unique} · 1 GiB · local · new, no file system\n"
    subprocess.run(["mkfs.ext4", "-q", device], check=True)
    assert blockctl("local", "attach", unique).stdout.endswith("· ext4\n")


def test_a_name_with_escapes_does_no_harm(blockctl: Blockctl, volume: Factory, unique: str) -> None:
    made = volume(f"{unique}\x1b[31m\nred")
    printed = [
        blockctl("local", "attach", made).stdout,
        blockctl("local", "list").stdout,
        blockctl("local", "show", made).stdout,
    ]
    assert all("\x1b" not in text for text in printed)
    assert len(printed[0].splitlines()) == 1
    blockctl("local", "detach", f"{unique}\x1b[31m\nred")
    assert status(blockctl, made) == "available"


def test_attach_again_prints_the_same_device_and_changes_nothing(
    blockctl: Blockctl, volume: Factory
) -> None:
    made = volume()
    first = shown(blockctl, "local", "attach", made)
    second = shown(blockctl, "local", "attach", made)
    assert first == second
    assert list(first) == [
        "path", "device", "volume_id", "name", "size", "transport", "attachment_id", "mode",
        "mount", "content",
    ]  # fmt: skip
    assert (first["volume_id"], first["size"], first["mode"]) == (made, 1, "rw")
    assert first["transport"] == "local"


def test_two_processes_at_once_yield_one_attachment(blockctl: Blockctl, volume: Factory) -> None:
    made = volume()
    at_once = [blockctl.start("local", "attach", made, "-f", "json") for _ in range(3)]
    answers = []
    for process in at_once:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        answers.append(json.loads(out))
    assert answers[0] == answers[1] == answers[2]
    assert len([row for row in rows(blockctl) if row["Volume ID"] == made]) == 1


def test_detach_is_refused_while_mounted(
    blockctl: Blockctl, volume: Factory, mounted: Callable[..., Path], unique: str
) -> None:
    made = volume()
    device = attached(blockctl, made)
    place = mounted(device)
    row = row_of(blockctl, made)
    assert row
    assert row["State"] == f"attached, mounted on {place}"
    for target in (unique, made, device):
        refused = blockctl("local", "detach", target, check=False)
        assert refused.returncode == 5
        assert f"{device} is mounted on {place}." in refused.stderr
        assert "Unmount it first, or use --force" in refused.stderr
    (place / "still").write_text("writable")
    assert status(blockctl, made) == "in-use"
    subprocess.run(["umount", str(place)], check=True)
    blockctl("local", "detach", device)
    assert status(blockctl, made) == "available"


def test_detach_names_the_process_that_has_the_device_open(
    blockctl: Blockctl, volume: Factory
) -> None:
    made = volume()
    device = attached(blockctl, made)
    with open(device, "rb"):
        refused = blockctl("local", "detach", made, check=False)
    assert refused.returncode == 5
    assert f"is open in process {os.getpid()} (" in refused.stderr
    blockctl("local", "detach", made)


def test_detach_is_refused_while_used_as_swap_and_goes_with_force_after_it(
    blockctl: Blockctl, volume: Factory
) -> None:
    made = volume()
    device = attached(blockctl, made)
    subprocess.run(["mkswap", device], check=True, capture_output=True)
    subprocess.run(["swapon", device], check=True)
    try:
        refused = blockctl("local", "detach", made, check=False)
        listed = row_of(blockctl, made)
    finally:
        subprocess.run(["swapoff", device], check=True)
    assert refused.returncode == 5
    assert f"{device} is used as swap" in refused.stderr
    assert listed
    assert listed["State"] == "attached, used as swap"
    blockctl("local", "detach", "--force", made)


def test_force_detaches_what_is_mounted_and_says_what_stays(
    blockctl: Blockctl, volume: Factory, mounted: Callable[..., Path]
) -> None:
    made = volume()
    device = attached(blockctl, made)
    place = mounted(device)
    done = blockctl("local", "detach", "--force", made)
    assert f"{device} is mounted on {place} still; the kernel keeps it" in done.stderr
    assert status(blockctl, made) == "available"
    subprocess.run(["umount", str(place)], check=True)
    assert made not in backing_of(device)


def test_detach_of_what_is_not_attached(blockctl: Blockctl, volume: Factory, unique: str) -> None:
    made = volume()
    for target in (made, unique, "no-such-volume", "/dev/null"):
        refused = blockctl("local", "detach", target, check=False)
        assert refused.returncode == 3
        assert f"{target} is not attached to this host." in refused.stderr
    attached(blockctl, made)
    blockctl("local", "detach", made)
    assert blockctl("local", "detach", made, check=False).returncode == 3


def test_several_are_detached_and_one_failure_stops_none(
    blockctl: Blockctl, volume: Factory, mounted: Callable[..., Path], unique: str
) -> None:
    first, busy, last = (volume(f"{unique}-{at}") for at in range(3))
    for made in (first, busy, last):
        attached(blockctl, made)
    mounted(attached(blockctl, busy))
    done = blockctl("local", "detach", first, busy, last, check=False)
    assert done.returncode == 9
    assert "2 of 3 detached" in done.stderr
    assert [status(blockctl, made) for made in (first, busy, last)] == [
        "available", "in-use", "available",
    ]  # fmt: skip


def test_two_attached_volumes_of_one_name_are_told_apart_by_id(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    twins = [volume(), volume()]
    for twin in twins:
        attached(blockctl, twin)
    for command in ("show", "detach"):
        refused = blockctl("local", command, unique, check=False)
        assert refused.returncode == 5
        assert all(twin in refused.stderr for twin in twins)
    blockctl("local", "detach", *twins)


def test_a_volume_that_was_renamed_is_found_by_its_new_name(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    made = volume()
    attached(blockctl, made)
    body = {"volume": {"name": f"{unique}-new"}}
    api(blockctl, "PUT", f"/volumes/{made}", body)
    blockctl("local", "detach", f"{unique}-new")
    assert status(blockctl, made) == "available"


def test_read_only_is_kept_by_the_kernel_and_taken_back(
    blockctl: Blockctl, volume: Factory
) -> None:
    made = volume()
    device = attached(blockctl, made, "--mode", "ro")
    assert is_read_only(device)
    with pytest.raises(PermissionError), open(device, "r+b", buffering=0) as file:
        file.write(bytes(4096))
    refused = blockctl("local", "attach", made, check=False)
    assert refused.returncode == 5
    assert "is attached to this host read-only already." in refused.stderr
    blockctl("local", "detach", made)
    # The kernel keeps the flag with the name, and the next volume gets the same name.
    assert not is_read_only(attached(blockctl, made))


def test_a_volume_in_use_elsewhere_is_refused_and_its_holder_named(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    made = volume()
    body = {"attachment": {"volume_uuid": made, "connector": {"host": socket.gethostname()}}}
    attachment = api(blockctl, "POST", "/attachments", body)["attachment"]["id"]
    try:
        refused = blockctl("local", "attach", made, check=False)
        assert refused.returncode == 5
        assert (
            f"attaching for a host that the service does not name by attachment {attachment}"
            in (refused.stderr)
        )
        api(blockctl, "POST", f"/attachments/{attachment}/action", {"os-complete": {}})
        refused = blockctl("local", "attach", made, check=False)
        assert refused.returncode == 5
        assert f"is in-use: attached to host {socket.gethostname()}" in refused.stderr
        assert row_of(blockctl, made) is None
    finally:
        api(blockctl, "DELETE", f"/attachments/{attachment}")


def test_deleting_what_is_attached_here_names_the_device(
    blockctl: Blockctl, volume: Factory, unique: str
) -> None:
    made = volume()
    device = attached(blockctl, made)
    refused = blockctl("volume", "delete", made, check=False)
    assert refused.returncode == 5
    assert f"is attached to this host as {device}, so it cannot be deleted." in refused.stderr
    assert f"blockctl local detach {unique}" in refused.stderr


def test_another_device_under_the_same_name_is_never_touched(
    blockctl: Blockctl, volume: Factory, tmp_path: Path, high: Callable[[Blockctl, str], str]
) -> None:
    made = volume()
    device = high(blockctl, made)
    stranger = tmp_path / "stranger"
    stranger.write_bytes(bytes(1024**3))
    subprocess.run(["losetup", "--detach", device], check=True)
    subprocess.run(["losetup", device, str(stranger)], check=True)
    try:
        refused = blockctl("local", "detach", made, check=False)
        assert refused.returncode == 8
        assert f"{device} is another device now" in refused.stderr
        assert status(blockctl, made) == "in-use"
        row = row_of(blockctl, made)
        assert row
        assert row["State"].startswith("lost")
        blockctl("local", "detach", "--force", made)
        assert backing_of(device) == str(stranger)
        assert status(blockctl, made) == "available"
    finally:
        subprocess.run(["losetup", "--detach", device], check=True)


@pytest.fixture
def high(tmp_path: Path) -> Callable[[Blockctl, str], str]:
    """Attaches a volume as a loop device whose number nobody else gets when it is free again.

    The kernel gives out the lowest free one, and other tests may run beside this one.
    """
    file = tmp_path / "placeholder"
    file.touch()
    os.truncate(file, 1024**2)

    def attach_high(blockctl: Blockctl, volume: str) -> str:
        lower = [_losetup("--find", "--show", str(file)) for _ in range(16)]
        try:
            return attached(blockctl, volume)
        finally:
            for device in lower:
                _losetup("--detach", device)

    return attach_high


def _losetup(*arguments: str) -> str:
    done = subprocess.run(["losetup", *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_a_device_that_was_taken_away_is_attached_again_or_detached(
    blockctl: Blockctl, volume: Factory, high: Callable[[Blockctl, str], str]
) -> None:
    made = volume()
    device = high(blockctl, made)
    subprocess.run(["losetup", "--detach", device], check=True)
    again = blockctl("local", "attach", made)
    assert "was taken away; attaching it again" in again.stderr
    assert made in backing_of(again.stdout.split()[0])
    blockctl("local", "detach", made)
    _losetup("--detach", high(blockctl, made))
    blockctl("local", "detach", made)
    assert status(blockctl, made) == "available"


def reboot(blockctl: Blockctl, volume: str, device: str) -> None:
    """Leave a volume as a reboot would: no loop device, and a claim of another boot."""
    _losetup("--detach", device)
    with closing(sqlite3.connect(blockctl.folder / "state" / "ledger.sqlite")) as book, book:
        for table, column in (("claim", "id"), ("device", "device_id")):
            book.execute(
                f"UPDATE {table} SET boot_id = 'another'"
                f" WHERE id = (SELECT {column} FROM claim WHERE key = ?)",
                (volume,),
            )


@pytest.mark.parametrize("then", ["attach", "detach"])
def test_after_a_reboot_a_row_is_stale_and_its_old_device_is_left_alone(
    blockctl: Blockctl, volume: Factory, unique: str, then: str
) -> None:
    made, other = volume(), volume(f"{unique}-other")
    reboot(blockctl, made, attached(blockctl, made))
    row = row_of(blockctl, made)
    assert row
    assert (row["Device"], row["State"]) == (None, "stale since the reboot; blockctl local restore")
    device = attached(blockctl, other)
    with closing(sqlite3.connect(blockctl.folder / "state" / "ledger.sqlite")) as book, book:
        # As chance often has it: the name went to another volume.
        book.execute(
            "UPDATE device SET path = ? WHERE id = (SELECT device_id FROM claim WHERE key = ?)",
            (device, made),
        )

    if then == "attach":
        again = attached(blockctl, made)
        assert again != device
        assert made in backing_of(again)
        assert status(blockctl, made) == "in-use"
    else:
        with open(device, "rb"):  # would be in the way if it were taken for this volume's
            blockctl("local", "detach", made)
        assert status(blockctl, made) == "available"
    assert other in backing_of(device)
    blockctl("local", "detach", device)
    assert status(blockctl, other) == "available"


def test_an_attachment_that_was_deleted_elsewhere(
    blockctl: Blockctl, volume: Factory, high: Callable[[Blockctl, str], str]
) -> None:
    made = volume()
    first = shown(blockctl, "local", "show", high(blockctl, made))
    api(blockctl, "DELETE", f"/attachments/{first['attachment_id']}")
    second = shown(blockctl, "local", "show", high(blockctl, made))
    assert second["attachment_id"] != first["attachment_id"]
    api(blockctl, "DELETE", f"/attachments/{second['attachment_id']}")
    blockctl("local", "detach", made)
    assert row_of(blockctl, made) is None


def test_a_service_that_is_down_costs_no_device(blockctl: Blockctl, volume: Factory) -> None:
    made = volume()
    device = attached(blockctl, made)
    away = {
        "OS_AUTH_TYPE": "admin_token",
        "OS_TOKEN": "x",
        "OS_ENDPOINT": "http://127.0.0.1:9/v3/0",
    }
    refused = blockctl("local", "detach", made, env=away, check=False)
    assert refused.returncode == 7
    assert made in backing_of(device)
    row = row_of(blockctl, made)
    assert row
    assert row["State"] == "attached"


def test_a_lock_that_is_held_is_waited_for_until_the_timeout(
    blockctl: Blockctl, volume: Factory
) -> None:
    made = volume()
    locks = blockctl.folder / "run" / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(f"cinder {made}".encode()).hexdigest()
    with (locks / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        late = blockctl("local", "attach", made, "--timeout", "1", check=False)
        assert late.returncode == 6
        assert f"Attaching {made} was given up after 1 s." in late.stderr
        waiting = blockctl.start("local", "attach", made)
        time.sleep(1.5)
        waiting.send_signal(signal.SIGINT)
        assert waiting.wait(30) == 130
    assert status(blockctl, made) == "available"


def test_connector_show_says_what_this_host_is(blockctl: Blockctl) -> None:
    properties = shown(blockctl, "connector", "show")
    assert properties["host"] == socket.gethostname()
    assert properties["multipath"] is False
    done = blockctl("connector", "show")
    assert done.stderr == ""


def test_the_size_is_the_device_s_own_after_an_extend(blockctl: Blockctl, volume: Factory) -> None:
    name = volume()
    device = attached(blockctl, name)
    blockctl("volume", "set", "--size", "2", "--wait", name)
    [row] = [row for row in rows(blockctl) if row["Device"] == device]
    assert row["Size"] == 2
    assert shown(blockctl, "local", "attach", name)["size"] == 2
    blockctl("local", "detach", name)


def test_this_host_is_presented_as_chosen(blockctl: Blockctl) -> None:
    chosen = shown(blockctl, "connector", "show", "--nic", "lo", "--host", "rack-7")
    assert (chosen["ip"], chosen["host"]) == ("127.0.0.1", "rack-7")
    for wrong, why in (
        (["--nic", "nowhere0"], "no network interface 'nowhere0'"),
        (["--nic", "lo", "--ip", "192.0.2.1"], "exclude each other"),
        (["--enforce-multipath"], "only for --multipath"),
    ):
        done = blockctl("connector", "show", *wrong, check=False)
        assert done.returncode == 2
        assert why in done.stderr


def test_the_paths_of_an_attached_volume(blockctl: Blockctl, volume: Factory) -> None:
    name = volume()
    device = attached(blockctl, name, "--multipath", "--ip", "192.0.2.1")
    assert shown(blockctl, "local", "path", "list", name) == [{"Path": device}]
    assert shown(blockctl, "local", "path", "list", device) == [{"Path": device}]
    blockctl("local", "detach", name)
    gone = blockctl("local", "path", "list", name, check=False)
    assert gone.returncode == 3
    assert "not attached to this host" in gone.stderr


def test_the_paths_of_a_transport(blockctl: Blockctl) -> None:
    assert shown(blockctl, "local", "path", "list", "--protocol", "local") == []
    unknown = blockctl("local", "path", "list", "--protocol", "pigeon", check=False)
    assert unknown.returncode == 8
    assert "PIGEON" in unknown.stderr


def test_list_without_a_ledger_is_empty(blockctl: Blockctl, tmp_path: Path) -> None:
    env = {"BLOCKCTL_STATE_DIR": str(tmp_path / "none")}
    assert blockctl("local", "list", "-f", "json", env=env).stdout == "[]\n"
    assert not (tmp_path / "none").exists()


def is_read_only(device: str) -> bool:
    with open(device, "rb") as file:
        return fcntl.ioctl(file, BLKROGET, bytes(4)) != bytes(4)


def api(blockctl: Blockctl, method: str, path: str, body: Any = None) -> Any:
    """One request to the service that no code of ours makes."""
    import http.client
    from urllib.parse import urlsplit

    service = json.loads((blockctl.folder / "state/standalone/service.json").read_text())
    url = urlsplit(service["endpoint"])
    connection = http.client.HTTPConnection("127.0.0.1", url.port, timeout=60)
    headers = {
        "X-Auth-Token": service["token"],
        "OpenStack-API-Version": "volume 3.66",
        "Content-Type": "application/json",
    }
    connection.request(method, url.path + path, json.dumps(body) if body else None, headers)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    assert answer.status < 300, text
    return json.loads(text) if text else None
