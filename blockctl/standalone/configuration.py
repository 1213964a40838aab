"""Cinder's configuration as the service runs with it: ours, and over it what the user gave."""

from pathlib import Path
from typing import Any

from cinder import version
from cinder.common import config
from oslo_config import cfg

from blockctl.errors import BadUsage
from blockctl.standalone.choices import Choices
from blockctl.standalone.folder import Folder


def load(folder: Folder, chosen: Choices) -> None:
    """Read both files into ``cfg.CONF``.

    Raises BadUsage, naming the file and the option, for what Cinder cannot take, and for what
    would put the service's own guard out of work.
    """
    files = [str(folder.config), *([chosen.config] if chosen.config else [])]
    try:
        cfg.CONF(
            [argument for file in files for argument in ("--config-file", file)],
            project="cinder",
            version=version.version_string(),
            # Another Cinder's /etc/cinder/cinder.conf.d is not meant for this one.
            default_config_dirs=[],
        )
        config.set_middleware_defaults()
        if chosen.config:
            _refuse_wrong_values(Path(chosen.config))
    except cfg.Error as refused:
        raise BadUsage(f"{files[-1]} cannot be used: {refused}.") from refused
    if cfg.CONF.auth_strategy != "noauth":
        raise BadUsage(
            f"{files[-1]} sets auth_strategy, but the standalone service has its own token."
        )
    if not keeps_database(folder):
        # Ours named the same file for readers: they would look into the wrong database.
        reader = cfg.CONF.database.slave_connection
        if reader and str(folder.database) in reader:
            cfg.CONF.set_override("slave_connection", None, group="database")


def keeps_database(folder: Folder) -> bool:
    """Whether the database is the SQLite file in the state folder."""
    connection: str = cfg.CONF.database.connection
    return connection.partition("?")[0] == f"sqlite:///{folder.database}"


def _refuse_wrong_values(file: Path) -> None:
    """Raises cfg.Error for a value that its option does not take: Cinder looks late, or never."""
    sections: dict[str, dict[str, Any]] = {}
    cfg.ConfigParser(str(file), sections).parse()
    for section, options in sections.items():
        if section != "DEFAULT" and section not in cfg.CONF:
            continue
        group = cfg.CONF if section == "DEFAULT" else cfg.CONF[section]
        for name in options:
            if name in group:
                try:
                    getattr(group, name)
                except ValueError as refused:
                    raise cfg.Error(f"[{section}] {refused}".rstrip(".")) from refused
