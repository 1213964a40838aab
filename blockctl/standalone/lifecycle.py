"""Bring the standalone service up and down."""

import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from blockctl.errors import Conflict, TimedOut, Unreachable
from blockctl.standalone import choices, environment, logs, probe, process, record
from blockctl.standalone.folder import Folder, prepare, unusable
from blockctl.standalone.locking import locked
from blockctl.standalone.record import DEFAULT_PORT, Service

# The server gives running operations 8 seconds; this is for one that never became ready.
_STOP_AFTER_FAILURE = 12.0

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Wishes:
    """What an ``up`` is asked for beyond what earlier ones were.

    ``port`` None means the default, or whatever port a running service has. ``config`` and
    ``python`` are absolute paths: None leaves what was chosen before, "" takes it back.
    """

    port: int | None = None
    backends: Sequence[str] = field(default_factory=tuple)
    config: str | None = None
    python: str | None = None


@dataclass(frozen=True)
class Started:
    """The service, and whether this call started it (else it was up already)."""

    service: Service
    by_us: bool


def up(folder: Folder, wishes: Wishes, timeout: float, tell: Tell) -> Started:
    """Have the service running and ready, within ``timeout`` seconds; ``tell`` hears each stage.

    Raises Conflict for a port that is held, or for wishes that the running service was not
    started with; TimedOut; Unreachable when the service ends or fails while starting; BadUsage
    for wishes that make no sense; and what folder.prepare raises. Whatever ends a start, also
    an interrupt, ends the process that it started.
    """
    deadline = time.monotonic() + timeout
    if wishes.config:
        environment.require_configuration(Path(wishes.config))
    prepare(folder)
    with locked(folder.up_lock, deadline, lambda: tell("Another `standalone up` is at work")):
        service = record.read(folder.root)
        if service and service.is_running():
            _refuse_other_wishes(folder, service, wishes)
            _wait_until_ready(folder, service, None, deadline, lambda _stage: None)
            return Started(service, by_us=False)
        before, chosen = choices.read(folder), _choose(folder, wishes)
        version = environment.require_cinder(chosen.python)
        choices.require_backends(before, folder)
        port = wishes.port or DEFAULT_PORT
        process.require_free_port(port)
        _forget(folder, service)
        tell(f"Starting a volume service on 127.0.0.1:{port}")
        if not version.startswith(f"{environment.PROVED}."):
            tell(f"This Cinder is {version}; the service was proved with {environment.PROVED}")
        with choices.kept_if_done(folder, before, chosen):
            return Started(_start(folder, port, chosen.python, deadline, tell), by_us=True)


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
    _forget(folder, service)
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


def _choose(folder: Folder, wishes: Wishes) -> choices.Choices:
    chosen = choices.with_backends(folder, choices.read(folder), wishes.backends)
    if wishes.config is not None:
        chosen = replace(chosen, config=wishes.config or None)
    if wishes.python is not None:
        chosen = replace(chosen, python=wishes.python or None)
    return chosen


def _forget(folder: Folder, service: Service | None) -> None:
    if service:
        process.end_orphans(folder, service)
    record.remove(folder.root)


def _start(folder: Folder, port: int, python: str | None, deadline: float, tell: Tell) -> Service:
    log_start = folder.log.stat().st_size if folder.log.exists() else 0
    try:
        server = process.start(folder, port, python)
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
        if states and "up" in states.get("cinder-volume", {}).values():
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


def _refuse_other_wishes(folder: Folder, service: Service, wishes: Wishes) -> None:
    stop = "Stop it first with: blockctl standalone down"
    if wishes.port not in (None, service.port):
        raise Conflict(
            f"The standalone service is up already, on port {service.port} "
            f"rather than {wishes.port}.",
            stop,
        )
    if _choose(folder, wishes) != choices.read(folder):
        raise Conflict("The standalone service is up already, without what is asked for.", stop)
