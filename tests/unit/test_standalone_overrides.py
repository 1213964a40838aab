"""Each override: that this Cinder still needs it, and that it does what it is for.

A test named ``needed_…`` fails once a newer Cinder no longer needs the override: remove it then.
"""

import errno
import inspect
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("cinder")

import cinder.privsep
import oslo_messaging
import sqlalchemy
from cinder import context, exception, objects, rpc, service, utils
from cinder.compute import nova
from cinder.db import api as db_api
from cinder.image import image_utils
from cinder.message import message_field
from cinder.objects import cleanable
from os_brick import privileged
from oslo_concurrency import processutils
from oslo_config import cfg
from oslo_db.sqlalchemy import enginefacade

from blockctl.standalone import overrides

cfg.CONF([], project="cinder", default_config_files=[], default_config_dirs=[])

PRIVSEP = (cinder.privsep.sys_admin_pctxt, privileged.default)


@pytest.fixture
def per_thread() -> Any:
    """Service.service_id as the override makes it."""
    kept = service.Service.__class__
    overrides.one_service_id_a_thread()
    yield
    service.Service.__class__ = kept


def test_needed_service_id_is_one_for_all_services() -> None:
    assert "service_id" in vars(service.Service)
    assert "service.Service.service_id" in inspect.getsource(
        cleanable.CinderCleanableObject.set_worker
    )


def test_each_thread_has_its_own_service_id(per_thread: None) -> None:
    service.Service.service_id = 1
    seen: list[int | None] = []

    def other() -> None:
        seen.append(service.Service.service_id)
        service.Service.service_id = 2
        seen.append(service.Service.service_id)

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert seen == [None, 2]
    assert service.Service.service_id == 1


def test_needed_rpc_work_does_not_know_its_service() -> None:
    assert "service_id" not in inspect.getsource(rpc)


def test_rpc_work_runs_under_the_service_of_its_server(
    per_thread: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects.register_all()
    transport = oslo_messaging.get_rpc_transport(cfg.CONF, "fake://")
    monkeypatch.setattr(rpc, "TRANSPORT", transport)
    monkeypatch.setattr(rpc, "get_server", rpc.get_server)
    overrides.tag_work_with_its_service()

    class Endpoint:
        def whoami(self, _context: Any) -> int | None:
            found: int | None = service.Service.service_id
            return found

    servers = []
    for number in (1, 2):
        service.Service.service_id = number
        target = oslo_messaging.Target(topic=f"topic-{number}", server="here")
        servers.append(rpc.get_server(target, [Endpoint()]))
        servers[-1].start()
    try:
        answers = [
            rpc.get_client(oslo_messaging.Target(topic=f"topic-{number}")).call(
                context.get_admin_context(), "whoami"
            )
            for number in (1, 2, 1)
        ]
        assert answers == [1, 2, 1]
    finally:
        for server in servers:
            server.stop()
            server.wait()


def test_needed_heartbeat_takes_the_id_of_the_class() -> None:
    assert "Service.service_id" in inspect.getsource(service.Service.report_state)


def test_heartbeat_is_made_under_its_own_id(
    per_thread: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats: list[int | None] = []
    monkeypatch.setattr(
        service.Service, "report_state", lambda self: beats.append(service.Service.service_id)
    )
    overrides.heartbeat_as_itself()
    service.Service.service_id = 9
    for number in (1, 2):
        service.Service.report_state(SimpleNamespace(origin_service_id=number))
    assert beats == [1, 2]


def test_needed_privileged_calls_go_to_a_daemon() -> None:
    assert [each.client_mode for each in PRIVSEP] == [True, True]


def test_privileged_calls_stay_in_the_process() -> None:
    try:
        overrides.privileged_calls_in_process()
        assert [each.client_mode for each in PRIVSEP] == [False, False]
    finally:
        for each in PRIVSEP:
            each.set_client_mode(True)


def ask_nova() -> None:
    nova.API.get_server_volume(context.get_admin_context(), "server", "volume")


def test_needed_asking_an_absent_nova_is_an_error() -> None:
    with pytest.raises(Exception) as failure:  # noqa: PT011 - any but NotFound
        ask_nova()
    assert not isinstance(failure.value, nova.API.NotFound)


def test_an_absent_nova_holds_no_volume(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nova.API, "get_server_volume", nova.API.get_server_volume)
    overrides.nova_is_absent()
    with pytest.raises(nova.API.NotFound):
        ask_nova()


def test_needed_images_are_read_through_eventlet() -> None:
    assert image_utils.tpool.__name__ == "eventlet.tpool"
    assert "tpool.Proxy(image_file)" in inspect.getsource(image_utils.fetch)


def test_images_are_read_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_utils, "tpool", image_utils.tpool)
    overrides.image_files_without_eventlet()
    wrapped = object()
    assert image_utils.tpool.Proxy(wrapped, autowrap=()) is wrapped
    assert image_utils.tpool.execute(max, 1, 2) == 2


def test_needed_root_helper_is_sudo() -> None:
    assert utils.get_root_helper().startswith("sudo ")
    source = inspect.getsource(utils.execute)
    assert "get_root_helper()" in source


def test_commands_run_as_ourselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(utils, "get_root_helper", utils.get_root_helper)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)  # else oslo runs no helper at all
    overrides.root_helper_is_not_needed()
    assert utils.execute("id", "-u", run_as_root=True)[0].strip() == str(os.getuid())


def test_needed_post_of_an_attachment_hides_what_is_invalid() -> None:
    """``InvalidInput`` is what the manager makes of a driver's refusal."""
    objects.register_all()
    from cinder.volume import manager

    refusal = inspect.getsource(manager.VolumeManager._connection_create)
    assert "exception.InvalidInput(reason=str(err))" in refusal
    # Read, as importing the controllers takes more of Cinder than the tests have set up.
    controller = Path(cinder.__file__).with_name("api") / "v3" / "attachments.py"
    assert "exception.InvalidVolume):" in controller.read_text()
    assert not issubclass(exception.InvalidInput, exception.InvalidVolume)


def test_a_refused_connector_is_about_the_volume(monkeypatch: pytest.MonkeyPatch) -> None:
    objects.register_all()
    from cinder.volume import api

    def refuse(*_args: Any, **_options: Any) -> None:
        raise exception.InvalidInput(reason="wrong host")

    monkeypatch.setattr(api.API, "attachment_create", refuse)
    overrides.wrong_connector_is_a_bad_request()
    with pytest.raises(exception.InvalidVolume, match="wrong host"):
        api.API.attachment_create(object(), object(), object())


def test_needed_a_full_disk_is_an_unknown_error() -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    assert message_field.translate_detail_id(full, None) == message_field.Detail.UNKNOWN_ERROR[0]


def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_field.Detail, "ALL", message_field.Detail.ALL)
    monkeypatch.setattr(message_field, "translate_detail_id", message_field.translate_detail_id)
    overrides.reasons_of_this_host_have_messages()
    detail = message_field.Detail.SNAPSHOT_CREATE_ERROR
    told = message_field.translate_detail_id
    assert told(None, detail) == detail[0]
    assert told(OSError(errno.EIO, ""), detail) == detail[0]
    failure = exception.VolumeBackendAPIException(data="x")
    failure.__cause__ = OSError(errno.ENOSPC, "")
    assert told(failure, detail) == overrides.DISK_FULL[0]
    try:
        raise failure
    except exception.VolumeBackendAPIException:
        handled = told(None, detail)
    assert handled == overrides.DISK_FULL[0]
    assert message_field.translate_detail(overrides.DISK_FULL[0]) == overrides.DISK_FULL[1]


def test_a_missing_qemu_img_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_field.Detail, "ALL", message_field.Detail.ALL)
    monkeypatch.setattr(message_field, "translate_detail_id", message_field.translate_detail_id)
    monkeypatch.setenv("PATH", "/nowhere")
    overrides.reasons_of_this_host_have_messages()
    with pytest.raises(processutils.ProcessExecutionError) as missing:
        processutils.execute("/usr/bin/env", "qemu-img", "info", "x")
    assert message_field.translate_detail_id(missing.value, None) == overrides.NO_QEMU_IMG[0]


def test_needed_a_failed_copy_has_no_message() -> None:
    objects.register_all()
    from cinder.volume.flows.manager.create_volume import CreateVolumeFromSpecTask as Task

    for create in (Task._create_from_source_volume, Task._create_from_snapshot):
        assert "message" not in inspect.getsource(create)


@pytest.mark.parametrize("source", ["source_volume", "snapshot", "image"])
def test_a_failed_copy_leaves_a_message(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    objects.register_all()
    from cinder.volume.flows.manager.create_volume import CreateVolumeFromSpecTask as Task

    failure = OSError(errno.EIO, "broken")

    def fail(*_args: Any, **_options: Any) -> None:
        raise failure

    for name in ("_create_from_source_volume", "_create_from_snapshot", "_create_from_image"):
        monkeypatch.setattr(Task, name, fail)
    overrides.failed_copies_have_a_message()
    told: list[dict[str, Any]] = []
    task = SimpleNamespace(
        message=SimpleNamespace(create=lambda _context, _action, **given: told.append(given))
    )
    with pytest.raises(OSError, match="broken"):
        getattr(Task, f"_create_from_{source}")(task, None, SimpleNamespace(id="v"))
    assert [(each["resource_uuid"], each["exception"]) for each in told] == [("v", failure)]


def write_at_once(path: Path, prepare: Callable[[Any], None]) -> list[Exception]:
    """Two transactions that read and then write, as Cinder's do; returns what went wrong."""
    facade = enginefacade.transaction_context()
    facade.configure(connection=f"sqlite:///{path}?timeout=20", sqlite_fk=True)
    engine = facade.writer.get_engine()
    prepare(engine)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE t (n INTEGER)"))
        connection.execute(sqlalchemy.text("INSERT INTO t VALUES (0)"))
    failures: list[Exception] = []

    def transaction() -> None:
        try:
            with engine.begin() as connection:
                connection.execute(sqlalchemy.text("SELECT n FROM t")).scalar()
                time.sleep(0.2)
                connection.execute(sqlalchemy.text("UPDATE t SET n = n + 1"))
        except Exception as failure:  # noqa: BLE001 - it is what is looked for
            failures.append(failure)

    threads = [threading.Thread(target=transaction) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        count = connection.execute(sqlalchemy.text("SELECT n FROM t")).scalar()
    assert count == 2 - len(failures)
    engine.dispose()
    return failures


def test_needed_concurrent_writers_lock_each_other_out(tmp_path: Path) -> None:
    assert "locked" in str(write_at_once(tmp_path / "db", lambda _engine: None))


def test_writers_wait_for_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def prepare(engine: Any) -> None:
        monkeypatch.setattr(db_api, "get_engine", lambda: engine)
        overrides.begin_immediate()

    assert write_at_once(tmp_path / "db", prepare) == []
