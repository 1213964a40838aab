"""Stuck in attaching: each cause is brought about on a real Cinder, diagnosed and repaired."""

import uuid

from tests.api.rig.scene import ELSEWHERE, FAR, Scene, proves
from tests.api.standalone_api import HERE, settled

SERVER = "5e4f7c1e-0000-4000-8000-00000000feed"


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


@proves("attaching-without-attachment")
def test_an_old_reservation(scene: Scene) -> None:
    volume = scene.volume()
    scene.act(volume, "os-reserve")
    scene.repaired(volume, "attaching-without-attachment", "available")


@proves("detaching-cut-short")
def test_a_detach_that_was_begun_elsewhere(scene: Scene) -> None:
    volume = scene.volume()
    scene.attached(volume, connector=FAR)
    before = scene.digest(volume)
    scene.act(volume, "os-begin_detaching")
    scene.repaired(volume, "detaching-cut-short", "in-use")
    assert scene.digest(volume) == before


@proves("detaching-without-attachment")
def test_a_detach_whose_attachment_is_gone(scene: Scene) -> None:
    volume = scene.volume()
    scene.set(volume, "detaching", "Cinder deletes an attachment and sets the status in one step")
    scene.repaired(volume, "detaching-without-attachment", "available")


@proves("reserved-without-attachment")
def test_a_reservation_whose_attachment_is_gone(scene: Scene) -> None:
    volume = scene.volume()
    scene.set(volume, "reserved", "Cinder deletes an attachment and sets the status in one step")
    scene.repaired(volume, "reserved-without-attachment", "available")


@proves("in-use-without-attachment")
def test_an_attachment_that_is_gone_from_the_database(scene: Scene) -> None:
    volume = scene.volume()
    attachment = scene.attached(volume, connector=FAR)
    scene.sql("UPDATE volume_attachment SET deleted = 1 WHERE id = ?", attachment)
    scene.repaired(volume, "in-use-without-attachment", "available")


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
def test_a_device_here_whose_attachment_cinder_lost(scene: Scene) -> None:
    volume = scene.volume()
    scene.run("local", "attach", volume)
    try:
        listed = scene.api("GET", f"/attachments?volume_id={volume}")[1]["attachments"]
        scene.sql("UPDATE volume_attachment SET deleted = 1 WHERE id = ?", listed[0]["id"])
        scene.refused(volume, "held-without-attachment")
    finally:
        scene.run("local", "detach", "--force", volume)


@proves("detaching-here")
def test_a_detach_of_what_this_host_still_has(scene: Scene) -> None:
    volume = scene.volume()
    scene.run("local", "attach", volume)
    try:
        scene.act(volume, "os-begin_detaching")
        scene.refused(volume, "detaching-here")
    finally:
        scene.run("local", "detach", volume)
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
