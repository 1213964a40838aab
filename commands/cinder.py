"""``cinder``: runs a command line of the ``cinder`` command as it stands."""

import io
import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

import click

from blockctl.context import Context
from blockctl.errors import BadUsage, BlockctlError, ExitCode, NotFound
from blockctl.output.terminal import note

if TYPE_CHECKING:
    from blockctl.migration.parser import CinderLine


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("line", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def cinder(ctx: click.Context, line: tuple[str, ...]) -> None:
    """Run a cinder command line: what follows is cinder's.

    So is what is printed, and the exit status. On a terminal a line on stderr names the new
    spelling; BLOCKCTL_CINDER_QUIET=1 silences it.
    """
    from blockctl.migration.parser import REFUSED_TOO, NotCinder, OwnCheck

    try:
        _run(ctx, line)
    except NotCinder as refused:
        by_parser = not isinstance(refused, OwnCheck)
        note(f"{'error' if by_parser else 'ERROR'}: {refused.message}")
        advised = refused.remedy not in (None, REFUSED_TOO)
        note(refused.remedy if refused.remedy and advised else "See: blockctl cinder help")
        raise click.exceptions.Exit(ExitCode.USAGE if by_parser else ExitCode.FAILED) from None
    except (KeyboardInterrupt, click.Abort):
        note("... terminating cinder client")
        raise click.exceptions.Exit(ExitCode.INTERRUPTED) from None
    except BlockctlError as error:
        note(f"ERROR: {error.message}")
        if error.remedy:
            note(error.remedy)
        raise click.exceptions.Exit(_status(error)) from None


def _status(error: BlockctlError) -> int:
    # cinder knows no finer codes.
    interrupted = error.exit_code == ExitCode.INTERRUPTED
    return ExitCode.INTERRUPTED if interrupted else ExitCode.FAILED


def _run(ctx: click.Context, arguments: tuple[str, ...]) -> None:
    from blockctl.migration import extension
    from blockctl.migration.parser import parse
    from blockctl.migration.standin import command
    from blockctl.migration.standin.signing_in import as_ours, asked_text, asked_version
    from blockctl.migration.standin.spelling import new_spelling, verb_alone

    context: Context = ctx.obj
    # A script's captured stderr holds what cinder says there, and no more.
    context.quiet = context.quiet or not sys.stderr.isatty()
    line = parse(arguments, asked_text(context, {}))
    if line.verb and not context.quiet and not context.env.get("BLOCKCTL_CINDER_QUIET"):
        for each in new_spelling(arguments, line, context.env):
            note(f"In blockctl: {each}")
    ours = as_ours(context, line.shared)
    if ours.debug and ours.observer is None:
        from blockctl.observer import Observer

        ours.observer = ctx.with_resource(Observer(verbosity=2))
    if line.verb not in extension.VERBS:
        command.run(line, ours, asked_version(context, line.shared), context.env)
        return
    _run_on_this_host(ctx, ours, line, verb_alone(arguments, line))


def _run_on_this_host(
    ctx: click.Context, context: Context, line: "CinderLine", words: Sequence[str]
) -> None:
    from blockctl.api import resources
    from blockctl.migration.row import BLOCKCTL
    from blockctl.migration.standin import local
    from blockctl.migration.translate import translate

    for ours in translate(words, BLOCKCTL).commands:
        try:
            told = _told_by_ours(ctx, context, ours[1:])
        except click.UsageError as refused:
            raise BadUsage(refused.format_message()) from refused
        except NotFound:
            if line.verb != local.PATHS_OF_ONE:
                raise
            # Of a volume that is not here the extension prints no path, and ends with 0.
            resources.find(context.cloud, resources.VOLUME, line.given["identifier"])
        else:
            local.print_told(line.verb, told)


def _told_by_ours(ctx: click.Context, context: Context, words: Sequence[str]) -> Any:
    """Run one of our commands, and return what it tells as JSON; None for one that only does."""
    command: click.Command | None = ctx.find_root().command
    name: str | None = None
    rest = list(words)
    while isinstance(command, click.Group):
        name, command, rest = command.resolve_command(ctx, rest)
    assert command is not None
    if any("--format" in parameter.opts for parameter in command.params):
        rest += ["-f", "json"]
    told = io.StringIO()
    with redirect_stdout(told), command.make_context(name, rest, parent=ctx, obj=context) as ours:
        command.invoke(ours)
    return json.loads(told.getvalue() or "null")
