"""Output options, written once: a verb returns plain data, and these render it."""

import dataclasses
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from blockctl.argv import TYPED_OPTIONS
from blockctl.commands.base import ranges
from blockctl.context import Context
from blockctl.output.columns import Column
from blockctl.output.render import (
    LIST_FORMATS,
    ONE_FORMATS,
    OutputOptions,
    check_columns,
    render_list,
    render_one,
)

if TYPE_CHECKING:
    from blockctl.output.snapshot import Snapshot

Verb = TypeVar("Verb", bound=Callable[..., Any])


def lists(
    columns: Callable[..., Sequence[Column]] | Sequence[Column],
    then: Callable[[Sequence[Mapping[str, Any]]], None] | None = None,
    *,
    watch: bool = True,
) -> Callable[[Verb], Verb]:
    """Render what a verb returns, an iterable of the API's objects, as a list of ``columns``.

    ``columns`` may be a function of the context and the verb's options, for what ``--long`` adds.
    ``then`` is given all that was printed, and may raise what that amounts to. ``watch`` is for
    those that only read from the service.
    """

    def decorate(verb: Verb) -> Verb:
        @_output_options(LIST_FORMATS, _LIST_OPTIONS, watch)
        @functools.wraps(verb)
        def wrapper(
            *args: Any, output: OutputOptions, interval: float | None, **kwargs: Any
        ) -> None:
            shown = columns(_context(), **kwargs) if callable(columns) else columns
            check_columns([column.header for column in shown], output)
            if interval is not None:
                from blockctl.output.snapshot import of_list

                def look() -> "Snapshot":
                    # Columns may have looked things up too.
                    shown = columns(_context(), **kwargs) if callable(columns) else columns
                    return of_list(shown, verb(*args, **kwargs), output)

                _watch(look, output, interval)
                return
            items: Iterable[Mapping[str, Any]] = verb(*args, **kwargs)
            if then is not None:
                items = list(items)
            render_list(shown, items, output)
            if then is not None:
                then(list(items))

        return wrapper  # type: ignore[return-value]

    return decorate


def shows(
    fields: Sequence[str] | None = None,
    line: Callable[[Mapping[str, Any]], str] | None = None,
    *,
    watch: bool = False,
) -> Callable[[Verb], Verb]:
    """Render what a verb returns, an ordered mapping of fields; None prints nothing.

    ``fields``, where they are known before, let a wrong ``-c`` be refused before anything is
    done. ``line`` makes the one line that is printed when the user asks for no format.
    ``watch`` is for those that only read from the service.
    """

    def decorate(verb: Verb) -> Verb:
        @_output_options(ONE_FORMATS, _ONE_OPTIONS, watch)
        @functools.wraps(verb)
        def wrapper(
            *args: Any, output: OutputOptions, interval: float | None, **kwargs: Any
        ) -> None:
            def whole(shown: Mapping[str, Any]) -> Mapping[str, Any]:
                if fields is None or not output.columns:
                    return shown
                # A field that only some have is empty for the others; the deed is done already.
                return {**shown, **{name: None for name in fields if name not in shown}}

            if fields is not None:
                check_columns(fields, output)
            if interval is not None:
                from blockctl.output.snapshot import of_one

                _watch(lambda: of_one(whole(verb(*args, **kwargs)), output), output, interval)
                return
            shown: Mapping[str, Any] | None = verb(*args, **kwargs)
            if shown is None:
                return
            shown = whole(shown)
            if line is not None and not output.columns and not _is_given("format_"):
                click.echo(line(shown))
            else:
                render_one(shown, output)

        return wrapper  # type: ignore[return-value]

    return decorate


def _watch(look: "Callable[[], Snapshot]", output: OutputOptions, interval: float) -> None:
    from blockctl.commands.base.watching import watch

    watch(look, output, interval, _context().debug)


def _context() -> Context:
    return click.get_current_context().find_object(Context) or Context()


def _is_given(option: str) -> bool:
    source = click.get_current_context().get_parameter_source(option)
    return source is click.core.ParameterSource.COMMANDLINE


_QUOTES = ("all", "minimal", "none", "nonnumeric")

_COMMON_OPTIONS = (
    click.option(
        "-c",
        "--column",
        "columns",
        metavar="COLUMN",
        multiple=True,
        help="Print only this column; repeat it for more.",
    ),
    click.option("--noindent", is_flag=True, help="Print JSON on one line."),
    click.option(
        "--max-width",
        type=int,
        default=0,
        envvar="CLIFF_MAX_TERM_WIDTH",
        metavar="CHARACTERS",
        help="Wrap a table's cells to this width; 0 for no limit.",
    ),
    click.option(
        "--fit-width",
        is_flag=True,
        envvar="CLIFF_FIT_WIDTH",
        help="Wrap a table's cells to the terminal's width.",
    ),
    click.option("--print-empty", is_flag=True, help="Print a table's head even if it is empty."),
)
_LIST_OPTIONS = (
    *_COMMON_OPTIONS,
    click.option(
        "--sort-column",
        "sort_columns",
        metavar="COLUMN",
        multiple=True,
        help="Sort by this column; repeat it for ties.",
    ),
    click.option("--sort-ascending", is_flag=True, help="Sort upwards (the default)."),
    click.option("--sort-descending", is_flag=True, help="Sort downwards."),
    click.option(
        "--quote",
        type=click.Choice(_QUOTES),
        default="nonnumeric",
        show_default=True,
        help="What to quote in csv.",
    ),
)
_ONE_OPTIONS = (
    *_COMMON_OPTIONS,
    click.option("--prefix", default="", metavar="TEXT", help="Begin shell variables with this."),
    click.option("--variable", "variables", multiple=True, hidden=True),
)


def _only_for_watch(
    context: click.Context, parameter: click.Parameter, interval: float | None
) -> float | None:
    if interval is not None and "--watch" not in context.meta.get(TYPED_OPTIONS, set()):
        raise click.UsageError("--interval is only for --watch.")
    return interval


_INTERVAL = 2.0
_WATCH_OPTIONS = (
    click.option(
        "--watch", is_flag=True, help="Look again and again, and show what changes, until Ctrl-C."
    ),
    click.option(
        "--interval",
        type=ranges.Decimal(1, 86400),
        callback=_only_for_watch,
        metavar="SECONDS",
        help=f"How long --watch pauses between two looks: {_INTERVAL:g} by default.",
    ),
)


def _output_options(
    formats: Sequence[str], options: Sequence[Callable[[Verb], Verb]], watch: bool
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a verb the options of the formats, and hand them to it as one OutputOptions.

    ``interval`` is what ``watch`` adds: seconds between two looks, None where nobody asks for it.
    """

    def decorate(verb: Callable[..., None]) -> Callable[..., None]:
        @click.option(
            "-f",
            "--format",
            "format_",
            type=click.Choice(formats),
            default="table",
            show_default=True,
            help="How to print the result.",
        )
        @functools.wraps(verb)
        def wrapper(*args: Any, format_: str, **kwargs: Any) -> None:
            given = {name: kwargs.pop(name) for name in _OUTPUT_NAMES & kwargs.keys()}
            if kwargs.pop("sort_ascending", False) and given["sort_descending"]:
                raise click.UsageError("--sort-ascending and --sort-descending exclude each other.")
            interval = kwargs.pop("interval", None)
            if kwargs.pop("watch", False):
                interval = interval or _INTERVAL
            options = OutputOptions(format_, **given)
            verb(*args, output=options, interval=interval, **kwargs)

        decorated: Callable[..., None] = wrapper
        for option in reversed((*options, *(_WATCH_OPTIONS if watch else ()))):
            decorated = option(decorated)
        return decorated

    return decorate


_OUTPUT_NAMES = {field.name for field in dataclasses.fields(OutputOptions)} - {"format"}
