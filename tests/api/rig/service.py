"""One service of Cinder's as a process: ``python -m tests.api.rig.service FOLDER WHICH CONFIG``.

WHICH is ``api:PORT``, ``scheduler``, ``backup``, ``volume:BACKEND``, or ``volume:BACKEND:HOST``
for a member of a cluster.
"""

import json
import os
import sys
import threading
import urllib.error
import urllib.request
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from blockctl.standalone import bootstrap, secret, server, services
from blockctl.standalone.choices import Choices
from blockctl.standalone.folder import Folder, prepare
from tests.api.rig.gates import held


def asks_nova(url: str) -> None:
    """Let Cinder's guard ask a Nova at ``url``; how it signs in there is not part of this."""
    from cinder.compute import nova

    def get_server_volume(_context: Any, server_id: str, volume_id: str) -> Any:
        path = f"{url}/servers/{server_id}/os-volume_attachments/{volume_id}"
        try:
            with urllib.request.urlopen(path, timeout=10) as answer:
                return SimpleNamespace(**json.load(answer)["volumeAttachment"])
        except urllib.error.HTTPError as missing:
            raise nova.API.NotFound(missing.code) from missing

    nova.API.get_server_volume = staticmethod(get_server_volume)


def stops_between_its_steps(folder: Path) -> None:
    """Let the API be held after it has reserved a volume, before it writes the attachment down."""
    from cinder.db import api as db

    db.volume_attach = held(db.volume_attach, "volume_attach", lambda *_: folder)


def main(root: str, which: str, config: str) -> None:
    folder = Folder(Path(root))
    prepare(folder)
    secrets = secret.keep(folder)
    kind, _, what = which.partition(":")
    if kind != "api":
        # The API, which is started first, has written the one and made the other.
        bootstrap._write_configuration = lambda *_: None
        bootstrap._open_database = lambda _: nullcontext()
    cinder = bootstrap.prepare_cinder(folder, Choices(config=config), secrets.volume_key)
    if kind == "api":
        if url := os.environ.get("RIG_NOVA"):
            asks_nova(url)
        stops_between_its_steps(folder.root / "volumes")
        server._write_record(folder, int(what), secrets.token)
        server._start_api(cinder, folder, int(what), secrets.token)
    else:
        binary, backend = f"cinder-{kind}", what.partition(":")[0]
        [options] = [
            each
            for each in services._wanted(cinder.configuration)
            if each["binary"] == binary and backend in ("", each.get("service_name"))
        ]
        if cluster := cinder.configuration.cluster:
            options["cluster"] = f"{cluster}@{backend}"
        services._started(options)
    (folder.root / f"ready-{which.replace(':', '-')}-{os.getpid()}").touch()
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
