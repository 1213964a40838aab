"""What is in the cloud while commands are compared: a fixed world to read, twins to write on."""

import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from keystoneauth1.adapter import Adapter

from tests.parity.cloud import ADMIN, MEMBER, Cloud
from tests.parity.servers.compute import SERVER

Body = dict[str, Any]

PRIVATE = {"os-volume-type-access:is_public": False}

# The file driver exports to its own host only.
HOST = socket.gethostname()


@dataclass(frozen=True)
class Made:
    """A resource: its name where a line says ``{volume}``, its ID where it says ``{volume.id}``."""

    name: str
    id: str

    def __str__(self) -> str:
        return self.name


class Maker:
    """Makes resources through the API as one user, and waits until they can be used."""

    def __init__(self, api: Adapter) -> None:
        self.api = api

    def volume(self, name: str | None, **fields: Any) -> Made:
        """An available volume of 1 GiB."""
        return self._ready("volumes", "volume", {"size": 1, "name": name, **fields})

    def snapshot(self, name: str, volume: Made, **fields: Any) -> Made:
        """An available snapshot of ``volume``."""
        return self._ready(
            "snapshots", "snapshot", {"volume_id": volume.id, "name": name, **fields}
        )

    def backup(self, name: str, volume: Made) -> Made:
        """An available backup of ``volume``."""
        return self._ready("backups", "backup", {"volume_id": volume.id, "name": name})

    def type(self, name: str, **fields: Any) -> Made:
        """A volume type; ``encryption`` makes it an encrypted one."""
        encryption = fields.pop("encryption", None)
        made = self._post("types", "volume_type", {"name": name, **fields})
        if encryption:
            self.api.post(f"/types/{made.id}/encryption", json={"encryption": encryption})
        return made

    def attachment(self, volume: Made, complete: bool = True, **fields: Any) -> Made:
        """An attachment of ``volume``, without a server."""
        connector = {"host": HOST, "ip": "192.0.2.1", "initiator": "iqn.2010-10.org:web-1"}
        body = {"volume_uuid": volume.id, "connector": connector, **fields}
        made = self._post("attachments", "attachment", body)
        if complete:
            self.api.post(f"/attachments/{made.id}/action", json={"os-complete": {}})
        return made

    def share(self, private: Made, project_id: str) -> None:
        """Let another project use a private type."""
        access = {"addProjectAccess": {"project": project_id}}
        self.api.post(f"/types/{private.id}/action", json=access)

    def act(self, made: Made, action: str, arguments: Any) -> None:
        """Run one of the API's actions on a volume."""
        self.api.post(f"/volumes/{made.id}/action", json={action: arguments})

    def _ready(self, many: str, one: str, fields: Body) -> Made:
        made = self._post(many, one, fields)
        while (status := self.api.get(f"/{many}/{made.id}").json()[one]["status"]) != "available":
            assert not status.startswith("error"), f"{one} {made.name} is in {status}"
            time.sleep(0.05)
        return made

    def _post(self, many: str, one: str, fields: Body) -> Made:
        answer = self.api.post(f"/{many}", json={one: fields}).json()[one]
        return Made(answer.get("name") or answer["id"], answer["id"])


def furnish(cloud: Cloud) -> None:
    """Make what the reading cases find: names and values that are awkward to print among them."""
    admin = Maker(cloud.api(ADMIN))
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
    member = Maker(cloud.api(MEMBER))
    member.snapshot("members-snapshot", member.volume("members", metadata={"env": "test"}))


class Twin(Mapping[str, Made | str]):
    """One of two alike sides for a case that writes: places in its line are made on first use.

    Both sides' names have the same length, so that tables are alike but for one letter.
    """

    def __init__(self, maker: Maker, side: str, number: int) -> None:
        self.prefix = f"{side}{number:04d}-"
        self._maker = maker
        self._made: dict[str, Made] = {}

    def __getitem__(self, place: str) -> Made | str:
        if place in ("new", "host"):
            return HOST if place == "host" else self.prefix + "new"
        if place not in self._made:
            # A number at the end asks for one more of the kind: volume, volume2, volume3.
            recipe = RECIPES[place.rstrip("0123456789")]
            self._made[place] = recipe(self._maker, self, self.prefix + place)
        return self._made[place]

    def made(self, place: str) -> Made:
        """The resource at ``place``."""
        made = self[place]
        assert isinstance(made, Made)
        return made

    def ids(self) -> list[str]:
        """The IDs of what was made, in order."""
        return [made.id for made in self._made.values()]

    def __iter__(self) -> Iterator[str]:
        return iter(RECIPES)

    def __len__(self) -> int:
        return len(RECIPES)


Recipe = Callable[[Maker, Twin, str], Made]


def _in_use(maker: Maker, twin: Twin, name: str) -> Made:
    volume = maker.volume(name)
    maker.attachment(volume)
    return volume


def _image_volume(maker: Maker, twin: Twin, name: str) -> Made:
    volume = maker.volume(name, metadata={"a": "1"})
    maker.act(volume, "os-set_image_metadata", {"metadata": {"os_type": "linux", "min_ram": "1"}})
    return volume


def _shared_type(maker: Maker, twin: Twin, name: str) -> Made:
    """A private type that the same project may use as "secret" of the fixed world."""
    types = maker.api.get("/types", params={"is_public": "None"}).json()["volume_types"]
    secret = next(each["id"] for each in types if each["name"] == "secret")
    access = maker.api.get(f"/types/{secret}/os-volume-type-access").json()
    made = maker.type(name, **PRIVATE)
    maker.share(made, access["volume_type_access"][0]["project_id"])
    return made


def _unmanaged(maker: Maker, twin: Twin, name: str) -> Made:
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
    "snapshot": lambda maker, twin, name: maker.snapshot(name, twin.made("volume")),
    "tagged_snapshot": lambda maker, twin, name: maker.snapshot(
        name, twin.made("volume"), metadata={"a": "1", "b": "2", "c": "3"}
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
    "attachment": lambda maker, twin, _: maker.attachment(twin.made("volume"), complete=False),
    "reserved": lambda maker, twin, _: maker.attachment(
        twin.made("volume"), complete=False, connector=None
    ),
}
