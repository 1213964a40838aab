"""``migrate lookup|translate|table|shim``: the way over from the ``cinder`` command."""

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from blockctl.context import Context
from blockctl.errors import BadUsage, BlockctlError, ExitCode
from blockctl.migration.row import BLOCKCTL, TARGETS, Row
from blockctl.output.terminal import is_terminal, note, printable

Verb = TypeVar("Verb", bound=Callable[..., Any])

# Of more rows than these a line each is shown, rather than cards.
_CARDS = 3
_WIDEST = 100
_FOR_PROGRAMS = ("json", "jsonl", "yaml")


def _format(*formats: str) -> Callable[[Verb], Verb]:
    return click.option(
        "-f",
        "--format",
        "format_",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How to print it.",
    )


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, required=True)
@_format("card", "csv", "json", "jsonl", "table", "value", "yaml")
def lookup(words: tuple[str, ...], format_: str) -> None:
    """Look up a cinder verb, or any part of one, an option, or a new command.

    Shows how it is written for openstack and for blockctl, and what differs.
    """
    from blockctl.migration import card, search

    rows = search.find(words)
    if format_ != "card":
        _render(rows, format_, short=format_ == "table")
        return
    if len(rows) <= _CARDS:
        _show_cards(rows)
        return
    # A line each, however long, for what reads it line by line.
    width = shutil.get_terminal_size().columns if is_terminal() else sys.maxsize
    for row in rows:
        click.echo(card.line(row, width))


def _show_cards(rows: Sequence[Row]) -> None:
    from blockctl.migration import card

    width = min(shutil.get_terminal_size().columns, _WIDEST)
    click.echo("\n\n".join(card.card(row, width) for row in rows))


@click.command()
@click.option(
    "--to",
    type=click.Choice(TARGETS),
    default=BLOCKCTL,
    show_default=True,
    help="The command to translate for.",
)
@click.argument("line", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def translate(context: Context, to: str, line: tuple[str, ...]) -> None:
    """Translate a cinder command line, as typed or in quotes, or lines from standard input.

    Prints commands that a shell takes; what they do otherwise is told on stderr. Variables in
    front of the word cinder come along. Lines that are empty or comments are printed as they are.
    """
    from blockctl.migration.shell_line import assigned_first, taken_apart

    if line:
        quoted = len(line) == 1
        variables, words = taken_apart(line[0]) if quoted else assigned_first(list(line))
        _translate(context, words, to, variables)
        return
    code = ExitCode.DONE
    for number, text in enumerate(_lines_of_stdin(), 1):
        stripped = text.strip()
        if not stripped or stripped.startswith("#"):
            _echo(text.rstrip("\n"))
            continue
        try:
            variables, words = taken_apart(stripped)
            _translate(context, words, to, variables, where=f"line {number}: ")
        except BlockctlError as error:
            code = code or error.exit_code
            note(f"line {number}: {error.message}")
            if error.remedy:
                note(error.remedy)
    if code:
        raise click.exceptions.Exit(code)


def _lines_of_stdin() -> Iterator[str]:
    stream = getattr(sys, "stdin", None)
    if stream is None:
        raise BadUsage("There is no line to translate.", "Give one: cinder …")
    if stream.isatty():
        note("Reading lines of cinder's from the terminal; end them with Ctrl-D.")
    for line in stream.buffer:
        yield line.decode("utf-8", "surrogateescape")


def _translate(
    context: Context, words: Sequence[str], to: str, variables: dict[str, str], where: str = ""
) -> None:
    from blockctl.migration.translate import translate as translated

    made = translated(words, to, variables)
    for each in made.lines():
        _echo(each)
    for warning in () if context.quiet else made.warnings:
        note(where + warning)


def _echo(text: str) -> None:
    # A terminal is shown no escapes; a shell needs every byte, and click.echo keeps those of bytes.
    if is_terminal():
        click.echo(printable(text, keep="\n\t"))
    else:
        click.echo(text.encode("utf-8", "surrogateescape"))


@click.command()
@_format("table", "csv", "html", "json", "jsonl", "markdown", "value", "yaml")
@click.option("--long", is_flag=True, help="Show each verb as 'lookup' does, with what differs.")
def table(format_: str, long: bool) -> None:
    """Print the whole table: each verb of cinder's and what it becomes.

    As html it is one page, with a search, that needs nothing else.
    """
    if long and format_ != "table":
        raise click.UsageError("--long is only for the table; the other formats tell everything.")
    from blockctl.migration.rows import table as every

    rows = sorted(every().values(), key=lambda row: row.verb)
    if format_ == "html":
        from blockctl.migration.web_page import page

        click.echo(page(rows), nl=False)
        return
    if format_ == "markdown":
        from blockctl.migration import markdown

        for each in markdown.lines(rows):
            click.echo(each)
        return
    if long:
        _show_cards(rows)
    else:
        _render(rows, format_, short=format_ == "table")


def _render(rows: Sequence[Row], format_: str, *, short: bool = False) -> None:
    from blockctl.migration import records
    from blockctl.output.render import OutputOptions, render_list

    options = OutputOptions(format_)
    if format_ in _FOR_PROGRAMS:
        render_list(records.DATA, map(records.data, rows), options)
    else:
        columns = records.SHORT if short else records.TEXT
        render_list(columns, map(records.text, rows), options)


@click.command()
@click.option(
    "--install",
    "into",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Put it into this folder.",
)
@click.option(
    "--remove",
    "from_",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Take it away from this folder again, if it is ours.",
)
@click.option("--force", is_flag=True, help="Overwrite a file that is there already.")
def shim(into: Path | None, from_: Path | None, force: bool) -> None:
    """Put a 'cinder' into a folder that runs the stand-in, or remove it."""
    from blockctl.migration.standin.shim import install, remove

    if (into is None) == (from_ is None):
        raise click.UsageError("Give either --install or --remove, each with a folder.")
    if into is not None:
        click.echo(printable(str(install(into, force=force))))
    elif from_ is not None:
        note(f"Removed {remove(from_)}.")
