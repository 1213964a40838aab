"""The root command: global options, the lazy command tree, and where errors become exit codes."""

import importlib
import os
import sys
import traceback
from typing import Any, NoReturn

import click

from blockctl import __version__, argv, tree
from blockctl.context import Context
from blockctl.errors import BlockctlError, ExitCode
from blockctl.output.terminal import note

# 128 + SIGPIPE: what a shell reports for a command whose reader went away.
_PIPE_CLOSED = 141


class LazyGroup(click.Group):
    """A group whose words come from the static tree; a module is imported when it is called."""

    def __init__(self, path: str = "", **settings: Any) -> None:
        super().__init__(no_args_is_help=True, **settings)
        self._path = path

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(tree.words_below(self._path))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        words = f"{self._path} {cmd_name}".strip()
        if words in tree.GROUPS:
            return LazyGroup(words, name=cmd_name, help=tree.GROUPS[words])
        if words not in tree.COMMANDS:
            return None
        module, attribute = tree.COMMANDS[words].target.split(":")
        loaded = importlib.import_module(f"blockctl.commands.{module}")
        command: click.Command = getattr(loaded, attribute)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # click's own would import every command for its help.
        with formatter.section("Commands"):
            formatter.write_dl(list(tree.words_below(self._path).items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0]
        command = self.get_command(ctx, word)
        if command is None:
            words = f"{self._path} {word}".strip()
            raise click.UsageError(f"No command '{words}'.{argv.nearest(self._path, word)}", ctx)
        rest = args[1:]
        if not isinstance(command, click.Group):
            rest = argv.whole_options(rest, command.params)
            typed = {token.partition("=")[0] for token in rest if token.startswith("--")}
            ctx.meta[argv.TYPED_OPTIONS] = typed
        return word, command, rest


@click.group(
    cls=LazyGroup, name="blockctl", context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option("--os-cloud", metavar="NAME", help="The cloud in clouds.yaml to use (OS_CLOUD).")
@click.option(
    "--os-volume-api-version",
    metavar="3.X",
    help="Insist on this microversion (OS_VOLUME_API_VERSION).",
)
@click.option("-q", "--quiet", is_flag=True, help="Print no notes.")
@click.option("--debug", is_flag=True, help="Show the HTTP exchange, and where an error arose.")
@click.version_option(__version__, prog_name="blockctl")
@click.pass_context
def root(
    ctx: click.Context,
    os_cloud: str | None,
    os_volume_api_version: str | None,
    quiet: bool,
    debug: bool,
) -> None:
    """One command for block storage: the volume API and this host's attachments."""
    ctx.obj = Context(
        cloud_name=os_cloud, api_version=os_volume_api_version, debug=debug, quiet=quiet
    )


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run one command line and exit with its code."""
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain at exit that stdout cannot be flushed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = _PIPE_CLOSED
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    debug = "--debug" in arguments
    try:
        return _invoke(arguments)
    except click.exceptions.Exit as done:
        return done.exit_code
    except BlockctlError as error:
        if debug:
            traceback.print_exc()
        note(error.message)
        if error.remedy:
            note(error.remedy)
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as bare:
        click.echo(bare.ctx.get_help() if bare.ctx else "", err=True)
        return ExitCode.USAGE
    except click.UsageError as error:
        note(error.format_message())
        if error.ctx:
            note(f"See: {error.ctx.command_path} --help")
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        note("Interrupted.")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as bug:  # noqa: BLE001 - the last door: no traceback reaches a user
        if debug:
            traceback.print_exc()
        note(f"blockctl failed in a way it should not ({type(bug).__name__}: {bug}).")
        note("Run it again with --debug, and report what it prints.")
        return ExitCode.FAILED


def _invoke(arguments: list[str]) -> int:
    if "_BLOCKCTL_COMPLETE" in os.environ:
        root.main(arguments, prog_name="blockctl")
    leading, rest = argv.global_options_first(arguments, root.params)
    arguments = leading + argv.whole_words(rest)
    # Not root.main, which turns a closed pipe into exit code 1.
    with root.make_context("blockctl", arguments) as context:
        root.invoke(context)
    return ExitCode.DONE
