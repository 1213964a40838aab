"""Kinds of option values that many verbs take."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

Verb = TypeVar("Verb", bound=Callable[..., Any])


class Size(click.IntRange):
    """A size in GiB, up to Cinder's bound for an integer column (cinder/db/constants.py)."""

    name = "number of GiB"

    def __init__(self) -> None:
        super().__init__(1, 2**31 - 1)


SIZE = Size()


def to_properties(
    context: click.Context, parameter: click.Parameter, pairs: Iterable[str]
) -> dict[str, str]:
    """A click callback: ``key=value`` texts as a dictionary; a later key wins over an earlier."""
    properties: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise click.BadParameter(f"'{pair}' is not of the form key=value.")
        properties[key] = value
    return properties


def key_values(*names: str, **settings: Any) -> Callable[[Verb], Verb]:
    """A repeatable ``key=value`` option whose value is one dictionary."""
    return click.option(
        *names, metavar="KEY=VALUE", multiple=True, callback=to_properties, **settings
    )


def at_most_one(**given: Any) -> None:
    """Refuse options that exclude each other; keys are the options' names with underscores."""
    present = [f"--{name.replace('_', '-')}" for name, value in given.items() if value]
    if len(present) > 1:
        raise click.UsageError(f"{' and '.join(present)} exclude each other.")
