"""``cinder``: runs a command line of the ``cinder`` command as it stands."""

import sys

import click

from blockctl.context import Context
from blockctl.errors import BlockctlError, ExitCode
from blockctl.output.terminal import note


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
    from blockctl.migration.parser import NotCinder, OwnCheck

    try:
        _run(ctx, line)
    except NotCinder as refused:
        by_parser = not isinstance(refused, OwnCheck)
        note(f"{'error' if by_parser else 'ERROR'}: {refused.message}")
        note("See: blockctl cinder help")
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
    from blockctl.migration.row import BLOCKCTL
    from blockctl.migration.translate import translate

    for words in translate(verb_alone(arguments, line), BLOCKCTL).commands:
        _run_ours(ctx, words[1:], ours)


def _run_ours(ctx: click.Context, words: tuple[str, ...], context: Context) -> None:
    """Run one of our commands, which work on this host, in the world that cinder was given."""
    command: click.Command | None = ctx.find_root().command
    name: str | None = None
    rest = list(words)
    while isinstance(command, click.Group):
        name, command, rest = command.resolve_command(ctx, rest)
    if command is not None:
        with command.make_context(name, rest, parent=ctx, obj=context) as ours:
            command.invoke(ours)
