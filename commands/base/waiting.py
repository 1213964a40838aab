"""``--wait``: polls with growing intervals until a resource is ready, gone, or in error."""

import math
import time
from collections.abc import Callable, Collection
from typing import Any, TypeVar

import click

from blockctl.api import resources
from blockctl.api.client import Cloud
from blockctl.api.resources import Resource
from blockctl.commands.base.failures import failure
from blockctl.errors import BlockctlError, Interrupted, NotFound, TimedOut
from blockctl.output.progress import Progress

Verb = TypeVar("Verb", bound=Callable[..., Any])

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0
_GROWTH = 1.4
_LEAVING = ("deleting", "unmanaging")


class _Seconds(click.FloatRange):
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
        raise NotFound(f"{_name(resource, item)} was deleted while it was waited for.")
    return found


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
    label = _name(resource, item)
    later = f"Look again with: blockctl {resource.noun} show {item['id']}"
    end = time.monotonic() + timeout
    pause = _FIRST_PAUSE
    status = str(item.get("status", "unknown"))
    try:
        with Progress(label) as progress:
            while True:
                try:
                    item = resources.show(cloud, resource, item["id"])
                except NotFound:
                    return None
                status = str(item["status"])
                if status.startswith("error"):
                    raise _failure(cloud, resource, item)
                if is_done(status):
                    return item
                progress.say(status)
                left = end - time.monotonic()
                if left <= 0:
                    raise TimedOut(f"{label} is still {status} after {timeout:g} s.", later)
                time.sleep(min(pause, left))
                pause = min(pause * _GROWTH, _LONGEST_PAUSE)
    except KeyboardInterrupt:
        raise Interrupted(f"Stopped waiting; {label} is still {status}.", later) from None


def _failure(
    cloud: Cloud, resource: Resource, item: dict[str, Any], what: str = ""
) -> BlockctlError:
    return failure(
        cloud, item["id"], f"{_name(resource, item)} {what}is in status {item['status']}"
    )


def _name(resource: Resource, item: dict[str, Any]) -> str:
    name = item.get("name")
    return f"{resource.label} {name} ({item['id']})" if name else f"{resource.label} {item['id']}"
