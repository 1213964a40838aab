"""What must change inside Cinder 29 so that all its services can live in one process.

One function a change, each with its reason. tests/unit/test_standalone_overrides.py holds one
test for each that fails once a newer Cinder no longer needs it. All are applied before a
service is created.
"""

import os
import threading
from types import SimpleNamespace
from typing import Any, NoReturn


def apply() -> None:
    """Apply every override. Cinder's configuration must have been read."""
    one_service_id_a_thread()
    tag_work_with_its_service()
    heartbeat_as_itself()
    if os.geteuid() == 0:
        privileged_calls_in_process()
    nova_is_absent()
    image_files_without_eventlet()
    begin_immediate()


def one_service_id_a_thread() -> None:
    """Make ``Service.service_id`` a value of the thread rather than of the class.

    Cinder notes the id of "the" service on the class, and takes it from there for the rows
    that tell who must clean up after a crash. With several services in a process, all would
    be the one created last, and the clean-up of the others would be lost.
    """
    from cinder import service

    of_thread = threading.local()

    class PerThread(type(service.Service)):  # type: ignore[misc]
        @property
        def service_id(cls) -> int | None:
            return getattr(of_thread, "service_id", None)

        @service_id.setter
        def service_id(cls, value: int | None) -> None:
            of_thread.service_id = value

    service.Service.__class__ = PerThread


def tag_work_with_its_service() -> None:
    """Let each RPC server's threads work under the id of the service that made the server.

    ``Service.start`` sets ``Service.service_id`` and then makes its RPC servers; the context
    of a message is deserialized in the thread that will do the work.
    """
    from cinder import rpc, service

    make_server = rpc.get_server

    class Tagging(rpc.RequestContextSerializer):  # type: ignore[misc]
        owner: int | None = None

        def deserialize_context(self, context: Any) -> Any:
            service.Service.service_id = self.owner
            return super().deserialize_context(context)

    def get_server(target: Any, endpoints: Any, serializer: Any = None) -> Any:
        server = make_server(target, endpoints, serializer)
        tagging = Tagging(serializer)
        tagging.owner = service.Service.service_id
        server.dispatcher.serializer = tagging
        return server

    rpc.get_server = get_server


def heartbeat_as_itself() -> None:
    """Let each service's heartbeat, which runs in a timer's thread, update its own row.

    It takes the row from ``Service.service_id``, which no one has set in that thread.
    """
    from cinder import service

    report = service.Service.report_state

    def report_state(self: Any) -> None:
        service.Service.service_id = self.origin_service_id
        report(self)

    service.Service.report_state = report_state


def privileged_calls_in_process() -> None:
    """As root, run what needs root here: no privsep daemon is started and no sudo is called."""
    import cinder.privsep
    import os_brick.privileged

    cinder.privsep.sys_admin_pctxt.set_client_mode(False)
    os_brick.privileged.default.set_client_mode(False)


def nova_is_absent() -> None:
    """Answer NotFound for Nova, which means "no such server, go on".

    Deleting an attachment that names a server asks Nova first (CVE-2023-2088) and fails with
    500 where there is no Nova to ask; here there is none, so no server can hold a volume.
    """
    from cinder.compute import nova

    def get_server_volume(context: Any, server_id: str, volume_id: str) -> NoReturn:
        raise nova.API.NotFound(404)

    nova.API.get_server_volume = staticmethod(get_server_volume)


def image_files_without_eventlet() -> None:
    """Hand image files over as they are, not wrapped in eventlet's thread pool.

    ``image_utils`` wraps them whatever the threading backend; with native threads the download
    then waits forever for a thread of eventlet's and the volume stays in ``creating``.
    """
    from cinder.image import image_utils

    image_utils.tpool = SimpleNamespace(
        Proxy=lambda wrapped, *_args, **_options: wrapped,
        execute=lambda function, *args, **options: function(*args, **options),
    )


def begin_immediate() -> None:
    """Take SQLite's write lock at the beginning of a transaction, and read on another engine.

    A plain BEGIN that reads and then writes fails at once with "database is locked" when
    another wrote in between, whatever the timeout. Readers have an engine of their own
    (``slave_connection``, the same file) and with write-ahead logging never wait.
    """
    from cinder.db import api
    from sqlalchemy import event

    api.main_context_manager.configure(synchronous_reader=False)

    def immediate(
        _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
    ) -> tuple[str, Any]:
        return ("BEGIN IMMEDIATE" if statement == "BEGIN" else statement), parameters

    event.listen(api.get_engine(), "before_cursor_execute", immediate, retval=True)
