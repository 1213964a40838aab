"""The process of the standalone service: ``python -m blockctl.standalone.server FOLDER PORT``.

Cinder's API, scheduler, volume and backup services with native threads, messaging inside the
process, and SQLite. Cinder is imported in here only, after its threading is chosen.
"""

import importlib.metadata
import logging
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from blockctl.errors import BlockctlError, Conflict
from blockctl.standalone import access, database, record, secret, settings
from blockctl.standalone.folder import Folder, prepare, write_private
from blockctl.standalone.locking import try_lock

# How long running operations may go on after SIGTERM; what is left is put right at the next start.
GRACE_SECONDS = 8.0

# Both warn on every use of the key manager that settings.py chose on purpose.
_QUIET = ["castellan.key_manager=ERROR", "stevedore.named=ERROR"]


def main(arguments: list[str]) -> int:
    """Run until SIGTERM or SIGINT; errors go to stderr, which is the service's log."""
    folder, port = Folder(Path(arguments[0])), int(arguments[1])
    os.umask(0o077)
    stop = threading.Event()
    # From the first moment: a kill in the middle of a schema migration would cut it in two.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        run(folder, port, stop)
    except BlockctlError as error:
        sys.stderr.write(f"{error.message}\n")
        return 1
    return 0


def run(folder: Folder, port: int, stop: threading.Event) -> None:
    """Serve on ``port`` until ``stop`` is set.

    Raises Conflict when another server uses the folder, BlockctlError when a part cannot start.
    """
    prepare(folder)
    lock = try_lock(folder.server_lock)
    if lock is None:
        raise Conflict(f"Another standalone service uses {folder.root}.")
    secrets = secret.keep(folder)
    _write_configuration(folder, secrets.volume_key)
    _write_record(folder, port, secrets.token)
    if stop.is_set():
        return

    configuration = _load_cinder(folder)
    services = _start_services(configuration)
    http = _start_api(configuration, folder, port, secrets.token)
    stop.wait()
    http.server_close()
    _stop_services(services)


def _write_configuration(folder: Folder, volume_key: str) -> None:
    expose = "loop" if os.geteuid() == 0 else "file"
    sections = settings.sections(folder, _api_files(), volume_key, expose)
    write_private(folder.config, settings.text_of(sections))


def _api_files() -> Path:
    """The folder that Cinder's distribution put its API's configuration files into."""
    for file in importlib.metadata.files("cinder") or []:
        if file.parts[-3:] == ("etc", "cinder", "api-paste.ini"):
            return Path(str(file.locate())).resolve().parent
    raise BlockctlError("The installed Cinder has no api-paste.ini; install it again.")


def _write_record(folder: Folder, port: int, token: str) -> None:
    started = record.start_time(os.getpid())
    assert started is not None  # we live
    service = record.Service(
        endpoint=f"http://127.0.0.1:{port}/v3/{settings.PROJECT}",
        token=token,
        pid=os.getpid(),
        started=started,
        boot=record.boot_id(),
        port=port,
        version=importlib.metadata.version("cinder"),
    )
    write_private(folder.root / record.NAME, record.as_text(service))


def _load_cinder(folder: Folder) -> Any:
    """Import and configure Cinder, in the order that it needs; returns its configuration."""
    # It warns, at each import, that native threads are new; that choice is ours.
    logging.getLogger("cinder.monkey_patch").setLevel(logging.ERROR)
    from cinder import monkey_patch

    monkey_patch.patch("threading")

    import os_brick
    from cinder import coordination, objects, rpc, version
    from cinder.cmd import backup, volume  # noqa: F401  (they register options)
    from cinder.common import config
    from cinder.db import migration
    from oslo_config import cfg
    from oslo_log import log

    from blockctl.standalone import overrides

    objects.register_all()
    cfg.CONF(
        ["--config-file", str(folder.config)],
        project="cinder",
        version=version.version_string(),
        # Another Cinder's /etc/cinder/cinder.conf.d is not meant for this one.
        default_config_dirs=[],
    )
    config.set_middleware_defaults()
    log.set_defaults(default_log_levels=[*log.get_default_log_levels(), *_QUIET])
    log.setup(cfg.CONF, "cinder")
    os_brick.setup(cfg.CONF)
    overrides.apply()
    database.migrate(folder.database, migration.db_sync)
    coordination.COORDINATOR.start()
    rpc.init(cfg.CONF)
    return cfg.CONF


def _start_services(configuration: Any) -> list[Any]:
    from cinder import service, utils
    from cinder.cmd.volume import host_opt

    semaphore = utils.semaphore_factory(configuration.backup_max_operations, 1)
    configuration.register_opt(host_opt, group=settings.BACKEND)
    wanted: list[dict[str, Any]] = [
        {
            "binary": "cinder-volume",
            "host": f"{configuration.host}@{settings.BACKEND}",
            "service_name": settings.BACKEND,
            "coordination": True,
        },
        {"binary": "cinder-scheduler"},
        {
            "binary": "cinder-backup",
            "service_name": "backup",
            "coordination": True,
            "process_number": 1,
            "semaphore": semaphore,
        },
    ]
    services = []
    for options in wanted:
        started = service.Service.create(**options)
        started.start()
        if not started.manager.is_working():
            raise SystemExit(1)  # Cinder has logged why
        # Without this a service counts as down until its first heartbeat, or as up by an old one.
        started.report_state()
        services.append(started)
    return services


def _start_api(configuration: Any, folder: Folder, port: int, token: str) -> Any:
    from oslo_service import wsgi
    from paste import httpserver

    application = wsgi.Loader(configuration).load_app("osapi_volume")
    application = access.drained(access.guarded(application, token, port))
    httpserver.WSGIHandler.disable_nagle_algorithm = True
    try:
        http = httpserver.serve(
            access.logged(application, folder.access_log),
            host="127.0.0.1",
            port=port,
            protocol_version="HTTP/1.1",
            start_loop=False,
            use_threadpool=False,
            daemon_threads=True,
            socket_timeout=75,
            request_queue_size=128,
        )
    except OSError as refused:
        raise Conflict(f"Port {port} on 127.0.0.1 cannot be used: {refused.strerror}.") from refused
    threading.Thread(target=http.serve_forever, name="api", daemon=True).start()
    return http


def _stop_services(services: list[Any]) -> None:
    """Take no more work and end when what runs is done, or after GRACE_SECONDS."""

    def finish() -> None:
        for service in reversed(services):
            service.stop()
        for service in services:
            service.wait()

    finishing = threading.Thread(target=finish, name="finish", daemon=True)
    finishing.start()
    finishing.join(GRACE_SECONDS)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stderr.flush()
    # Cinder's timers and the threads of what did not finish would keep the interpreter alive.
    os._exit(code)
