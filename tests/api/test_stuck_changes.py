"""Stuck in a move, a retype, an extension, a deletion, or a transfer."""

import hashlib
import json
import stat

from tests.api.rig.scene import FAR, Scene, proves
from tests.api.standalone_api import settled


@proves("migration-cut-short")
def test_the_service_is_killed_while_it_copies(scene: Scene) -> None:
    volume = scene.volume()
    before = scene.digest(volume)
    with scene.second() as place:
        with scene.held("initialize_connection") as is_there:
            scene.act(volume, "os-migrate_volume", host=place, force_host_copy=True)
            is_there()
            scene.rig.kill("volume:file")
        scene.rig.start("volume:file")
        scene.repaired(volume, "migration-cut-short", "available")
    assert scene.digest(volume) == before
    assert scene.diagnose(volume)["verdict"] == "healthy"


@proves("migration-without-target")
def test_the_request_of_a_move_is_lost(scene: Scene) -> None:
    volume = scene.volume()
    with scene.second() as place, scene.without("scheduler"):
        scene.act(volume, "os-migrate_volume", host=place)
        scene.rig.broker.purge("cinder-scheduler")
    scene.repaired(volume, "migration-without-target", "available")


@proves("retyping-cut-short")
def test_the_request_of_a_retype_is_lost(scene: Scene) -> None:
    volume = scene.volume()
    kind = scene.asked("/types", volume_type={"name": scene.name})
    with scene.without("scheduler"):
        scene.act(volume, "os-retype", new_type=kind, migration_policy="never")
        scene.rig.broker.purge("cinder-scheduler")
    assert f"gigabytes_{scene.name} 1" in _reserved(scene, volume, "retyping-cut-short")
    scene.repaired(volume, "retyping-cut-short", "available")


@proves("extending-cut-short")
def test_the_service_is_killed_while_it_extends(scene: Scene) -> None:
    volume = scene.volume()
    with scene.held("extend_volume") as is_there:
        scene.act(volume, "os-extend", new_size=2)
        is_there()
        scene.rig.kill("volume:file")
    scene.rig.start("volume:file")
    assert "gigabytes___DEFAULT__" in _reserved(scene, volume, "extending-cut-short")
    scene.repaired(volume, "extending-cut-short", "available")
    scene.run("volume", "set", "--size", "2", "--wait", volume)


@proves("error-extending")
def test_the_file_is_missing_while_it_is_extended(scene: Scene) -> None:
    volume = scene.volume()
    before = scene.digest(volume)
    away = scene.file(volume).rename(scene.rig.run.folder / scene.name)
    scene.act(volume, "os-extend", new_size=2)
    scene.until(volume, "error_extending")
    away.rename(scene.file(volume))
    scene.repaired(volume, "error-extending", "available")
    assert scene.digest(volume) == before


@proves("transfer-open")
def test_an_offer_that_nobody_takes(scene: Scene) -> None:
    volume = scene.volume()
    scene.run("volume", "transfer", "request", "create", volume)
    assert scene.diagnose(volume, patience=600)["verdict"] == "busy"
    scene.repaired(volume, "transfer-open", "available")


@proves("transfer-lost")
def test_an_offer_that_is_gone(scene: Scene) -> None:
    volume = scene.volume()
    before = scene.digest(volume)
    scene.set(volume, "awaiting-transfer", "Cinder ends an offer and its status in one transaction")
    scene.repaired(volume, "transfer-lost", "available")
    assert scene.digest(volume) == before


def test_what_cannot_be_taken_over_shows_as_in_error(scene: Scene) -> None:
    reference = {"host": "standalone@file#file", "ref": {"source-name": "not-there"}}
    volume = scene.asked("/manageable_volumes", volume=reference)
    scene.until(volume, "error")
    scene.refused(volume, "error-on-backend")


@proves("unmanaging-cut-short")
def test_the_service_is_killed_while_it_lets_go(scene: Scene) -> None:
    volume = scene.volume()
    file, before = scene.file(volume), scene.digest(volume)
    with scene.held("unmanage") as is_there:
        scene.act(volume, "os-unmanage")
        is_there()
        scene.rig.kill("volume:file")
    scene.rig.start("volume:file")
    scene.by_hand(volume, "unmanaging-cut-short")
    scene.until(volume, "gone")
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before


@proves("reverting-cut-short")
def test_the_service_is_killed_while_it_reverts(scene: Scene) -> None:
    volume = scene.volume()
    before = scene.digest(volume)
    snapshot = _snapshot(scene, volume)
    scene.write(volume)
    with scene.held("revert_to_snapshot") as is_there:
        scene.act(volume, "revert", snapshot_id=snapshot)
        is_there()
        scene.rig.kill("volume:file")
    scene.rig.start("volume:file")
    scene.by_hand(volume, "reverting-cut-short")
    assert (scene.status(volume), scene.digest(volume)) == ("available", before)


@proves("deleting-cut-short")
def test_the_request_of_a_deletion_is_lost(scene: Scene) -> None:
    volume = scene.volume()
    with scene.without("volume:file"):
        assert scene.api("DELETE", f"/volumes/{volume}")[0] == 202
        scene.rig.broker.purge("cinder-volume.standalone@file.standalone")
        scene.rig.broker.purge("cinder-volume.standalone@file")
    scene.repaired(volume, "deleting-cut-short", "gone")


@proves("error-deleting")
def test_the_backend_cannot_delete(scene: Scene) -> None:
    volume = scene.volume()
    scene.file(volume).unlink()
    scene.file(volume).mkdir()
    assert scene.api("DELETE", f"/volumes/{volume}")[0] == 202
    scene.until(volume, "error_deleting")
    scene.file(volume).rmdir()
    assert scene.cause(volume, "error-deleting")["repairable"]
    scene.repair(volume, "--wait")
    assert scene.status(volume) == "gone"
    line = (scene.run.folder / "state" / "repairs.jsonl").read_text().splitlines()[-1]
    assert (json.loads(line)["id"], json.loads(line)["outcome"]) == (volume, "done")
    mode = (scene.run.folder / "state" / "repairs.jsonl").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


@proves("deleting-attached")
def test_a_deletion_of_what_is_reserved(scene: Scene) -> None:
    volume = scene.volume()
    scene.attach(volume)
    with scene.held("delete_volume") as is_there:
        assert scene.api("DELETE", f"/volumes/{volume}?force=true")[0] == 202
        is_there()
        scene.refused(volume, "deleting-attached")


@proves("deleting-with-snapshots")
def test_a_deletion_that_waits_for_its_snapshots(scene: Scene) -> None:
    volume = scene.volume()
    _snapshot(scene, volume)
    with scene.held("delete_snapshot") as is_there:
        assert scene.api("DELETE", f"/volumes/{volume}?cascade=true")[0] == 202
        is_there()
        scene.refused(volume, "deleting-with-snapshots")
    scene.until(volume, "gone")


@proves("snapshot-not-deleted")
def test_a_snapshot_that_the_backend_cannot_delete(scene: Scene) -> None:
    volume = scene.volume()
    snapshot = _snapshot(scene, volume)
    file = scene.rig.volumes / "snapshots" / f"snapshot-{snapshot}"
    file.unlink()
    file.mkdir()
    assert scene.api("DELETE", f"/snapshots/{snapshot}")[0] == 202
    settled(lambda: _status(scene, snapshot) == "error_deleting", 300)
    file.rmdir()
    assert scene.cause(volume, "snapshot-not-deleted")["repairable"]
    scene.repair(volume)
    settled(lambda: _status(scene, snapshot) == "gone", 300)


def test_a_state_that_is_not_in_the_book_is_said_to_be_unknown(scene: Scene) -> None:
    volume = scene.volume()
    scene.attached(volume, connector=FAR)
    scene.set(volume, "error_backing-up", "Cinder names it, and never sets it itself")
    found = scene.diagnose(volume)
    assert found["verdict"] == "unknown"
    assert {"status", "host", "attachment"} <= {each["part"] for each in found["evidence"]}
    assert "no cause that blockctl knows" in scene.repair(volume, code=5)


def test_what_an_old_microversion_cannot_see_is_unknown_and_said(scene: Scene) -> None:
    volume = scene.volume()
    scene.act(volume, "os-reserve")
    scene.env = {"OS_VOLUME_API_VERSION": "3.26"}
    found = scene.diagnose(volume)
    assert (found["verdict"], found["not_seen"]) == ("unknown", ["attachments"])
    assert "no cause that blockctl knows" in scene.repair(volume, code=5)


def _reserved(scene: Scene, volume: str, rule: str) -> str:
    """What the diagnosis says is reserved of the project's quota."""
    found = scene.cause(volume, rule)
    assert "lapses by itself" in found["risk"]
    [quota] = [each["seen"] for each in found["evidence"] if each["part"] == "quota"]
    return str(quota)


def _snapshot(scene: Scene, volume: str) -> str:
    made = scene.asked("/snapshots", snapshot={"volume_id": volume})
    settled(lambda: _status(scene, made) == "available", 300)
    return made


def _status(scene: Scene, snapshot: str) -> str:
    code, answer = scene.api("GET", f"/snapshots/{snapshot}")
    return str(answer["snapshot"]["status"]) if code == 200 else "gone"
