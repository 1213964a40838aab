"""A real Cinder behind Keystone.

``python -m tests.parity.servers.cinder FOLDER PORT KEYSTONE [BARBICAN]``

The standalone service's own Cinder, with two backends and a configuration merged as a user's is.
The password of the service user is taken from ``OS_PASSWORD``.
"""

import os
import secrets
from pathlib import Path

from blockctl.standalone import choices, services
from blockctl.standalone.bootstrap import prepare_cinder
from blockctl.standalone.choices import Choices
from blockctl.standalone.folder import Folder, prepare
from tests.parity.servers.serving import serve
from tests.parity.servers.wiring import Sections, behind_keystone, take_arguments, write_settings

SECOND = "second"
DAY = 86400  # seconds

BACKEND = {
    "volume_driver": "tests.parity.servers.driver.ParityDriver",
    # An attachment makes no device, so nothing of this host is left to clean up.
    "blockctl_expose": "file",
}

# A cluster that no service is in: one process cannot be several hosts.
CLUSTER = {"name": "cluster@file", "binary": "cinder-volume"}


def settings(keystone: str, keys: str | None) -> Sections:
    """What is merged into the standalone service's settings; ``keys`` is the URL of Barbican."""
    return {
        # A heartbeat between the two runs of a case would be a difference.
        "DEFAULT": {"report_interval": f"{DAY}", "service_down_time": f"{2 * DAY}"},
        choices.FIRST: BACKEND,
        # The scheduler prefers the first, so it is known where a volume is.
        SECOND: {**BACKEND, "reserved_percentage": "50"},
        # Nothing is kept, so nothing waits for the disk.
        "database": {"sqlite_synchronous": "false"},
        **behind_keystone(keystone),
        **(_keys_in(keys, keystone) if keys else {}),
    }


def _keys_in(keys: str, keystone: str) -> Sections:
    return {
        "key_manager": {"backend": "barbican"},
        "barbican": {"barbican_endpoint": keys, "auth_endpoint": keystone},
    }


def main(folder: Folder, port: int, keystone: str, keys: str | None) -> None:
    """Set up Cinder in ``folder`` and serve it on ``port``; ``keystone`` is the URL up to /v3."""
    os.umask(0o077)
    prepare(folder)
    second, merged = folder.root / SECOND, folder.root / "merged.conf"
    second.mkdir()
    write_settings(merged, settings(keystone, keys))
    chosen = Choices(folders={SECOND: str(second)}, config=str(merged))
    choices.write(folder, chosen)
    cinder = prepare_cinder(folder, chosen, secrets.token_hex(32))
    services.start(cinder.configuration)

    from cinder import objects
    from cinder.context import get_admin_context

    objects.Cluster(get_admin_context(), **CLUSTER).create()
    # What a standalone service refuses in its configuration.
    cinder.configuration.set_override("auth_strategy", "keystone")
    with cinder.reserve:
        serve(cinder.application(), port)


if __name__ == "__main__":
    folder, port, keystone, *keys = take_arguments()
    main(Folder(Path(folder)), int(port), keystone, keys[0] if keys else None)
