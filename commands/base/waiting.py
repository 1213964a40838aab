"""``--wait``: polls with growing intervals until a resource is ready, gone, or in error."""

import math
from collections.abc import Callable, Collection
from typing import Any, TypeVar

import click

from blockctl.api import resources
from blockctl.api.client import Cloud
from blockctl.api.resources import Resource
from blockctl.commands.base import ranges
from blockctl.commands.base.failures import failure
from blockctl.commands.base.polling import until
from blockctl.errors import BlockctlError, NotFound

Verb = TypeVar("Verb", bound=Callable[..., Any])

# No status of the service's.
_GONE = "gone"
# "deleted" is what a group snapshot has for a moment before it is gone.
_LEAVING = ("deleted", "deleting", "unmanaging")


class _Seconds(ranges.Decimal):
    """A number of seconds; not ``nan``, with which no wait would ever end."""

    name = "seconds"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        seconds: float = super().convert(value, param, ctx)
        if math.isnan(seconds):
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return seconds


def timeout_option(default: float, text: str) -> Callable[[Verb], Verb]:
    """``--timeout`` in seconds; ``text`` is its help."""
    return click.option(
        "--timeout",
        type=_Seconds(min=0, min_open=True),
        default=default,
        show_default=True,
        metavar="SECONDS",
        help=text,
    )


def wait_options(verb: Verb) -> Verb:
    """Give a verb ``--wait`` and ``--timeout`` (seconds)."""
    timeout = timeout_option(600, "Stop waiting after so long.")
    wait = click.option("--wait", is_flag=True, help="Return when it is done, or has failed.")
    return wait(timeout(verb))


def until_ready(
    cloud: Cloud,
    resource: Resource,
    item: dict[str, Any],
    timeout: float,
    ready: Collection[str] = ("available",),
) -> dict[str, Any]:
    """Wait until ``item`` has a status among ``ready``, and return it as it is then.

    Raises BlockctlError with Cinder's own reason once it is in an error state, TimedOut after
    ``timeout`` seconds, Interrupted on Ctrl-C; the operation itself goes on in the last two.
    """
    found = _poll(cloud, resource, item, timeout, lambda status: status in ready)
    if found is None:
        raise NotFound(f"{resources.called(resource, item)} was deleted while it was waited for.")
    return found


def until_settled(
    cloud: Cloud,
    resource: Resource,
    item: dict[str, Any],
    timeout: float,
    passing: Collection[str],
) -> None:
    """Wait until ``item`` has no status among ``passing``. Raises as ``until_ready`` does."""
    _poll(cloud, resource, item, timeout, lambda status: status not in passing)


def until_gone(cloud: Cloud, resource: Resource, item: dict[str, Any], timeout: float) -> None:
    """Wait until ``item`` no longer exists. Raises as ``until_ready`` does."""
    if kept := _poll(cloud, resource, item, timeout, lambda status: status not in _LEAVING):
        # The service sets it back when it cannot delete, such as while a clone still reads it.
        raise _failure(cloud, resource, kept, "was not deleted: it ")


def _poll(
    cloud: Cloud,
    resource: Resource,
    item: dict[str, Any],
    timeout: float,
    is_done: Callable[[str], bool],
) -> dict[str, Any] | None:
    found: dict[str, Any] | None = item

    def look() -> str:
        nonlocal found
        try:
            found = resources.show(cloud, resource, item["id"])
        except NotFound:
            found = None
            return _GONE
        status = str(found["status"])
        if status.startswith("error"):
            raise _failure(cloud, resource, found)
        return status

    until(
        resources.called(resource, item),
        look,
        lambda status: status == _GONE or is_done(status),
        timeout,
        f"Look again with: blockctl {resource.noun} show {item['id']}",
        str(item.get("status", "unknown")),
    )
    return found


def _failure(
    cloud: Cloud, resource: Resource, item: dict[str, Any], what: str = ""
) -> BlockctlError:
    status = f"{resources.called(resource, item)} {what}is in status {item['status']}"
    return failure(cloud, resource, item, status)
