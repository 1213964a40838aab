"""``--filter``, ``--sort`` and ``--with-count``: what the API can do for any list that has them."""

import ast
import functools
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import click

from blockctl.api import counting
from blockctl.api.client import Cloud
from blockctl.api.resources import Resource
from blockctl.context import Context
from blockctl.output.terminal import note

Verb = TypeVar("Verb", bound=Callable[..., Any])

# They steer a list rather than filter it, and have options of their own.
_NO_FILTERS = {"limit", "marker", "offset", "sort", "sort_dir", "sort_key", "with_count"}
_SORTED = re.compile(r"(?P<key>[^:,\s]+)(:(asc|desc))?")
# Generic filters came with 3.31, inexact ones (a tilde ends the key) with 3.34.
_LIKE = "3.34"


def filter_option(since: str = "3.31") -> Callable[[Verb], Verb]:
    """Give a verb ``filters``, what the API's query shall say, by ``--filter KEY[~]=VALUE``.

    ``since`` is the microversion that brought the filters of this list.
    """

    def decorate(verb: Verb) -> Verb:
        @click.pass_obj
        @functools.wraps(verb)
        def wrapper(context: Context, /, *args: Any, filters: dict[str, str], **kwargs: Any) -> Any:
            if filters:
                context.cloud.require(since, "--filter")
            if any(key.endswith("~") for key in filters):
                context.cloud.require(_LIKE, "A filter that ends with ~")
            return verb(*args, filters=filters, **kwargs)

        option = click.option(
            "--filter",
            "filters",
            metavar="KEY[~]=VALUE",
            multiple=True,
            callback=_to_filters,
            help="Only those with this value, or with ~ a value like it (3.34); repeat it for more."
            f" Needs {since}.",
        )
        return option(wrapper)  # type: ignore[return-value]

    return decorate


def sort_option(
    since: str = "3.0", columns: Mapping[str, str] | None = None
) -> Callable[[Verb], Verb]:
    """Give a verb ``sort``, the API's word for the order of its list or None, by ``--sort``.

    ``since`` is the microversion that brought it for this list; ``columns`` translates keys that
    the service knows by other names. Without it ``name`` is ``display_name``, the name of the
    service's column, which older ones do not translate.
    """
    renamed = {"name": "display_name"} if columns is None else columns

    def decorate(verb: Verb) -> Verb:
        @click.pass_obj
        @functools.wraps(verb)
        def wrapper(context: Context, /, *args: Any, sort: str | None, **kwargs: Any) -> Any:
            if sort:
                context.cloud.require(since, "--sort")
            return verb(*args, sort=sort, **kwargs)

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


def count_option(verb: Verb) -> Verb:
    """``--with-count``, given to the verb as ``with_count``; ``tell_count`` does the rest."""
    return click.option(
        "--with-count", is_flag=True, help="Say on stderr how many there are in all (3.45)."
    )(verb)


def tell_count(cloud: Cloud, resource: Resource, filters: Mapping[str, Any]) -> None:
    """Tell the user on stderr how many resources match ``filters``, listed or not."""
    count = counting.count(cloud, resource, filters)
    note(f"{count} {resource.label}{'' if count == 1 else 's'} in all.")


def _to_filters(
    context: click.Context, parameter: click.Parameter, pairs: Iterable[str]
) -> dict[str, str]:
    filters: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.rstrip("~"):
            raise click.BadParameter(f"'{pair}' is not of the form key=value or key~=value.")
        if key in _NO_FILTERS:
            raise click.BadParameter(f"'{key}' is no filter; see the other options.")
        if key in filters:
            raise click.BadParameter(f"'{key}' is given twice.")
        filters[key] = _as_dictionary(value) if value[:1] + value[-1:] == "{}" else value
    return filters


def _as_dictionary(text: str) -> str:
    """``{a:b,c:d}``, as cinder takes it, the way the service reads it: a Python dictionary's text.

    A text that is one already is left as it is.
    """
    try:
        ast.literal_eval(text)
    except (SyntaxError, ValueError):
        pairs = [pair.partition(":") for pair in text[1:-1].split(",")]
        return str({key.strip(): value.strip() for key, _, value in pairs})
    return text


def _sorted_by(text: str, renamed: Mapping[str, str]) -> str:
    match = _SORTED.fullmatch(text)
    if not match:
        raise click.BadParameter(f"'{text}' is not of the form key, key:asc or key:desc.")
    key = match["key"]
    return renamed.get(key, key) + text[len(key) :]
