"""A real Cinder that is no newer than a microversion: ``python -m tests.api.capped_server 3.27 …``.

The standalone service's process, with the backends of the parity tests; FOLDER and PORT follow.
"""

import sys
from pathlib import Path

from cinder.api.openstack import api_version_request

from blockctl.standalone import choices, server
from blockctl.standalone.choices import Choices
from blockctl.standalone.folder import Folder, prepare
from tests.parity.servers.cinder import BACKEND, SECOND
from tests.parity.servers.wiring import write_settings


def main(highest: str, folder: Folder, port: str) -> int:
    """Serve as blockctl.standalone.server does, with ``highest`` as the highest microversion."""
    # What the version document says and requests are held to; a Cinder that was released with it
    # knew no more (cinder/api/openstack/api_version_request.py).
    api_version_request._MAX_API_VERSION = highest
    prepare(folder)
    second, merged = folder.root / SECOND, folder.root / "merged.conf"
    second.mkdir()
    backends = {choices.FIRST: BACKEND, SECOND: {**BACKEND, "reserved_percentage": "50"}}
    write_settings(merged, {**backends, "database": {"sqlite_synchronous": "false"}})
    choices.write(folder, Choices(folders={SECOND: str(second)}, config=str(merged)))
    return server.main([str(folder.root), port])


if __name__ == "__main__":
    highest, root, port = sys.argv[1:]
    code = main(highest, Folder(Path(root)), port)
    sys.stderr.flush()
    # As the service's own process ends: Cinder's timers and threads would keep it alive.
    server.os._exit(code)
