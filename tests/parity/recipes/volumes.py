"""Volumes, their snapshots, types and attachments."""

import time
from collections.abc import Mapping

from tests.parity.cloud import MEMBER, Cloud
from tests.parity.maker import PRIVATE, Made, Maker
from tests.parity.recipes.kinds import MadeAt, Recipe
from tests.parity.servers.compute import SERVER


def furnish(cloud: Cloud, admin: Maker, member: Maker) -> None:
    """Volumes of all sorts: names and values that are awkward to print among them."""
    first = admin.volume(
        "first", description="the first, and oldest", metadata={"env": "test", "owner": "a b"}
    )
    admin.act(first, "os-set_bootable", {"bootable": True})
    admin.act(first, "os-set_image_metadata", {"metadata": {"os_type": "linux", "min_ram": "1"}})
    admin.volume("größer 日本語", size=2, description='quotes " and $HOME, `commas`', metadata={})
    attached = admin.volume("attached")
    admin.attachment(attached)
    admin.attachment(admin.volume("of-web-1"), instance_uuid=SERVER["id"])
    broken = admin.volume("broken")
    admin.act(broken, "os-reset_status", {"status": "error"})
    for _ in range(2):
        admin.volume("twin")
    snapshot = admin.snapshot("first-snapshot", first, description="before", metadata={"why": "x"})
    admin.snapshot("second-snapshot", first)
    admin.backup("stored", first)
    image = {"name": "picture", "disk_format": "raw", "container_format": "bare"}
    made = cloud.images().post("/v2/images", json=image).json()
    octets = {"Content-Type": "application/octet-stream"}
    cloud.images().put(f"/v2/images/{made['id']}/file", data=bytes(2**20), headers=octets)
    admin.volume("from-snapshot", snapshot_id=snapshot.id)
    admin.type("plain")
    specs = {"volume_backend_name": "file", "multiattach": "<is> True"}
    admin.type("shared", description="for clusters", extra_specs=specs)
    admin.share(admin.type("secret", **PRIVATE), cloud.project_id(MEMBER))
    admin.type(
        "encrypted",
        encryption={"provider": "luks", "cipher": "aes-xts-plain64", "key_size": 256,
                    "control_location": "front-end"},
    )  # fmt: skip
    member.snapshot("members-snapshot", member.volume("members", metadata={"env": "test"}))


def _in_use(maker: Maker, made: MadeAt, name: str) -> Made:
    volume = maker.volume(name)
    maker.attachment(volume)
    return volume


def _image_volume(maker: Maker, made: MadeAt, name: str) -> Made:
    volume = maker.volume(name, metadata={"a": "1"})
    maker.act(volume, "os-set_image_metadata", {"metadata": {"os_type": "linux", "min_ram": "1"}})
    return volume


def _shared_type(maker: Maker, made: MadeAt, name: str) -> Made:
    """A private type that the same project may use as "secret" of the fixed world."""
    types = maker.api.get("/types", params={"is_public": "None"}).json()["volume_types"]
    secret = next(each["id"] for each in types if each["name"] == "secret")
    access = maker.api.get(f"/types/{secret}/os-volume-type-access").json()
    shared = maker.type(name, **PRIVATE)
    maker.share(shared, access["volume_type_access"][0]["project_id"])
    return shared


def _unmanaged(maker: Maker, made: MadeAt, name: str) -> Made:
    """A file in the backend's folder that Cinder does not know; its name is what manages it."""
    volume = maker.volume(name)
    maker.act(volume, "os-unmanage", {})
    while maker.api.get(f"/volumes/{volume.id}", raise_exc=False).ok:
        time.sleep(0.05)
    return Made(f"volume-{volume.id}", volume.id)


RECIPES: Mapping[str, Recipe] = {
    "volume": lambda maker, _, name: maker.volume(name),
    "tagged": lambda maker, _, name: maker.volume(name, metadata={"a": "1", "b": "2", "c": "3"}),
    "image_volume": _image_volume,
    "in_use": _in_use,
    "unmanaged": _unmanaged,
    "snapshot": lambda maker, made, name: maker.snapshot(name, made("volume")),
    "tagged_snapshot": lambda maker, made, name: maker.snapshot(
        name, made("volume"), metadata={"a": "1", "b": "2", "c": "3"}
    ),
    "type": lambda maker, _, name: maker.type(name),
    "tagged_type": lambda maker, _, name: maker.type(
        name, extra_specs={"a": "1", "b": "2", "c": "3"}
    ),
    "private_type": lambda maker, _, name: maker.type(name, **PRIVATE),
    "shared_type": _shared_type,
    "encrypted_type": lambda maker, _, name: maker.type(
        name,
        extra_specs={"a": "1"},
        encryption={"provider": "luks", "control_location": "front-end"},
    ),
    "attachment": lambda maker, made, _: maker.attachment(made("volume"), complete=False),
    "reserved": lambda maker, made, _: maker.attachment(
        made("volume"), complete=False, connector=None
    ),
}
