"""A real Cinder behind Keystone: ``python -m tests.parity.servers.cinder FOLDER PORT KEYSTONE``.

The standalone service's parts, with two backends and a few settings of its own.
The password of the service user ``cinder`` is taken from ``OS_PASSWORD``.
"""

import os
import sys
from pathlib import Path

from blockctl.standalone import choices, server, services, settings
from blockctl.standalone.choices import Choices
from blockctl.standalone.folder import Folder, prepare, write_private
from tests.parity.servers.serving import serve

SECOND = "second"


def main(folder: Folder, port: int, keystone: str) -> None:
    """Set up Cinder in ``folder`` and serve it on ``port``; ``keystone`` is the URL up to /v3."""
    os.umask(0o077)
    prepare(folder)
    second = folder.root / SECOND
    second.mkdir()
    chosen = Choices(folders={SECOND: str(second)})
    choices.write(folder, chosen)
    server._write_configuration(folder, chosen, "0" * 64)
    more = settings.text_of(_behind_keystone(keystone, os.environ["OS_PASSWORD"]))
    write_private(folder.config, folder.config.read_text(encoding="utf-8") + more)
    configuration = server._load_cinder(folder, chosen)
    reserve = server._open_database(folder)
    server._connect(configuration)
    services.start(configuration, in_process=True)
    # What a standalone service refuses in its configuration.
    configuration.set_override("auth_strategy", "keystone")

    from oslo_service import wsgi

    with reserve:
        serve(wsgi.Loader(configuration).load_app("osapi_volume"), port)


def _behind_keystone(keystone: str, password: str) -> settings.Sections:
    return {
        # An attachment makes no device, so nothing of this host is left to clean up.
        choices.FIRST: {"blockctl_expose": "file"},
        # The scheduler prefers the first, so it is known where a volume is.
        SECOND: {"blockctl_expose": "file", "reserved_percentage": "50"},
        "keystone_authtoken": {
            "auth_type": "password",
            "auth_url": keystone,
            "www_authenticate_uri": keystone,
            "username": "cinder",
            "password": password,
            "project_name": "service",
            "user_domain_id": "default",
            "project_domain_id": "default",
            "interface": "public",
            "service_token_roles_required": "true",
        },
    }


if __name__ == "__main__":
    main(Folder(Path(sys.argv[1])), int(sys.argv[2]), sys.argv[3])
