"""The process of the standalone service: ``python -m blockctl.standalone.server FOLDER PORT``.

Cinder's API, scheduler, volume and backup services with native threads, messaging inside the
process, and SQLite. Cinder is imported in here only, after its threading is chosen.
"""

import contextlib
import importlib.metadata
import logging
import os
import signal
import sqlite3
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

from blockctl.errors import BlockctlError, Conflict
from blockctl.standalone import access, choices, database, record, secret, services, settings
from blockctl.standalone.choices import Choices
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
    except services.NotWorking as error:
        # The log has the reason already, and the last line of level ERROR is what is told.
        logging.getLogger(__name__).info("%s", error)
    except Exception:  # noqa: BLE001 - the process must end, whatever threads Cinder has started
        traceback.print_exc()
    else:
        return 0
    return 1


def run(folder: Folder, port: int, stop: threading.Event) -> None:
    """Serve on ``port`` until ``stop`` is set.

    Raises Conflict when another server uses the folder, BlockctlError when a part cannot start.
    """
    prepare(folder)
    lock = try_lock(folder.server_lock)
    if lock is None:
        raise Conflict(f"Another standalone service uses {folder.root}.")
    secrets, chosen = secret.keep(folder), choices.read(folder)
    _write_configuration(folder, chosen, secrets.volume_key)
    _write_record(folder, port, secrets.token)
    if stop.is_set():
        return

    configuration = _load_cinder(folder, chosen)
    reserve = _open_database(folder)
    _connect(configuration)
    in_process = configuration.transport_url.startswith("fake:")
    running = services.start(configuration, in_process)
    http = _start_api(configuration, folder, port, secrets.token)
    stop.wait()
    http.server_close()
    services.stop(running, GRACE_SECONDS)
    reserve.close()


def _write_configuration(folder: Folder, chosen: Choices, volume_key: str) -> None:
    backends = choices.backends(chosen, folder)
    expose = "loop" if os.geteuid() == 0 else "file"
    sections = settings.sections(folder, backends, _api_files(), volume_key, expose)
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


def _load_cinder(folder: Folder, chosen: Choices) -> Any:
    """Import and configure Cinder, in the order that it needs; returns its configuration."""
    # It warns, at each import, that native threads are new; that choice is ours.
    logging.getLogger("cinder.monkey_patch").setLevel(logging.ERROR)
    from cinder import monkey_patch

    monkey_patch.patch("threading")

    import os_brick
    from cinder import objects
    from cinder.cmd import backup, volume  # noqa: F401  (they register options)
    from oslo_config import cfg
    from oslo_log import log

    from blockctl.standalone import configuration, overrides

    objects.register_all()
    configuration.load(folder, chosen)
    log.set_defaults(default_log_levels=[*log.get_default_log_levels(), *_QUIET])
    log.setup(cfg.CONF, "cinder")
    os_brick.setup(cfg.CONF)
    overrides.apply(sqlite=configuration.keeps_database(folder))
    return cfg.CONF


def _open_database(folder: Folder) -> contextlib.ExitStack | sqlite3.Connection:
    """Bring the database to Cinder's schema; what is returned is kept open to the end."""
    from cinder.db import migration

    from blockctl.standalone import configuration

    if not configuration.keeps_database(folder):
        migration.db_sync()
        return contextlib.ExitStack()
    try:
        database.migrate(folder.database, migration.db_sync)
        return database.reserve(folder.database)
    except sqlite3.Error as failure:
        raise BlockctlError(f"{folder.database} cannot be used: {failure}.") from failure


def _connect(configuration: Any) -> None:
    from cinder import coordination, rpc

    coordination.COORDINATOR.start()
    rpc.init(configuration)


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


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stderr.flush()
    # Cinder's timers and the threads of what did not finish would keep the interpreter alive.
    os._exit(code)
