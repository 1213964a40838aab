"""Start the server process, and end it, and never another that has got its number."""

import importlib.util
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping

from blockctl.errors import BlockctlError, Conflict, NotAllowed
from blockctl.standalone.folder import Folder
from blockctl.standalone.record import Service

# All else stays behind: the environment of whoever types `up` may hold passwords.
_PASSED_ON = ("HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")


def require_cinder() -> None:
    """Raises BlockctlError when Cinder is not installed beside blockctl."""
    if importlib.util.find_spec("cinder") is None:
        raise BlockctlError(
            "The standalone service needs Cinder, which is not installed.",
            "Install it with: pip install 'blockctl[standalone]'",
        )


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


def start(folder: Folder, port: int) -> "subprocess.Popen[bytes]":
    """Start the server in a session of its own; what it prints goes to its log.

    Raises OSError when the log cannot be opened.
    """
    command = [sys.executable, "-P", "-W", "ignore", "-m", "blockctl.standalone.server"]
    log = os.open(folder.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        return subprocess.Popen(
            [*command, str(folder.root), str(port)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=_environment(os.environ),
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
