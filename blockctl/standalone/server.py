"""The process of the standalone service: ``python -m blockctl.standalone.server FOLDER PORT``.

Cinder's API, scheduler, volume and backup services with native threads, messaging inside the
process, and SQLite.
"""

import importlib.metadata
import logging
import os
import signal
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

from blockctl.errors import BlockctlError, Conflict
from blockctl.standalone import access, choices, record, secret, services, settings
from blockctl.standalone.bootstrap import Cinder, prepare_cinder
from blockctl.standalone.folder import Folder, prepare, write_private
from blockctl.standalone.locking import try_lock

# How long running operations may go on after SIGTERM; what is left is put right at the next start.
GRACE_SECONDS = 8.0


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
    _write_record(folder, port, secrets.token)
    if stop.is_set():
        return

    cinder = prepare_cinder(folder, chosen, secrets.volume_key)
    with cinder.reserve:
        running = services.start(cinder.configuration)
        http = _start_api(cinder, folder, port, secrets.token)
        stop.wait()
        http.server_close()
        services.stop(running, GRACE_SECONDS)


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


def _start_api(cinder: Cinder, folder: Folder, port: int, token: str) -> Any:
    from paste import httpserver

    application = access.drained(access.guarded(cinder.application(), token, port))
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
