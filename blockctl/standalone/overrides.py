"""What must change inside Cinder 29 so that all its services can live in one process, for one user.

One function a change, each with its reason. tests/unit/test_standalone_overrides.py holds one
test for each that fails once a newer Cinder no longer needs it. All are applied before a
service is created.
"""

import errno
import os
import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NoReturn


def apply(sqlite: bool) -> None:
    """Apply every override. Cinder's configuration must have been read.

    ``sqlite`` says whether the database is the service's own.
    """
    one_service_id_a_thread()
    tag_work_with_its_service()
    heartbeat_as_itself()
    privileged_calls_in_process()
    if os.geteuid() != 0:
        root_helper_is_not_needed()
    nova_is_absent()
    image_files_without_eventlet()
    wrong_connector_is_a_bad_request()
    failed_copies_have_a_message()
    reasons_of_this_host_have_messages()
    if sqlite:
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
    """Run what needs root here: no privsep daemon is started and no sudo is called.

    Root has the rights; for anyone else a sudo that asks for a password would hang for ever.
    """
    import cinder.privsep
    import os_brick.privileged

    cinder.privsep.sys_admin_pctxt.set_client_mode(False)
    os_brick.privileged.default.set_client_mode(False)


def root_helper_is_not_needed() -> None:
    """Run as ourselves what Cinder runs through ``sudo cinder-rootwrap``.

    Without root the volumes are plain files of this user, who may read and write them.
    """
    from cinder import utils

    utils.get_root_helper = lambda: "env"


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


def wrong_connector_is_a_bad_request() -> None:
    """Answer 400, not 500, when an attachment is made with a connector that the driver refuses.

    ``PUT /attachments/ID`` passes every ``Invalid`` on; ``POST`` only the kind about volumes.
    """
    from cinder import exception
    from cinder.volume import api

    create = api.API.attachment_create

    def attachment_create(self: Any, context: Any, volume: Any, *args: Any, **options: Any) -> Any:
        try:
            return create(self, context, volume, *args, **options)
        except exception.InvalidInput as refused:
            raise exception.InvalidVolume(reason=refused.msg) from refused

    api.API.attachment_create = attachment_create


def failed_copies_have_a_message() -> None:
    """Leave a user message when a volume cannot be made from another, a snapshot or an image.

    Cinder does so for an empty volume only, and for some reasons that an image cannot be used.
    """
    from cinder.message import message_field
    from cinder.volume.flows.manager.create_volume import CreateVolumeFromSpecTask

    def telling(create: Callable[..., Any]) -> Callable[..., Any]:
        def tell(self: Any, context: Any, volume: Any, *args: Any, **options: Any) -> Any:
            try:
                return create(self, context, volume, *args, **options)
            except Exception as failure:
                self.message.create(
                    context,
                    message_field.Action.CREATE_VOLUME_FROM_BACKEND,
                    resource_uuid=volume.id,
                    detail=message_field.Detail.DRIVER_FAILED_CREATE,
                    exception=failure,
                )
                raise

        return tell

    for name in ("_create_from_source_volume", "_create_from_snapshot", "_create_from_image"):
        setattr(CreateVolumeFromSpecTask, name, telling(getattr(CreateVolumeFromSpecTask, name)))


# Details of user messages as message_field.Detail has them; Cinder's own numbers have no letter.
DISK_FULL = ("B01", "The disk is full; free some space on it.")
NO_QEMU_IMG = ("B02", "qemu-img is needed for images and is not installed (package qemu-utils).")


def reasons_of_this_host_have_messages() -> None:
    """Name in the user messages what is wrong with this host, where Cinder says what failed.

    The one who reads them owns the host, and there is nobody else who could mend it.
    """
    from cinder.message import message_field

    message_field.Detail.ALL += (DISK_FULL, NO_QEMU_IMG)
    translate = message_field.translate_detail_id

    def translate_detail_id(failure: BaseException | None, detail: Any) -> str:
        # Some callers pass no exception, while they handle one.
        if reason := _reason_of_this_host(failure or sys.exc_info()[1]):
            return reason[0]
        found: str = translate(failure, detail)
        return found

    message_field.translate_detail_id = translate_detail_id


def _reason_of_this_host(failure: BaseException | None) -> tuple[str, str] | None:
    while failure is not None:
        if isinstance(failure, OSError) and failure.errno in (errno.ENOSPC, errno.EDQUOT):
            return DISK_FULL
        # sh(1) and env(1) exit with 127 for a command that is not there.
        if getattr(failure, "exit_code", None) == 127 and "qemu-img" in getattr(failure, "cmd", ""):
            return NO_QEMU_IMG
        failure = failure.__cause__ or failure.__context__
    return None


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
