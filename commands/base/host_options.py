"""How this host presents itself and connects, as the verbs about this host take it."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import click

from blockctl.connectors.host import HostOptions

Verb = TypeVar("Verb", bound=Callable[..., Any])

MULTIPATH = click.option(
    "--multipath/--no-multipath",
    default=False,
    help="Use several paths to a volume at once, where multipathd runs.",
)
_OPTIONS = (
    MULTIPATH,
    click.option("--enforce-multipath", is_flag=True, help="Fail where multipathd does not run."),
    click.option(
        "--nic", metavar="INTERFACE", help="Tell the service the address of this interface."
    ),
    click.option("--ip", metavar="ADDRESS", help="Tell the service this address."),
    click.option("--host", "name", metavar="NAME", help="Tell the service this name of the host."),
)
_KEYS = ("multipath", "enforce_multipath", "nic", "ip", "name")


def host_options(verb: Verb) -> Verb:
    """Give a verb ``host``, what was chosen of all this."""

    @functools.wraps(verb)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        host = HostOptions(**{key: kwargs.pop(key) for key in _KEYS})
        if host.nic and host.ip:
            raise click.UsageError("--nic and --ip exclude each other.")
        if host.enforce_multipath and not host.multipath:
            raise click.UsageError("--enforce-multipath is only for --multipath.")
        return verb(*args, host=host, **kwargs)

    decorated: Any = wrapper
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]
