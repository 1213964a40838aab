"""A real Keystone in one process: ``python -m tests.parity.servers.keystone FOLDER PORT``.

Runs in the environment of requirements-keystone.txt. SQLite, Fernet tokens, and nothing that
a test does not need. The administrator's password is taken from ``OS_PASSWORD``.
"""

import os
import pwd
import sys
from pathlib import Path

from tests.parity.servers.serving import serve

SETTINGS = """[DEFAULT]
log_file = {folder}/keystone.log
use_stderr = false
[database]
connection = sqlite:///{folder}/keystone.sqlite?timeout=30
sqlite_synchronous = false
[token]
provider = fernet
[fernet_tokens]
key_repository = {folder}/fernet
[fernet_receipts]
key_repository = {folder}/fernet
[credential]
key_repository = {folder}/credential
[identity]
# The least that bcrypt takes: each command signs in anew.
password_hash_rounds = 4
[cache]
enabled = true
backend = oslo_cache.dict
[oslo_messaging_notifications]
driver = noop
"""


def main(folder: Path, port: int) -> None:
    """Set up Keystone in ``folder`` and serve it on ``port``."""
    config = folder / "keystone.conf"
    config.write_text(SETTINGS.format(folder=folder), encoding="utf-8")
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
        _manage("--config-file", str(config), *command)
    os.environ["OS_KEYSTONE_CONFIG_FILES"] = str(config)
    # Keystone reads the command line of the process that it is loaded into.
    del sys.argv[1:]

    from keystone.server import wsgi

    serve(wsgi.initialize_public_application(), port)


def _manage(*arguments: str) -> None:
    """What ``keystone-manage`` does, in a fork of this process, which imports Keystone once."""
    from keystone.cmd import cli

    child = os.fork()
    if child == 0:
        cli.main(["keystone-manage", *arguments])
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status:
        raise SystemExit(f"keystone-manage {' '.join(arguments)} failed; see keystone.log")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
