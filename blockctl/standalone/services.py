"""Cinder's scheduler, volume and backup services in this process."""

import threading
from collections.abc import Callable, Iterator
from typing import Any


class NotWorking(Exception):
    """A service of Cinder's cannot work; its log says why."""


def start(configuration: Any) -> list[Any]:
    """Start a volume service for each enabled backend, the scheduler and backup.

    Where messaging is inside the process nobody else can be at work: then what a kill left half
    done is ended. Raises NotWorking when one cannot work.
    """
    from blockctl.standalone import leftovers

    in_process = configuration.transport_url.startswith("fake:")
    deleting = leftovers.give_to_cinder(configuration.host) if in_process else []
    services = [_started(options) for options in _wanted(configuration)]
    if in_process:
        leftovers.settle(deleting, dict(_real_sizes(services)))
    return services


def stop(services: list[Any], grace: float) -> None:
    """Take no more work and end when what runs is done, or after ``grace`` seconds."""

    def finish() -> None:
        for service in reversed(services):
            service.stop()
        for service in services:
            service.wait()

    finishing = threading.Thread(target=finish, name="finish", daemon=True)
    finishing.start()
    finishing.join(grace)


def _wanted(configuration: Any) -> list[dict[str, Any]]:
    from cinder import utils
    from cinder.cmd.volume import host_opt

    wanted = []
    for backend in configuration.enabled_backends:
        configuration.register_opt(host_opt, group=backend)
        host = configuration[backend].backend_host or configuration.host
        wanted.append(
            {
                "binary": "cinder-volume",
                "host": f"{host}@{backend}",
                "service_name": backend,
                "coordination": True,
            }
        )
    semaphore = utils.semaphore_factory(configuration.backup_max_operations, 1)
    backup = {
        "binary": "cinder-backup",
        "service_name": "backup",
        "coordination": True,
        "process_number": 1,
        "semaphore": semaphore,
    }
    return [*wanted, {"binary": "cinder-scheduler"}, backup]


def _real_sizes(services: list[Any]) -> Iterator[tuple[str, Callable[[Any], int]]]:
    """For each backend of ours, what tells how large a volume's file is."""
    for service in services:
        driver: Any = getattr(service.manager, "driver", None)
        if size_of := getattr(driver, "real_size", None):
            yield service.host, size_of


def _started(options: dict[str, Any]) -> Any:
    from cinder import service

    started = service.Service.create(**options)
    started.start()
    if not started.manager.is_working():
        raise NotWorking(f"{options['binary']} does not work.")
    # Without this a service counts as down until its first heartbeat, or as up by an old one.
    started.report_state()
    return started
