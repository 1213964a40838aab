"""``help`` and ``complete``."""

import click
from click.shell_completion import get_completion_class

from blockctl import argv


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1)
@click.pass_context
def help_(context: click.Context, words: tuple[str, ...]) -> None:
    """Show help for a command."""
    root = context.find_root().command
    with root.make_context("blockctl", [*argv.whole_words(words), "--help"]) as asked:
        root.invoke(asked)


@click.command()
@click.option(
    "--shell",
    type=click.Choice(("bash", "zsh", "fish")),
    default="bash",
    show_default=True,
    help="The shell to complete in.",
)
@click.option("--name", default="blockctl", metavar="COMMAND", help="The command's name there.")
@click.pass_context
def complete(context: click.Context, shell: str, name: str) -> None:
    """Print what makes a shell complete commands and options.

    Use it as: eval "$(blockctl complete)"
    """
    maker = get_completion_class(shell)
    assert maker is not None
    click.echo(maker(context.find_root().command, {}, name, "_BLOCKCTL_COMPLETE").source())
