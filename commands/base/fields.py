"""``--field NAME``: any attribute of the API's answer as one more column of a list."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, TypeVar

import click

from blockctl.api.resources import Resource
from blockctl.commands.base.options import NAME
from blockctl.errors import BadUsage
from blockctl.output.columns import Column, properties_text

Verb = TypeVar("Verb", bound=Callable[..., Any])


def field_option(verb: Verb) -> Verb:
    """Give a verb ``fields``, for ``field_columns`` and ``having_fields``."""
    return click.option(
        "--field",
        "fields",
        type=NAME,
        metavar="NAME",
        multiple=True,
        help="Show this attribute of the API too, under its own name; repeat it for more.",
    )(verb)


def field_columns(fields: Sequence[str]) -> list[Column]:
    """A column for each of the attributes, headed by its name."""
    return [Column(name, name, human=_text) for name in dict.fromkeys(fields)]


def having_fields(
    items: Iterable[dict[str, Any]],
    fields: Sequence[str],
    resource: Resource,
    optional: Collection[str] = (),
) -> Iterator[dict[str, Any]]:
    """``items`` as they come, after a look at the first: it must have all of ``fields``.

    ``optional`` are those that only some items have. Raises BadUsage for another.
    """
    items = iter(items)
    first = list(islice(items, 1))
    for item in first:
        for name in fields:
            if name not in item and name not in optional:
                raise BadUsage(
                    f"The service tells no attribute '{name}' of a {resource.label}.",
                    f"It tells: {', '.join(sorted({*item, *optional} - {'links'}))}.",
                )
    return chain(first, items)


def _text(value: Any) -> Any:
    return properties_text(value) if isinstance(value, Mapping) else value
