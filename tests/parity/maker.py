"""Makes resources for the parity tests, through the API and through neither of the commands."""

import socket
import time
from dataclasses import dataclass
from typing import Any

from keystoneauth1.adapter import Adapter

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
        return self.ready("volumes", "volume", {"size": 1, "name": name, **fields})

    def snapshot(self, name: str, volume: Made, **fields: Any) -> Made:
        """An available snapshot of ``volume``."""
        return self.ready("snapshots", "snapshot", {"volume_id": volume.id, "name": name, **fields})

    def backup(self, name: str, volume: Made) -> Made:
        """An available backup of ``volume``."""
        return self.ready("backups", "backup", {"volume_id": volume.id, "name": name})

    def type(self, name: str, **fields: Any) -> Made:
        """A volume type; ``encryption`` makes it an encrypted one."""
        encryption = fields.pop("encryption", None)
        made = self.post("types", "volume_type", {"name": name, **fields})
        if encryption:
            self.api.post(f"/types/{made.id}/encryption", json={"encryption": encryption})
        return made

    def attachment(self, volume: Made, complete: bool = True, **fields: Any) -> Made:
        """An attachment of ``volume``, without a server."""
        connector = {"host": HOST, "ip": "192.0.2.1", "initiator": "iqn.2010-10.org:web-1"}
        body = {"volume_uuid": volume.id, "connector": connector, **fields}
        made = self.post("attachments", "attachment", body)
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

    def ready(self, many: str, one: str, fields: Body) -> Made:
        """POST ``fields``, and wait until the new resource is available."""
        made = self.post(many, one, fields)
        while (status := self.api.get(f"/{many}/{made.id}").json()[one]["status"]) != "available":
            assert not status.startswith("error"), f"{one} {made.name} is in {status}"
            time.sleep(0.05)
        return made

    def post(self, many: str, one: str, fields: Body) -> Made:
        """POST ``fields`` to ``/many``; the answer has the new resource under ``one``."""
        answer = self.api.post(f"/{many}", json={one: fields}).json()[one]
        return Made(answer.get("name") or answer["id"], answer["id"])
