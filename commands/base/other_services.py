"""Commands that OSC has for several services: ours do the part of block storage, and say so."""

import functools
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from blockctl.errors import BadUsage
from blockctl.output.terminal import note

Verb = TypeVar("Verb", bound=Callable[..., Any])


def volume_option(
    words: str, others: Sequence[str], *, every: str | None = None
) -> Callable[[Verb], Verb]:
    """Give the command ``words`` its ``--volume``; without it the user is told what is left out.

    ``others`` are OSC's options for other services, which are refused. ``every`` is the one that
    asks for all services, where there is one.
    """

    def decorate(verb: Verb) -> Verb:
        @functools.wraps(verb)
        def wrapper(*args: Any, volume: bool, every: bool = False, **kwargs: Any) -> Any:
            if volume and every:
                raise click.UsageError("--volume and --all exclude each other.")
            if not volume:
                note(f"Only for block storage; for other services: openstack {words}")
            return verb(*args, **kwargs)

        decorated: Any = refused_flags(words, others)(wrapper)
        if every:
            text = "For every service in OSC; here the same as without, which is block storage."
            decorated = click.option(every, "every", is_flag=True, help=text)(decorated)
        text = "For block storage, without a word about other services."
        return click.option("--volume", is_flag=True, help=text)(decorated)  # type: ignore[no-any-return]

    return decorate


def refused_flags(words: str, names: Sequence[str]) -> Callable[[Verb], Verb]:
    """Flags of OSC's command ``words`` that are about other services: each is refused by name."""
    return _refused(words, names, is_flag=True)


def refused_options(words: str, names: Sequence[str]) -> Callable[[Verb], Verb]:
    """As ``refused_flags``, for options that take a value."""
    return _refused(words, names, metavar="VALUE")


def _refused(words: str, names: Sequence[str], **settings: Any) -> Callable[[Verb], Verb]:
    def refuse(context: click.Context, parameter: click.Parameter, value: Any) -> None:
        if value:
            raise BadUsage(
                f"{parameter.opts[0]} is not about block storage.",
                f"Use OpenStackClient for it: openstack {words} {parameter.opts[0]}",
            )

    def decorate(verb: Verb) -> Verb:
        decorated: Any = verb
        for name in names:
            option = click.option(
                name, expose_value=False, hidden=True, callback=refuse, **settings
            )
            decorated = option(decorated)
        return decorated  # type: ignore[no-any-return]

    return decorate
