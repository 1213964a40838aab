"""``block storage log level list|set``: what Cinder's running services log."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import click

from blockctl.api import log_levels, services
from blockctl.api.client import Cloud
from blockctl.commands import base
from blockctl.commands.base.polling import until
from blockctl.context import Context
from blockctl.errors import NotFound
from blockctl.output.columns import Column

Verb = TypeVar("Verb", bound=Callable[..., Any])

COLUMNS = tuple(Column(name, name.lower()) for name in ("Binary", "Host", "Prefix", "Level"))
_SET = "set"


def _which(verb: Verb) -> Verb:
    """``--host``, ``--service`` and ``--log-prefix``: whose loggers are meant."""
    options = (
        click.option("--host", metavar="HOST", help="Only services on this host or cluster."),
        click.option(
            "--service", type=click.Choice(log_levels.BINARIES), help="Only services of this kind."
        ),
        click.option(
            "--log-prefix", metavar="PREFIX", help="Only loggers whose names begin with this."
        ),
    )
    for option in reversed(options):
        verb = option(verb)
    return verb


@click.command()
@_which
@base.lists(COLUMNS)
@click.pass_obj
def list_(
    context: Context, host: str | None, service: str | None, log_prefix: str | None
) -> Iterator[dict[str, str]]:
    """List the log levels of running services."""
    return log_levels.listing(context.cloud, binary=service, server=host, prefix=log_prefix)


@click.command()
@click.argument("level", type=click.Choice(log_levels.LEVELS, case_sensitive=False))
@_which
@base.wait_options
@click.pass_obj
def set_(
    context: Context,
    level: str,
    host: str | None,
    service: str | None,
    log_prefix: str | None,
    wait: bool,
    timeout: float,
) -> None:
    """Set the log level of running services, until they start anew."""
    cloud = context.cloud
    if host and service != "cinder-api":
        _require_somebody(cloud, host, service)
    which = {"binary": service, "server": host, "prefix": log_prefix}
    log_levels.change(cloud, level, **which)
    if wait:
        until(
            "Log levels",
            lambda: _state(cloud, level, which),
            lambda state: state == _SET,
            timeout,
            "Look again with: blockctl block storage log level list",
        )


def _state(cloud: Cloud, level: str, which: Mapping[str, str | None]) -> str:
    left = sum(each["level"] != level for each in log_levels.listing(cloud, **which))
    return f"other than {level} for {left} loggers" if left else _SET


def _require_somebody(cloud: Cloud, host: str, binary: str | None) -> None:
    """Raise NotFound for a request that would reach nobody, which Cinder accepts all the same."""
    wanted = None if binary == "*" else binary
    for service in services.listing(cloud, binary=wanted):
        places = (service["host"], service.get("cluster") or "")
        is_there = any(place == host or place.startswith(f"{host}@") for place in places)
        if is_there and service["state"] == "up":
            return
    what = f"No {wanted}" if wanted else "No service"
    raise NotFound(f"{what} is up on host '{host}'.", "See: blockctl volume service list")
