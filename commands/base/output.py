"""Output options, written once: a verb returns plain data, and these render it."""

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click

from blockctl.context import Context
from blockctl.output.columns import Column
from blockctl.output.render import (
    FORMATS,
    OutputOptions,
    check_columns,
    render_list,
    render_one,
)

Verb = TypeVar("Verb", bound=Callable[..., Any])


def lists(columns: Callable[..., Sequence[Column]] | Sequence[Column]) -> Callable[[Verb], Verb]:
    """Render what a verb returns, an iterable of the API's objects, as a list of ``columns``.

    ``columns`` may be a function of the context and the verb's options, for what ``--long`` adds.
    """

    def decorate(verb: Verb) -> Verb:
        @_output_options
        @functools.wraps(verb)
        def wrapper(*args: Any, output: OutputOptions, **kwargs: Any) -> None:
            shown = columns(_context(), **kwargs) if callable(columns) else columns
            check_columns([column.header for column in shown], output)
            items: Iterable[Mapping[str, Any]] = verb(*args, **kwargs)
            render_list(shown, items, output)

        return wrapper  # type: ignore[return-value]

    return decorate


def shows(
    fields: Sequence[str] | None = None,
    line: Callable[[Mapping[str, Any]], str] | None = None,
) -> Callable[[Verb], Verb]:
    """Render what a verb returns, an ordered mapping of fields; None prints nothing.

    ``fields``, where they are known before, let a wrong ``-c`` be refused before anything is
    done. ``line`` makes the one line that is printed when the user asks for no format.
    """

    def decorate(verb: Verb) -> Verb:
        @_output_options
        @functools.wraps(verb)
        def wrapper(*args: Any, output: OutputOptions, **kwargs: Any) -> None:
            if fields is not None:
                check_columns(fields, output)
            shown: Mapping[str, Any] | None = verb(*args, **kwargs)
            if shown is None:
                return
            if line is not None and not output.columns and not _is_given("format_"):
                click.echo(line(shown))
            else:
                render_one(shown, output)

        return wrapper  # type: ignore[return-value]

    return decorate


def _context() -> Context:
    return click.get_current_context().find_object(Context) or Context()


def _is_given(option: str) -> bool:
    source = click.get_current_context().get_parameter_source(option)
    return source is click.core.ParameterSource.COMMANDLINE


def _output_options(verb: Callable[..., None]) -> Callable[..., None]:
    @click.option(
        "-f",
        "--format",
        "format_",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="How to print the result.",
    )
    @click.option(
        "-c",
        "--column",
        "columns_",
        metavar="COLUMN",
        multiple=True,
        help="Print only this column; repeat it for more.",
    )
    @click.option("--noindent", is_flag=True, help="Print JSON on one line.")
    @functools.wraps(verb)
    def wrapper(
        *args: Any, format_: str, columns_: tuple[str, ...], noindent: bool, **kwargs: Any
    ) -> None:
        verb(*args, output=OutputOptions(format_, columns_, noindent), **kwargs)

    return wrapper
