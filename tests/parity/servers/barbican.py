"""A real Barbican: ``python -m tests.parity.servers.barbican FOLDER PORT KEYSTONE``.

Runs in the environment of requirements-keystone.txt; keys are in SQLite. The password of the
service user is taken from ``OS_PASSWORD``.
"""

import base64
import secrets
import sys
from pathlib import Path

from tests.parity.servers.serving import serve
from tests.parity.servers.wiring import (
    NO_NOTIFICATIONS,
    Sections,
    behind_keystone,
    manage,
    take_arguments,
    write_settings,
)


def settings(folder: Path, port: int, keystone: str) -> Sections:
    """Barbican's settings; ``folder`` is its own, ``keystone`` the URL up to /v3."""
    return {
        "DEFAULT": {
            "log_file": f"{folder}/barbican.log",
            "use_stderr": "false",
            "host_href": f"http://127.0.0.1:{port}",
            "transport_url": "fake://",
        },
        "database": {"connection": f"sqlite:///{folder}/barbican.sqlite"},
        "simple_crypto_plugin": {"kek": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()},
        # Without a queue an order is carried out at once.
        "queue": {"enable": "false"},
        **behind_keystone(keystone),
        **NO_NOTIFICATIONS,
    }


def main(folder: Path, port: int, keystone: str) -> None:
    """Set up Barbican in ``folder`` and serve it on ``port``; ``keystone`` is the URL up to /v3."""
    config = folder / "barbican.conf"
    write_settings(config, settings(folder, port, keystone))
    # It reads its configuration when it is imported, and takes no other file than that of its home.
    home = folder / ".barbican"
    home.mkdir()
    config.rename(home / "barbican.conf")

    from barbican.cmd import db_manage

    manage("barbican-db-manage", db_manage.main, "upgrade")

    from paste import deploy

    pipelines = Path(sys.prefix) / "etc/barbican/barbican-api-paste.ini"
    serve(deploy.loadapp(f"config:{pipelines}"), port)


if __name__ == "__main__":
    folder, port, keystone = take_arguments()
    main(Path(folder), int(port), keystone)
