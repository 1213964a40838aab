"""A real Glance: ``python -m tests.parity.servers.glance FOLDER PORT KEYSTONE``.

Runs in the environment of requirements-keystone.txt; images are files, records SQLite. The
password of the service user ``cinder``, which it shares, is taken from ``OS_PASSWORD``.
"""

import os
import shutil
import sys
from pathlib import Path

from tests.parity.servers.serving import serve

SETTINGS = """[DEFAULT]
log_file = {folder}/glance.log
use_stderr = false
enabled_backends = disk:file
node_staging_uri = file://{folder}/staging
transport_url = fake://
image_cache_dir = {folder}/cache
[database]
connection = sqlite:///{folder}/glance.sqlite?timeout=30
sqlite_synchronous = false
[glance_store]
default_backend = disk
[disk]
filesystem_store_datadir = {folder}/images
[os_glance_staging_store]
filesystem_store_datadir = {folder}/staging
[os_glance_tasks_store]
filesystem_store_datadir = {folder}/tasks
[paste_deploy]
flavor = keystone
[keystone_authtoken]
auth_type = password
auth_url = {keystone}
www_authenticate_uri = {keystone}
username = cinder
password = {password}
project_name = service
user_domain_id = default
project_domain_id = default
interface = public
service_token_roles_required = true
[oslo_concurrency]
lock_path = {folder}
[oslo_messaging_notifications]
driver = noop
"""


def main(folder: Path, port: int, keystone: str) -> None:
    """Set up Glance in ``folder`` and serve it on ``port``; ``keystone`` is the URL up to /v3."""
    config = folder / "glance-api.conf"
    text = SETTINGS.format(folder=folder, keystone=keystone, password=os.environ["OS_PASSWORD"])
    config.touch(mode=0o600)
    config.write_text(text, encoding="utf-8")
    for name in ("images", "staging", "tasks", "cache"):
        (folder / name).mkdir()
    shutil.copy(Path(sys.prefix) / "etc/glance/glance-api-paste.ini", folder)
    _manage("--config-file", str(config), "db_sync")
    os.environ["OS_GLANCE_CONFIG_DIR"] = str(folder)
    # Glance reads the command line of the process that it is loaded into.
    del sys.argv[1:]

    from glance.common import wsgi_app

    serve(wsgi_app.init_app(), port)


def _manage(*arguments: str) -> None:
    """What ``glance-manage`` does, in a fork of this process, which imports Glance once."""
    from glance.cmd import manage

    child = os.fork()
    if child == 0:
        sys.argv = ["glance-manage", *arguments]
        os._exit(manage.main() or 0)
    _, status = os.waitpid(child, 0)
    if status:
        raise SystemExit(f"glance-manage {' '.join(arguments)} failed")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
