"""``--filter`` and ``--with-count``: what the API can do for any list that has them."""

import ast
import functools
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, TypeVar

import click

from blockctl.api import counting, resources
from blockctl.api.client import Cloud
from blockctl.api.filter_keys import require_known
from blockctl.api.resources import Resource
from blockctl.context import Context
from blockctl.output.terminal import note

Verb = TypeVar("Verb", bound=Callable[..., Any])

# They steer a list rather than filter it, and have options of their own.
_NO_FILTERS = {"limit", "marker", "offset", "sort", "sort_dir", "sort_key", "with_count"}
# Generic filters came with 3.31, inexact ones (a tilde ends the key) with 3.34.
_LIKE = "3.34"
# Times that are before or after another came with 3.60 (cinder/api/v3/volumes.py).
_TIMES = "3.60"
_COMPARED = re.compile(r"(?P<key>\w+)(?P<sign>>=|<=|>|<|=)(?P<value>.+)")
_OPERATORS = {">=": "gte", "<=": "lte", ">": "gt", "<": "lt", "=": "eq"}
_OPERATOR_GIVEN = re.compile(r"(gte?|lte?|n?eq):")


def filter_option(
    kind: str, since: str = "3.31", times: Collection[str] = ()
) -> Callable[[Verb], Verb]:
    """Give a verb ``filters``, what the API's query shall say, by ``--filter KEY[~]=VALUE``.

    ``kind`` is the service's word for what is listed, such as ``group_snapshot``, and ``since`` the
    microversion that brought the filters of this list; ``times`` are keys that are compared (3.60):
    ``--filter 'created_at>=2026-11-22'``. A key that the service does not know is refused.
    """

    def decorate(verb: Verb) -> Verb:
        @click.pass_obj
        @functools.wraps(verb)
        def wrapper(context: Context, /, *args: Any, filters: dict[str, str], **kwargs: Any) -> Any:
            if filters:
                context.cloud.require(since, "--filter")
            if any(key.endswith("~") for key in filters):
                context.cloud.require(_LIKE, "A filter that ends with ~")
            if filters.keys() & set(times):
                context.cloud.require(_TIMES, "A filter by time")
            require_known(context.cloud, kind, filters)
            return verb(*args, filters=filters, **kwargs)

        def to_filters(context: click.Context, parameter: click.Parameter, pairs: Any) -> Any:
            return _to_filters(pairs, times)

        compares = f" {' and '.join(times)} take >=, <=, > and < too ({_TIMES})." if times else ""
        option = click.option(
            "--filter",
            "filters",
            metavar="KEY[~]=VALUE",
            multiple=True,
            callback=to_filters,
            help="Only those with this value, or with ~ a value like it (3.34); repeat it for more."
            f"{compares} Needs {since}.",
        )
        return option(wrapper)  # type: ignore[return-value]

    return decorate


def count_option(verb: Verb) -> Verb:
    """``--with-count``, given to the verb as ``with_count``; ``listing`` does the rest."""
    return click.option(
        "--with-count", is_flag=True, help="Say on stderr how many there are in all (3.45)."
    )(verb)


def listing(
    cloud: Cloud, resource: Resource, query: Mapping[str, Any], most: int | None, with_count: bool
) -> Iterator[dict[str, Any]]:
    """At most ``most`` of what ``query`` asks for; ``with_count`` tells on stderr of how many."""
    if with_count:
        count = counting.count(cloud, resource, query)
        note(f"{count} {resource.label}{'' if count == 1 else 's'} in all.")
    return resources.listing(cloud, resource, query, most)


def with_filters(query: Mapping[str, Any], filters: Mapping[str, str]) -> dict[str, Any]:
    """``query``, made of a verb's own options, and ``filters``; none may be asked for twice."""
    for key in filters:
        if query.get(key) is not None:
            raise click.UsageError(f"'{key}' is given twice: by --filter and by its own option.")
    return {**query, **filters}


def _to_filters(pairs: Iterable[str], times: Collection[str]) -> dict[str, str]:
    filters: dict[str, str] = {}
    for pair in pairs:
        compared = _COMPARED.fullmatch(pair)
        if compared and compared["key"] in times:
            key, equals, value = compared["key"], "=", _comparison(compared)
        else:
            key, equals, value = pair.partition("=")
        if times and set("<>") & set(key):
            raise click.BadParameter(f"'{pair}': only {' and '.join(times)} can be compared so.")
        if not equals or not key.rstrip("~") or set("<>") & set(key):
            raise click.BadParameter(f"'{pair}' is not of the form key=value or key~=value.")
        if key in _NO_FILTERS:
            raise click.BadParameter(f"'{key}' is no filter; see the other options.")
        if key in filters and key in times:
            # Cinder joins several by "or" (_filter_time_comparison in cinder/db/api.py).
            raise click.BadParameter(f"'{key}' is given twice; the service lists what fits either.")
        if key in filters:
            raise click.BadParameter(f"'{key}' is given twice.")
        filters[key] = _as_dictionary(value) if value[:1] + value[-1:] == "{}" else value
    return filters


def _comparison(given: re.Match[str]) -> str:
    """``gte:2026-11-22``, as the service compares times; it may be written so already."""
    sign, value = given["sign"], given["value"]
    if sign == "=" and _OPERATOR_GIVEN.match(value):
        return value
    return f"{_OPERATORS[sign]}:{value}"


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
