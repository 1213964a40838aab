"""``--key-file``: where the key of something encrypted is."""

import os

import click

from blockctl.connectors.encryption import STDIN


def absolute(_context: click.Context, _parameter: click.Parameter, file: str | None) -> str | None:
    """A file by its whole path, and ``-`` as it is."""
    # It is remembered, and read again from wherever the next command is run.
    return os.path.abspath(file) if file and file != STDIN else file


key_file_option = click.option(
    "--key-file",
    metavar="FILE",
    callback=absolute,
    help="Open it with the key in this file, taken as it is; '-' is standard input.",
)
