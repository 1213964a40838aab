"""Start the server process, and end it, and never another that has got its number."""

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from blockctl.errors import Conflict, NotAllowed
from blockctl.standalone.folder import Folder
from blockctl.standalone.record import Service, boot_id

# All else stays behind: the environment of whoever types `up` may hold passwords.
_PASSED_ON = ("HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")
# In the environment of the server and of all that it starts: whose they are.
_MARK = "BLOCKCTL_STANDALONE"
_LAUNCH = Path(__file__).with_name("launch.py")


def require_free_port(port: int) -> None:
    """Raises Conflict when something listens on ``port``, NotAllowed when we may not."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except PermissionError as refused:
            raise NotAllowed(
                f"Only root may listen on port {port}.", "Choose one above 1023 with --port."
            ) from refused
        except OSError as refused:
            raise Conflict(
                f"Port {port} on 127.0.0.1 is held by another program.",
                "Choose another with --port.",
            ) from refused


def start(folder: Folder, port: int, python: str | None) -> "subprocess.Popen[bytes]":
    """Start the server in a session of its own; what it prints goes to its log.

    ``python`` is another interpreter than this one that has Cinder. Raises OSError when the
    log cannot be opened.
    """
    module = [str(_LAUNCH)] if python else ["-m", "blockctl.standalone.server"]
    command = [python or sys.executable, "-P", "-W", "ignore", *module]
    log = os.open(folder.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        return subprocess.Popen(
            [*command, str(folder.root), str(port)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env={**_environment(os.environ), _MARK: str(folder.root)},
            start_new_session=True,
        )
    finally:
        os.close(log)


def stop(service: Service, timeout: float) -> bool:
    """Ask the process to end, kill it after ``timeout`` seconds; return whether it ended by itself.

    The process is held by a descriptor before its start time is compared, so that the signal
    cannot reach another. Raises NotAllowed when the process is not ours to stop.
    """
    try:
        descriptor = os.pidfd_open(service.pid)
    except ProcessLookupError:
        return True
    try:
        if not service.is_running():
            return True
        signal.pidfd_send_signal(descriptor, signal.SIGTERM)
        if _has_ended(descriptor, timeout):
            return True
        signal.pidfd_send_signal(descriptor, signal.SIGKILL)
        _has_ended(descriptor, 10)
        return False
    except ProcessLookupError:
        return True
    except PermissionError as refused:
        raise NotAllowed(
            f"The standalone service (process {service.pid}) belongs to another user."
        ) from refused
    finally:
        os.close(descriptor)


def end_orphans(folder: Folder, service: Service) -> None:
    """Kill what a service that was killed had started and that runs on, such as qemu-img.

    They are in the session of the service, which no other process can have joined, and carry
    the folder's name in their environment. Nothing is done while the service runs.
    """
    if service.boot != boot_id() or service.is_running():
        return
    for pid in _processes():
        try:
            descriptor = os.pidfd_open(pid)
        except OSError:
            continue
        try:
            if os.getsid(pid) == service.pid and _is_marked(pid, folder):
                signal.pidfd_send_signal(descriptor, signal.SIGKILL)
                _has_ended(descriptor, 10)
        except OSError:
            continue  # it has ended, or is not ours to see
        finally:
            os.close(descriptor)


def _processes() -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            yield int(entry.name)


def _is_marked(pid: int, folder: Folder) -> bool:
    environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return os.fsencode(f"{_MARK}={folder.root}") in environment


def _has_ended(descriptor: int, timeout: float) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)  # readable once the process has ended: pidfd_open(2)
    return bool(poll.poll(timeout * 1000))


def _environment(env: Mapping[str, str]) -> dict[str, str]:
    passed = {name: env[name] for name in _PASSED_ON if name in env}
    # losetup is where a plain user's PATH does not look.
    passed["PATH"] = env.get("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin"
    passed["OS_CINDER_DISABLE_EVENTLET_PATCHING"] = "true"
    return passed
