"""A real Glance: ``python -m tests.parity.servers.glance FOLDER PORT [KEYSTONE]``.

Runs in the environment of requirements-keystone.txt; images are files, records SQLite. The
password of the service user is taken from ``OS_PASSWORD``. Without a Keystone whoever asks is
an administrator.
"""

import os
import shutil
import sys
from pathlib import Path

from tests.parity.servers.serving import serve
from tests.parity.servers.wiring import (
    NO_NOTIFICATIONS,
    Sections,
    behind_keystone,
    manage,
    sqlite,
    take_arguments,
    write_settings,
)

STORES = {
    "disk": "images",
    "os_glance_staging_store": "staging",
    "os_glance_tasks_store": "tasks",
}

# Policies of today ask for a project, which nobody has without Keystone.
OPEN: Sections = {"oslo_policy": {"enforce_new_defaults": "false", "enforce_scope": "false"}}


def settings(folder: Path, keystone: str | None) -> Sections:
    """Glance's settings; ``folder`` is its own, ``keystone`` the URL up to /v3."""
    return {
        "DEFAULT": {
            "log_file": f"{folder}/glance.log",
            "use_stderr": "false",
            "enabled_backends": "disk:file",
            "node_staging_uri": f"file://{folder}/staging",
            "transport_url": "fake://",
            "image_cache_dir": f"{folder}/cache",
        },
        **sqlite(folder / "glance.sqlite"),
        "glance_store": {"default_backend": "disk"},
        **{
            store: {"filesystem_store_datadir": f"{folder}/{name}"}
            for store, name in STORES.items()
        },
        **(_guarded(keystone) if keystone else OPEN),
        "oslo_concurrency": {"lock_path": str(folder)},
        **NO_NOTIFICATIONS,
    }


def _guarded(keystone: str) -> Sections:
    return {"paste_deploy": {"flavor": "keystone"}, **behind_keystone(keystone)}


def main(folder: Path, port: int, keystone: str | None) -> None:
    """Set up Glance in ``folder`` and serve it on ``port``; ``keystone`` is the URL up to /v3."""
    from glance.cmd import manage as glance_manage

    config = folder / "glance-api.conf"
    write_settings(config, settings(folder, keystone))
    for name in (*STORES.values(), "cache"):
        (folder / name).mkdir()
    shutil.copy(Path(sys.prefix) / "etc/glance/glance-api-paste.ini", folder)
    manage("glance-manage", glance_manage.main, "--config-file", str(config), "db_sync")
    os.environ["OS_GLANCE_CONFIG_DIR"] = str(folder)

    from glance.common import wsgi_app

    serve(wsgi_app.init_app(), port)


if __name__ == "__main__":
    folder, port, *keystone = take_arguments()
    main(Path(folder), int(port), keystone[0] if keystone else None)
