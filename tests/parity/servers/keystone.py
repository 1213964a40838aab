"""A real Keystone in one process: ``python -m tests.parity.servers.keystone FOLDER PORT``.

Runs in the environment of requirements-keystone.txt. SQLite, Fernet tokens, and nothing that
a test does not need. The administrator's password is taken from ``OS_PASSWORD``.
"""

import os
import pwd
from pathlib import Path

from tests.parity.servers.serving import serve
from tests.parity.servers.wiring import (
    NO_NOTIFICATIONS,
    Sections,
    manage,
    sqlite,
    take_arguments,
    write_settings,
)


def settings(folder: Path) -> Sections:
    """Keystone's settings; ``folder`` is its own."""
    return {
        "DEFAULT": {"log_file": f"{folder}/keystone.log", "use_stderr": "false"},
        **sqlite(folder / "keystone.sqlite"),
        "token": {"provider": "fernet"},
        "fernet_tokens": {"key_repository": f"{folder}/fernet"},
        "fernet_receipts": {"key_repository": f"{folder}/fernet"},
        "credential": {"key_repository": f"{folder}/credential"},
        # The least that bcrypt takes: each command signs in anew.
        "identity": {"password_hash_rounds": "4"},
        "cache": {"enabled": "true", "backend": "oslo_cache.dict"},
        **NO_NOTIFICATIONS,
    }


def main(folder: Path, port: int) -> None:
    """Set up Keystone in ``folder`` and serve it on ``port``."""
    from keystone.cmd import manage as keystone_manage

    config = folder / "keystone.conf"
    write_settings(config, settings(folder))
    for keys in ("fernet", "credential"):
        (folder / keys).mkdir(mode=0o700)
    os.environ["OS_BOOTSTRAP_PASSWORD"] = os.environ["OS_PASSWORD"]
    user = pwd.getpwuid(os.getuid())
    owner = ("--keystone-user", user.pw_name, "--keystone-group", str(user.pw_gid))
    url = f"http://127.0.0.1:{port}/v3"
    for command in (
        ("db_sync",),
        ("fernet_setup", *owner),
        ("credential_setup", *owner),
        ("bootstrap", "--bootstrap-region-id", "RegionOne", "--bootstrap-public-url", url),
    ):
        manage("keystone-manage", keystone_manage.main, "--config-file", str(config), *command)
    os.environ["OS_KEYSTONE_CONFIG_FILES"] = str(config)

    from keystone.server import wsgi

    serve(wsgi.initialize_public_application(), port)


if __name__ == "__main__":
    folder, port = take_arguments()
    main(Path(folder), int(port))
