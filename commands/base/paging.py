"""``--limit`` and ``--marker``, as lists take them."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import click

from blockctl.api.resources import Resource
from blockctl.commands.base import ranges

Verb = TypeVar("Verb", bound=Callable[..., Any])


def paged(
    resource: Resource, *, max_items: bool = False, marker_by_name: bool = False
) -> Callable[[Verb], Verb]:
    """Give a verb ``marker``, an ID or None, and ``most``, how many to list at most or None.

    ``max_items`` adds the older name of ``--limit``, where OSC still has it. ``marker_by_name``
    is for a verb that finds the marker by its name, too.
    """
    count = ranges.Whole(min=0)

    def decorate(verb: Verb) -> Verb:
        @functools.wraps(verb)
        def wrapper(*args: Any, limit: int | None, **kwargs: Any) -> Any:
            given = (limit, kwargs.pop("max_items", None))
            most = min((each for each in given if each is not None), default=None)
            return verb(*args, most=most, **kwargs)

        what = resource.label
        decorated: Any = click.option(
            "--marker",
            metavar=what.upper().replace(" ", "_"),
            help=f"Begin after this {what} ({'name or ID' if marker_by_name else 'ID'}).",
        )(wrapper)
        if max_items:
            option = click.option("--max-items", type=count, metavar="COUNT", help="The same.")
            decorated = option(decorated)
        option = click.option("--limit", type=count, metavar="COUNT", help="Stop after so many.")
        return option(decorated)  # type: ignore[no-any-return]

    return decorate
