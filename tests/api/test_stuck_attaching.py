"""Stuck in attaching: each cause is brought about on a real Cinder, diagnosed and repaired."""

import uuid

from tests.api.rig.scene import ELSEWHERE, FAR, Scene, proves
from tests.api.standalone_api import HERE, settled
from tests.unit.cloud_of_services import catalog, sign_in
from tests.unit.scripted_server import ScriptedServer


@proves("available-attached")
def test_a_status_overwritten_over_an_attachment(scene: Scene) -> None:
    volume = scene.volume()
    scene.attached(volume, connector=FAR)
    before = scene.digest(volume)
    scene.run("volume", "set", "--state", "available", volume)
    scene.repaired(volume, "available-attached", "in-use")
    assert scene.digest(volume) == before


@proves("host-gone")
def test_an_attachment_of_a_host_that_is_gone(scene: Scene) -> None:
    volume = scene.volume()
    scene.attached(volume, connector=FAR)
    before = scene.digest(volume)
    assert scene.diagnose(volume)["verdict"] == "healthy"
    scene.repaired(volume, "host-gone", "available", "--gone-host", ELSEWHERE)
    assert scene.digest(volume) == before


@proves("not-on-this-host")
def test_an_attachment_that_lists_this_host_which_holds_nothing(scene: Scene) -> None:
    volume = scene.volume()
    scene.attached(volume, connector={"host": HERE})
    before = scene.digest(volume)
    scene.repaired(volume, "not-on-this-host", "available")
    assert scene.digest(volume) == before


@proves("attachment-without-host")
def test_an_attachment_completed_for_no_host(scene: Scene) -> None:
    volume = scene.volume()
    scene.attached(volume)
    scene.repaired(volume, "attachment-without-host", "available")


@proves("reserved-unused")
def test_a_reservation_that_was_never_exported(scene: Scene) -> None:
    volume = scene.volume()
    scene.attach(volume)
    assert scene.diagnose(volume, patience=600)["verdict"] == "busy"
    scene.repaired(volume, "reserved-unused", "available")


@proves("attaching-unfinished")
def test_an_export_that_was_never_completed(scene: Scene) -> None:
    volume = scene.volume()
    scene.attach(volume, connector=FAR)
    scene.refused(volume, "attaching-unfinished")


# The actions os-reserve and os-begin_detaching are sent as Nova and old clients send them: an
# operation that ends there has really been cut short.
@proves("attaching-without-attachment")
def test_a_client_of_the_old_way_that_stopped_after_its_reservation(scene: Scene) -> None:
    volume = scene.volume()
    before = scene.digest(volume)
    scene.act(volume, "os-reserve")
    scene.repaired(volume, "attaching-without-attachment", "available")
    assert scene.digest(volume) == before


@proves("detaching-cut-short")
def test_a_detach_that_was_begun_elsewhere_and_never_came(scene: Scene) -> None:
    volume = scene.volume()
    scene.attached(volume, connector=FAR)
    before = scene.digest(volume)
    scene.act(volume, "os-begin_detaching")
    scene.repaired(volume, "detaching-cut-short", "in-use")
    assert scene.digest(volume) == before


@proves("detaching-without-attachment")
def test_a_detach_whose_attachment_is_gone(scene: Scene) -> None:
    volume = scene.volume()
    before = scene.digest(volume)
    scene.set(volume, "detaching", "Cinder ends an attachment and its status in one transaction")
    scene.repaired(volume, "detaching-without-attachment", "available")
    assert scene.digest(volume) == before


@proves("reserved-without-attachment")
def test_the_api_is_killed_between_reserving_and_writing_the_attachment(scene: Scene) -> None:
    volume = scene.volume()
    before = scene.digest(volume)
    with scene.held("volume_attach") as is_there:
        attaching = scene.run.start("volume", "attachment", "create", volume)
        is_there()
        scene.rig.kill(scene.rig.api)
    attaching.communicate()
    scene.rig.start(scene.rig.api)
    scene.repaired(volume, "reserved-without-attachment", "available")
    assert scene.digest(volume) == before


@proves("in-use-without-attachment")
def test_the_attachment_is_deleted_while_a_retype_keeps_the_old_status(scene: Scene) -> None:
    volume = scene.volume()
    before = scene.digest(volume)
    attachment = scene.attached(volume, connector=FAR)
    # A scoped key: the scheduler does not ask a backend for it, and the types differ by it.
    kind = {"name": scene.name, "extra_specs": {"test:kind": scene.name}}
    made = scene.asked("/types", volume_type=kind)
    with scene.held("retype") as is_there:
        scene.act(volume, "os-retype", new_type=made, migration_policy="never")
        is_there()
        assert scene.api("DELETE", f"/attachments/{attachment}")[0] == 200
        assert scene.status(volume) == "available"
    scene.until(volume, "in-use")
    scene.repaired(volume, "in-use-without-attachment", "available")
    assert scene.digest(volume) == before


@proves("server-gone")
def test_an_attachment_of_a_server_that_nova_deleted(scene: Scene) -> None:
    volume, server, nova = scene.volume(), str(uuid.uuid4()), scene.rig.nova
    before = scene.digest(volume)
    nova.servers[server] = "web-7"
    attachment = scene.attached(volume, instance_uuid=server, connector=FAR)
    nova.held[server, volume] = attachment
    with ScriptedServer() as keystone:
        scene.env = sign_in(keystone, scene.api.service.token)
        scene.env["OS_VOLUME_ENDPOINT_OVERRIDE"] = scene.api.service.endpoint
        catalog(keystone, compute=nova.url)
        assert scene.diagnose(volume)["verdict"] == "healthy"
        del nova.servers[server], nova.held[server, volume]
        scene.repaired(volume, "server-gone", "available")
    assert scene.digest(volume) == before


@proves("held-by-server")
def test_the_guard_of_cve_2023_2088_is_called_what_it_is(scene: Scene) -> None:
    volume, server = scene.volume(), str(uuid.uuid4())
    attachment = scene.attached(volume, instance_uuid=server, connector=FAR)
    scene.rig.nova.held[server, volume] = attachment
    refused = scene.run("volume", "attachment", "delete", attachment, check=False)
    assert refused.returncode == 5, refused.stderr
    assert f"openstack server remove volume {server} {volume}" in refused.stderr
    assert "CVE-2023-2088" in refused.stderr
    scene.act(volume, "os-begin_detaching")
    found = scene.cause(volume, "held-by-server")
    assert "ConflictNovaUsingAttachment" in found["says"]
    assert found["remedy"] == f"openstack server remove volume {server} {volume}"
    scene.refused(volume, "held-by-server")


@proves("held-without-attachment")
def test_a_device_here_whose_attachment_somebody_deleted(scene: Scene) -> None:
    volume = scene.volume()
    scene.run("local", "attach", volume)
    try:
        [listed] = scene.api("GET", f"/attachments?volume_id={volume}")[1]["attachments"]
        assert scene.api("DELETE", f"/attachments/{listed['id']}")[0] == 200
        scene.by_hand(volume, "held-without-attachment")
    finally:
        scene.run("local", "detach", "--force", volume, check=False)
    assert scene.diagnose(volume)["verdict"] == "healthy"


@proves("detaching-here")
def test_a_detach_of_what_this_host_still_has(scene: Scene) -> None:
    volume = scene.volume()
    scene.run("local", "attach", volume)
    try:
        scene.act(volume, "os-begin_detaching")
        scene.by_hand(volume, "detaching-here")
    finally:
        scene.run("local", "detach", volume, check=False)
    scene.until(volume, "available")


@proves("attaching-here")
def test_an_attach_of_this_host_that_was_killed(scene: Scene) -> None:
    volume = scene.volume()
    with scene.held("initialize_connection") as is_there:
        attaching = scene.run.start("local", "attach", volume)
        is_there()
        attaching.kill()
        attaching.communicate()
        scene.refused(volume, "attaching-here")
    scene.run("local", "recover")
    settled(lambda: scene.status(volume) == "available", 300)
