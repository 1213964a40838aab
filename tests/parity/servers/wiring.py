"""What the services have in common: settings in a file, their admin command, who they are.

Only the standard library: it runs inside each service's own environment.
"""

import os
import sys
from collections.abc import Callable, Mapping
from configparser import ConfigParser
from pathlib import Path

Sections = Mapping[str, Mapping[str, str]]

# The service user, which Cinder, Glance and Barbican share, and its project: cloud.py makes both.
SERVICE_USER = "cinder"
SERVICE_PROJECT = "service"

NO_NOTIFICATIONS: Sections = {"oslo_messaging_notifications": {"driver": "noop"}}


def take_arguments() -> list[str]:
    """The arguments of this process, which are no longer there for a service that looks."""
    taken = sys.argv[1:]
    del sys.argv[1:]
    return taken


def behind_keystone(keystone: str) -> Sections:
    """How a service proves tokens at ``keystone``, its URL up to /v3.

    The password of the service user is taken from ``OS_PASSWORD``.
    """
    return {
        "keystone_authtoken": {
            "auth_type": "password",
            "auth_url": keystone,
            "www_authenticate_uri": keystone,
            "username": SERVICE_USER,
            "password": os.environ["OS_PASSWORD"],
            "project_name": SERVICE_PROJECT,
            "user_domain_id": "default",
            "project_domain_id": "default",
            "interface": "public",
            "service_token_roles_required": "true",
        }
    }


def sqlite(file: Path) -> Sections:
    """A database in ``file`` that is not kept: nothing waits for the disk."""
    connection = f"sqlite:///{file}?timeout=30"
    return {"database": {"connection": connection, "sqlite_synchronous": "false"}}


def write_settings(file: Path, sections: Sections) -> None:
    """Write ``sections`` to ``file`` as oslo.config reads them, for the owner only."""
    settings = ConfigParser(interpolation=None)
    settings.read_dict(sections)
    file.touch(mode=0o600)
    with file.open("w", encoding="utf-8") as text:
        settings.write(text)


def manage(program: str, main: Callable[[], object], *arguments: str) -> None:
    """Run the ``main`` of a service's admin program in a fork, so that it is imported once."""
    child = os.fork()
    if child == 0:
        sys.argv = [program, *arguments]
        os._exit(1 if main() else 0)
    _, status = os.waitpid(child, 0)
    if status:
        raise SystemExit(f"{program} {' '.join(arguments)} failed; see its log")
