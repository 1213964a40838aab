"""Cinder made ready inside this process: configured, its database current, its messaging up.

Cinder is imported in here only, after its threading is chosen.
"""

import contextlib
import importlib.metadata
import logging
import os
import sqlite3
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blockctl.errors import BlockctlError
from blockctl.standalone import choices, database, settings
from blockctl.standalone.choices import Choices
from blockctl.standalone.folder import Folder, write_private

# Both warn on every use of the key manager that settings.py chose on purpose.
_QUIET = ["castellan.key_manager=ERROR", "stevedore.named=ERROR"]


@dataclass(frozen=True)
class Cinder:
    """``configuration`` is Cinder's ``cfg.CONF``; ``reserve`` is to be left at the very end."""

    configuration: Any
    reserve: AbstractContextManager[object]

    def application(self) -> Any:
        """The API as a WSGI application, by what ``configuration`` says now."""
        from oslo_service import wsgi

        return wsgi.Loader(self.configuration).load_app("osapi_volume")


def prepare_cinder(folder: Folder, chosen: Choices, volume_key: str) -> Cinder:
    """Have Cinder ready to start its services, in a ``folder`` that is prepared.

    ``volume_key`` is the hexadecimal key of encrypted volume types. Once in a process. Raises
    BadUsage for a configuration that cannot be used, BlockctlError for a database or a Cinder
    that cannot.
    """
    _write_configuration(folder, chosen, volume_key)
    configuration = _load(folder, chosen)
    reserve = _open_database(folder)
    _connect(configuration)
    return Cinder(configuration, reserve)


def _write_configuration(folder: Folder, chosen: Choices, volume_key: str) -> None:
    expose = "loop" if os.geteuid() == 0 else "file"
    folders, groups = choices.folders(chosen, folder), choices.groups(chosen)
    backends = {name: settings.of_folder(place, expose) for name, place in folders.items()}
    backends |= {name: settings.of_group(group) for name, group in groups.items()}
    sections = settings.sections(folder, backends, _api_files(), volume_key)
    write_private(folder.config, settings.text_of(sections))


def _api_files() -> Path:
    """The folder that Cinder's distribution put its API's configuration files into."""
    for file in importlib.metadata.files("cinder") or []:
        if file.parts[-3:] == ("etc", "cinder", "api-paste.ini"):
            return Path(str(file.locate())).resolve().parent
    raise BlockctlError("The installed Cinder has no api-paste.ini; install it again.")


def _load(folder: Folder, chosen: Choices) -> Any:
    """Import and configure Cinder, in the order that it needs; returns its configuration."""
    # It warns, at each import, that native threads are new; that choice is ours.
    logging.getLogger("cinder.monkey_patch").setLevel(logging.ERROR)
    from cinder import monkey_patch

    monkey_patch.patch("threading")

    import os_brick
    from cinder import objects
    from cinder.cmd import backup, volume  # noqa: F401  (they register options)
    from oslo_config import cfg
    from oslo_log import log

    from blockctl.standalone import configuration, overrides

    objects.register_all()
    configuration.load(folder, chosen)
    log.set_defaults(default_log_levels=[*log.get_default_log_levels(), *_QUIET])
    log.setup(cfg.CONF, "cinder")
    os_brick.setup(cfg.CONF)
    overrides.apply(sqlite=configuration.keeps_database(folder))
    return cfg.CONF


def _open_database(folder: Folder) -> AbstractContextManager[object]:
    """Bring the database to Cinder's schema; what is returned is kept open to the end."""
    from cinder.db import migration

    from blockctl.standalone import configuration

    if not configuration.keeps_database(folder):
        migration.db_sync()
        return contextlib.nullcontext()
    try:
        database.migrate(folder.database, migration.db_sync)
        return contextlib.closing(database.reserve(folder.database))
    except sqlite3.Error as failure:
        raise BlockctlError(f"{folder.database} cannot be used: {failure}.") from failure


def _connect(configuration: Any) -> None:
    from cinder import coordination, rpc

    coordination.COORDINATOR.start()
    rpc.init(configuration)
