"""The root command: global options, the lazy command tree, and where errors become exit codes."""

import importlib
import io
import os
import sys
import traceback
from typing import Any, NoReturn

import click

from blockctl import __version__, argv, tree
from blockctl.errors import BlockctlError, ExitCode
from blockctl.global_options import context_of, global_options, write_help
from blockctl.output import standard
from blockctl.output.standard import OutputRefused
from blockctl.output.terminal import note, printable

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
        if command is None and ctx.resilient_parsing:
            return None, None, []  # a completion offers nothing here, and stays silent
        words = f"{self._path} {word}".strip()
        if command is None:
            raise click.UsageError(f"No command '{words}'.{argv.nearest(self._path, word)}", ctx)
        rest = args[1:]
        if not isinstance(command, click.Group):
            rest = argv.whole_options(words, rest, command.params)
            typed = {token.partition("=")[0] for token in rest if token.startswith("--")}
            ctx.meta[argv.TYPED_OPTIONS] = typed
        return word, command, rest


class Root(LazyGroup):
    """The root group: its commands come before its many options in the help."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        write_help(self, ctx, formatter)


@click.group(cls=Root, name="blockctl", context_settings={"help_option_names": ["-h", "--help"]})
@global_options
@click.version_option(__version__, prog_name="blockctl")
@click.pass_context
def root(ctx: click.Context, /, **given: Any) -> None:
    """One command for block storage: the volume API and this host's attachments."""
    ctx.obj = context_of(ctx, given)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run one command line and exit with its code."""
    _prepare_streams()
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        _abandon_output()
        code = _PIPE_CLOSED
    except OSError as refused:
        _abandon_output()
        note(f"The result could not be written: {(refused.strerror or 'unknown').lower()}.")
        code = ExitCode.FAILED
    sys.exit(code)


def _prepare_streams() -> None:
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            # Closed by the caller: the next file or socket would take its number.
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115 - open to the end
        elif name == "stdout" and type(stream) is io.TextIOWrapper:
            sys.stdout = standard.of(stream)
        elif isinstance(stream, io.TextIOWrapper):
            # A name that the terminal's encoding lacks must not fail the command.
            stream.reconfigure(errors="backslashreplace")


def _abandon_output() -> None:
    # Python would complain at exit that stdout cannot be flushed.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_traceback() -> None:
    # It quotes what the API said.
    sys.stderr.write(printable(traceback.format_exc(), keep="\n"))


def _run(arguments: list[str]) -> int:
    debug = "--debug" in arguments
    try:
        return _invoke(arguments)
    except click.exceptions.Exit as done:
        return done.exit_code
    except BlockctlError as error:
        if debug:
            _print_traceback()
        note(error.message)
        if error.remedy:
            note(error.remedy)
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as bare:
        click.echo(bare.ctx.get_help() if bare.ctx else "", err=True)
        return ExitCode.USAGE
    except click.UsageError as error:
        # click lists the words of a missing choice one below the other.
        note(error.format_message().replace("\n\t", " "))
        if error.ctx:
            note(f"See: {error.ctx.command_path} --help")
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        note("Interrupted.")
        return ExitCode.INTERRUPTED
    except (BrokenPipeError, OutputRefused):
        raise
    except Exception as bug:  # noqa: BLE001 - the last door: no traceback reaches a user
        if debug:
            _print_traceback()
        note(f"blockctl failed in a way it should not ({type(bug).__name__}).")
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
