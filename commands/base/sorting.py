"""``--sort``: the order in which the service lists."""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from blockctl.context import Context
from blockctl.errors import BadUsage, BlockctlError

Verb = TypeVar("Verb", bound=Callable[..., Any])

_SORTED = re.compile(r"(?P<key>[^:,\s]+)(:(asc|desc))?")
_KEYS = ("id", "name", "status", "created_at", "updated_at")
# The service says no more of a key that it does not have.
_REFUSED = "Invalid sort key"


def sort_option(
    since: str = "3.0",
    columns: Mapping[str, str] | None = None,
    keys: Sequence[str] = _KEYS,
    more: Sequence[str] = (),
) -> Callable[[Verb], Verb]:
    """Give a verb ``sort``, the API's word for the order of its list or None, by ``--sort``.

    ``since`` is the microversion that brought it for this list; ``columns`` translates keys that
    the service knows by other names. Without it ``name`` is ``display_name``, the name of the
    service's column, which older ones do not translate. ``keys`` and ``more`` are told where the
    service refuses one; it has others that nobody would sort by.
    """
    renamed = {"name": "display_name"} if columns is None else columns

    def decorate(verb: Verb) -> Verb:
        @click.pass_obj
        @functools.wraps(verb)
        def wrapper(context: Context, /, *args: Any, sort: str | None, **kwargs: Any) -> Any:
            if sort:
                context.cloud.require(since, "--sort")
            try:
                return verb(*args, sort=sort, **kwargs)
            except BlockctlError as refused:
                if not sort or _REFUSED not in refused.message:
                    raise
                raise BadUsage(
                    f"The service does not sort this list by '{sort}'.",
                    f"It sorts by {', '.join(sorted((*keys, *more)))}.",
                ) from refused

        def to_sort(context: click.Context, parameter: click.Parameter, text: str | None) -> Any:
            return text and ",".join(_sorted_by(each.strip(), renamed) for each in text.split(","))

        needs = "" if since == "3.0" else f" Needs {since}."
        option = click.option(
            "--sort",
            metavar="KEY[:asc|desc]",
            callback=to_sort,
            help="Let the service sort, downwards unless it says :asc; separate keys with commas."
            + needs,
        )
        return option(wrapper)  # type: ignore[return-value]

    return decorate


def _sorted_by(text: str, renamed: Mapping[str, str]) -> str:
    match = _SORTED.fullmatch(text)
    if not match:
        raise click.BadParameter(f"'{text}' is not of the form key, key:asc or key:desc.")
    key = match["key"]
    return renamed.get(key, key) + text[len(key) :]
