"""Prints each route of the installed Cinder's API v3: method, path and action, by tabs.

``python -m tests.unit.cinder_routes FOLDER``; the controllers want a database, which is made in
the folder. It runs as a process of its own, since Cinder's settings are the process's.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Parts of routes that no controller serves.
_UNSERVED = ("project_id", ":(format)")


def main(folder: Path) -> None:
    """Print the routes, sorted."""
    import sqlalchemy
    from cinder import objects, rpc
    from cinder.common.config import CONF
    from cinder.db import models
    from oslo_messaging.conffixture import ConfFixture

    objects.register_all()
    CONF([], project="cinder", default_config_files=[])
    database = f"sqlite:///{folder}/cinder.sqlite"
    CONF.set_override("connection", database, group="database")
    models.BASE.metadata.create_all(sqlalchemy.create_engine(database))
    messaging = ConfFixture(CONF)
    messaging.setUp()
    messaging.transport_url = "fake:/"
    rpc.init(CONF)
    from cinder.api.v3.router import APIRouter

    routes = {each for route in APIRouter().map.matchlist for each in _served_by(route)}
    sys.stdout.writelines("\t".join(each) + "\n" for each in sorted(routes))


def _served_by(route: Any) -> Iterator[tuple[str, str, str]]:
    resource, name = route.defaults.get("controller"), route.defaults.get("action")
    if resource is None or any(part in route.routepath for part in _UNSERVED):
        return
    path = re.sub(r":\(?\w+\)?|\{\w+\}", "{}", route.routepath)
    for method in (route.conditions or {}).get("method") or ["GET"]:
        if name == "action":
            yield from ((method, path, action) for action in resource.wsgi_actions)
        elif _has(resource.controller, name):
            yield method, path, ""


def _has(controller: Any, method: str) -> bool:
    return hasattr(controller, method) or method in getattr(controller, "versioned_methods", {})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
