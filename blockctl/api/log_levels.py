"""Log levels of Cinder's running services (microversion 3.32).

``server`` is a host or a cluster, ``binary`` such as ``cinder-volume`` (none or ``*`` means all),
and ``prefix`` begins the names of the loggers that are meant, such as ``cinder.volume.``.
"""

from collections.abc import Iterator
from typing import Any

from blockctl.api.client import Cloud

BINARIES = ("*", "cinder-api", "cinder-volume", "cinder-scheduler", "cinder-backup")
LEVELS = ("INFO", "WARNING", "ERROR", "DEBUG")


def listing(
    cloud: Cloud, *, binary: str | None, server: str | None, prefix: str | None
) -> Iterator[dict[str, str]]:
    """The level of each logger of each service that is up: ``binary, host, prefix, level``."""
    cloud.require("3.32", "Listing log levels")
    # It only reads, for all that it is a PUT.
    body = _filters(binary, server, prefix)
    answer = cloud.request("PUT", "/os-services/get-log", "Listing log levels", body=body)
    for service in answer["log_levels"]:
        for logger, level in sorted(service["levels"].items()):
            yield {
                "binary": service["binary"],
                "host": service["host"],
                "prefix": logger,
                "level": level,
            }


def change(
    cloud: Cloud, level: str, *, binary: str | None, server: str | None, prefix: str | None
) -> None:
    """Set the level until the services start anew; those that are down are passed over."""
    cloud.require("3.32", "Setting log levels")
    body = {**_filters(binary, server, prefix), "level": level}
    cloud.request("PUT", "/os-services/set-log", "Setting log levels", body=body)


def _filters(binary: str | None, server: str | None, prefix: str | None) -> dict[str, Any]:
    # Absent they mean all, but the binary may not be null.
    return {"binary": binary or "", "server": server, "prefix": prefix}
