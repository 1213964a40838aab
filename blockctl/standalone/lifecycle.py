"""Bring the standalone service up and down."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from blockctl.errors import Conflict, TimedOut, Unreachable
from blockctl.standalone import logs, probe, process, record
from blockctl.standalone.folder import Folder, prepare, unusable
from blockctl.standalone.locking import locked
from blockctl.standalone.record import Service

DEFAULT_PORT = 8776

# The server gives running operations 8 seconds; this is for one that never became ready.
_STOP_AFTER_FAILURE = 12.0

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Started:
    """The service, and whether this call started it (else it was up already)."""

    service: Service
    by_us: bool


def up(folder: Folder, port: int | None, timeout: float, tell: Tell) -> Started:
    """Have the service running and ready, within ``timeout`` seconds; ``tell`` hears each stage.

    ``port`` None means the default, or whatever port a running service has. Raises Conflict
    for a port that is held or differs from the running service's, TimedOut, Unreachable when
    the service ends or fails while starting, and what folder.prepare raises. Whatever ends a
    start, also an interrupt, ends the process that it started.
    """
    deadline = time.monotonic() + timeout
    process.require_cinder()
    prepare(folder)
    with locked(folder.up_lock, deadline, lambda: tell("Another `standalone up` is at work")):
        service = record.read(folder.root)
        if service and service.is_running():
            _refuse_other_port(service, port)
            _wait_until_ready(folder, service, None, deadline, lambda _stage: None)
            return Started(service, by_us=False)
        record.remove(folder.root)
        port = port or DEFAULT_PORT
        process.require_free_port(port)
        tell(f"Starting a volume service on 127.0.0.1:{port}")
        return Started(_start(folder, port, deadline, tell), by_us=True)


def down(folder: Folder, timeout: float) -> bool | None:
    """End the service and keep all data; None when it was not running.

    It has ``timeout`` seconds to finish what it does, then it is killed: True when it ended
    by itself, False when it was killed. Attached volumes keep their loop devices.
    """
    service = record.read(folder.root)
    if service is None:
        return None
    was_running = service.is_running()
    by_itself = process.stop(service, timeout)
    record.remove(folder.root)
    return by_itself if was_running else None


def running(folder: Folder) -> Service:
    """The running service. Raises Unreachable when there is none."""
    service = record.read(folder.root)
    if service is None or not service.is_running():
        ended = "is not running" if service is None else "has ended without being stopped"
        raise Unreachable(
            f"The standalone service of {folder.root} {ended}.",
            "Start it with: blockctl standalone up",
        )
    return service


def _start(folder: Folder, port: int, deadline: float, tell: Tell) -> Service:
    log_start = folder.log.stat().st_size if folder.log.exists() else 0
    try:
        server = process.start(folder, port)
    except OSError as refused:
        raise unusable(folder.root, refused) from refused
    ready = False
    try:
        service = _wait_for_record(folder, server, log_start, deadline)
        _wait_until_ready(folder, service, (server, log_start), deadline, tell)
        ready = True
        return service
    finally:
        if not ready:
            _end(server)
            record.remove(folder.root)


def _wait_for_record(
    folder: Folder, server: "subprocess.Popen[bytes]", log_start: int, deadline: float
) -> Service:
    while True:
        service = record.read(folder.root)
        if service and service.pid == server.pid:
            return service
        _refuse_ended(folder, server, log_start)
        _pause(deadline, folder.log)


def _wait_until_ready(
    folder: Folder,
    service: Service,
    started: tuple["subprocess.Popen[bytes]", int] | None,
    deadline: float,
    tell: Tell,
) -> None:
    answered = False
    while True:
        try:
            states = probe.services(service)
        except Unreachable:
            states = None
        if states is not None and not answered:
            answered = True
            tell("API up")
        if states and states.get("cinder-volume") == "up":
            tell("volume service up")
            return
        if started:
            _refuse_ended(folder, *started)
        _pause(deadline, folder.log)


def _refuse_ended(folder: Folder, server: "subprocess.Popen[bytes]", log_start: int) -> None:
    if server.poll() is None:
        return
    reason = logs.reason_for_end(folder.log, log_start) or f"exit status {server.returncode}"
    raise Unreachable(
        f"The standalone service ended while it was starting: {reason.rstrip('.')}.",
        f"Its log is {folder.log}.",
    )


def _pause(deadline: float, log: Path) -> None:
    if time.monotonic() > deadline:
        raise TimedOut(
            "The standalone service did not become ready in time.",
            f"Give it longer with --timeout, or see its log, {log}.",
        )
    time.sleep(0.05)


def _end(server: "subprocess.Popen[bytes]") -> None:
    server.terminate()
    try:
        server.wait(_STOP_AFTER_FAILURE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _refuse_other_port(service: Service, port: int | None) -> None:
    if port not in (None, service.port):
        raise Conflict(
            f"The standalone service is up already, on port {service.port} rather than {port}.",
            "Stop it first with: blockctl standalone down",
        )
