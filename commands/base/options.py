"""Kinds of option values that many verbs take."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from blockctl.argv import TYPED_OPTIONS
from blockctl.commands.base import ranges

Verb = TypeVar("Verb", bound=Callable[..., Any])


class Size(ranges.Whole):
    """A size in GiB, up to Cinder's bound for an integer column (cinder/db/constants.py)."""

    name = "number of GiB"

    def __init__(self) -> None:
        super().__init__(1, 2**31 - 1)


SIZE = Size()


class Name(click.ParamType[str]):
    """A name or an ID: never empty, as a script's unset variable is, and text that can be sent."""

    name = "name"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not value.strip():
            self.fail("A name or an ID is needed, and this is empty.", param, ctx)
        if any("\ud800" <= char <= "\udfff" for char in value):
            self.fail("This is not UTF-8 text.", param, ctx)
        return value


NAME = Name()


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


def on_off(on: str, off: str, text: str) -> Callable[[Verb], Verb]:
    """Two flags that exclude each other: True, False, or None where neither is given."""
    return click.option(f"{on}/{off}", default=None, help=text, callback=_not_both(on, off))


def _not_both(on: str, off: str) -> Callable[..., bool | None]:
    def check(
        context: click.Context, parameter: click.Parameter, value: bool | None
    ) -> bool | None:
        if {on, off} <= context.meta.get(TYPED_OPTIONS, set()):
            raise click.UsageError(f"{on} and {off} exclude each other.")
        return value

    return check


def scheduler_hints(verb: Verb) -> Verb:
    """``--hint KEY=VALUE``, given to the verb as ``hints``: several values of a key are a list.

    Two keys always are one, as the service's filters of that name take them.
    """

    def gathered(
        context: click.Context, parameter: click.Parameter, pairs: Iterable[str]
    ) -> dict[str, str | list[str]]:
        values: dict[str, list[str]] = {}
        for pair in pairs:
            [(key, value)] = to_properties(context, parameter, [pair]).items()
            values.setdefault(key, []).append(value)
        return {
            key: each if len(each) > 1 or key in ("same_host", "different_host") else each[0]
            for key, each in values.items()
        }

    return click.option(
        "--hint",
        "hints",
        metavar="KEY=VALUE",
        multiple=True,
        callback=gathered,
        help="A hint for the scheduler, such as different_host=VOLUME; repeat it for more.",
    )(verb)
