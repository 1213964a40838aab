"""Stuck by a service that was killed, or a request that was lost with the broker's queue."""

from pathlib import Path

import pytest

from tests.api.glance import CONTENT, running_glance
from tests.api.rig.scene import Scene, proves
from tests.api.standalone_api import settled

VOLUME = "standalone@file"


def _place(scene: Scene, volume: str) -> str | None:
    shown = scene.api("GET", f"/volumes/{volume}")[1]["volume"]
    place: str | None = shown["os-vol-host-attr:host"]
    return place


@proves("volume-service-down", "error-on-backend")
def test_the_volume_service_is_killed_while_it_creates(scene: Scene) -> None:
    with scene.held("create_volume") as is_there:
        volume = scene.asked("/volumes", volume={"size": 1, "availability_zone": "nova"})
        is_there()
        with scene.without("volume:file"):
            scene.down(VOLUME, "cinder-volume")
            scene.refused(volume, "volume-service-down")
            (scene.rig.volumes / "hold-create_volume").rename(scene.rig.volumes / "was-held")
        (scene.rig.volumes / "was-held").rename(scene.rig.volumes / "hold-create_volume")
    scene.until(volume, "error")
    scene.refused(volume, "error-on-backend")


@proves("scheduler-down")
def test_no_scheduler_is_up(scene: Scene) -> None:
    with scene.without("scheduler"):
        scene.down("standalone", "cinder-scheduler")
        volume = scene.asked("/volumes", volume={"size": 1})
        scene.refused(volume, "scheduler-down")
    # It was in the queue. A new scheduler knows no backend yet, and may find none for it.
    scene.until(volume, "available", "error")


@proves("creating-lost")
def test_the_request_of_a_create_is_lost(scene: Scene) -> None:
    with scene.without("scheduler"):
        volume = scene.asked("/volumes", volume={"size": 1})
        scene.rig.broker.purge("cinder-scheduler")
    scene.repaired(volume, "creating-lost", "gone")


@proves("creating-cut-short")
def test_a_create_that_does_not_come_to_its_end(scene: Scene) -> None:
    with scene.held("create_volume") as is_there:
        volume = scene.asked("/volumes", volume={"size": 1})
        is_there()
        assert scene.diagnose(volume, patience=600)["verdict"] == "busy"
        assert scene.cause(volume, "creating-cut-short")["repairable"]
        assert "'error', as Cinder leaves a create" in scene.repair(volume)
        assert scene.status(volume) == "error"
    scene.until(volume, "available")


@proves("creating-cut-short")
def test_a_create_is_lost_between_the_scheduler_and_the_volume_service(scene: Scene) -> None:
    with scene.without("volume:file"):
        volume = scene.asked("/volumes", volume={"size": 1})
        # The scheduler gives it to the service that was up a moment ago.
        settled(lambda: _place(scene, volume), 300)
        scene.rig.broker.purge("cinder-volume.standalone@file.standalone")
        scene.rig.broker.purge("cinder-volume.standalone@file")
    assert scene.cause(volume, "creating-cut-short")["repairable"]
    assert "'error', as Cinder leaves a create" in scene.repair(volume)
    scene.run("volume", "delete", "--wait", volume)


@proves("cluster-member-down")
@pytest.mark.parametrize("operation", ["create_volume", "delete_volume"])
def test_a_member_of_a_cluster_is_killed_at_work(scene: Scene, operation: str) -> None:
    with scene.cluster("node-1", "node-2") as (kind, one, other):
        # While only one is up it is known which one does it.
        scene.rig.start(one)
        creating = operation == "create_volume"
        wanted = {"size": 1, "volume_type": kind, "name": scene.name}
        if not creating:
            volume = scene.asked("/volumes", volume=wanted)
            scene.until(volume, "available")
        with scene.held(operation, scene.rig.shared) as is_there:
            if creating:
                volume = scene.asked("/volumes", volume=wanted)
            else:
                assert scene.api("DELETE", f"/volumes/{volume}")[0] == 202
            is_there()
            scene.rig.kill(one)
        scene.rig.start(other)
        scene.down("node-1@shared", "cinder-volume")
        found = scene.cause(volume, "cluster-member-down")
        assert "--cluster pair@shared" in found["remedy"]
        scene.repair(volume)
        scene.until(volume, "error" if creating else "gone")


@proves("error-unplaced")
def test_the_pool_is_full(scene: Scene) -> None:
    volume = scene.asked("/volumes", volume={"size": 20_000_000})
    scene.until(volume, "error")
    assert "Cinder says" in scene.cause(volume, "error-unplaced")["says"]
    scene.repaired(volume, "error-unplaced", "gone")


@proves("backup-service-down", "backing-up-long")
def test_the_backup_service_is_killed_while_it_reads(scene: Scene) -> None:
    volume = scene.volume()
    before = scene.digest(volume)
    with scene.held("initialize_connection") as is_there:
        scene.asked("/backups", backup={"volume_id": volume})
        is_there()
        scene.refused(volume, "backing-up-long")
        scene.rig.kill("backup")
    scene.down("standalone", "cinder-backup")
    scene.refused(volume, "backup-service-down")
    scene.rig.start("backup")
    scene.until(volume, "available")
    assert scene.digest(volume) == before


@proves("backing-up-left")
def test_the_status_of_a_backup_is_overwritten_while_it_is_made(scene: Scene) -> None:
    volume = scene.volume()
    before = scene.digest(volume)
    with scene.held("initialize_connection") as is_there:
        backup = scene.asked("/backups", backup={"volume_id": volume})
        is_there()
        scene.run("volume", "backup", "set", "--state", "error", "--wait", backup)
        scene.rig.kill("backup")
    # At its start it looks after the volumes of the backups that it finds unfinished.
    scene.rig.start("backup")
    scene.repaired(volume, "backing-up-left", "available")
    assert scene.digest(volume) == before


@proves("restoring-left", "error-restoring")
def test_the_backup_service_is_killed_while_it_writes(scene: Scene) -> None:
    volume = scene.volume()
    before = scene.digest(volume)
    backup = scene.asked("/backups", backup={"volume_id": volume})
    settled(
        lambda: scene.api("GET", f"/backups/{backup}")[1]["backup"]["status"] == "available", 60
    )
    with scene.held("initialize_connection") as is_there:
        restore = {"volume_id": volume}
        assert scene.api("POST", f"/backups/{backup}/restore", {"restore": restore})[0] == 202
        is_there()
        scene.refused(volume, "restoring-left")
        scene.rig.kill("backup")
    scene.rig.start("backup")
    scene.until(volume, "error_restoring")
    scene.by_hand(volume, "error-restoring", BACKUP=backup, NEW=f"{scene.name}-new")
    [made] = scene.api("GET", f"/volumes?name={scene.name}-new")[1]["volumes"]
    scene.until(made["id"], "available")
    assert scene.digest(made["id"]) == before


@proves("uploading-cut-short")
def test_the_volume_service_is_killed_while_it_copies_into_an_image(
    scene: Scene, tmp_path: Path
) -> None:
    volume = scene.volume()
    before = scene.digest(volume)
    with running_glance(tmp_path / "glance", scene.rig.glance_port):
        with scene.held("copy_volume_to_image") as is_there:
            scene.act(
                volume, "os-volume_upload_image", image_name=scene.name, disk_format="raw",
                container_format="bare", force=True,
            )  # fmt: skip
            is_there()
            scene.rig.kill("volume:file")
        scene.rig.start("volume:file")
        scene.repaired(volume, "uploading-cut-short", "available")
        assert scene.digest(volume) == before


@proves("downloading-cut-short")
def test_the_volume_service_is_killed_while_it_writes_an_image(
    scene: Scene, tmp_path: Path
) -> None:
    volume = scene.volume()
    with running_glance(tmp_path / "glance", scene.rig.glance_port) as glance:
        image = glance.upload()
        with scene.held("copy_image_to_volume") as is_there:
            wanted = {"os-reimage": {"image_id": image}}
            code, told = scene.api("POST", f"/volumes/{volume}/action", wanted, "3.68")
            assert code == 202, told
            is_there()
            scene.rig.kill("volume:file")
        scene.rig.start("volume:file")
        scene.by_hand(volume, "downloading-cut-short", IMAGE=image)
    assert scene.status(volume) == "available"
    assert scene.file(volume).read_bytes()[: len(CONTENT)] == CONTENT
