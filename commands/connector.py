"""``connector show``."""

from typing import Any

import click

from blockctl.commands import base
from blockctl.commands.base.host_options import host_options
from blockctl.connectors.host import HostOptions
from blockctl.context import Context
from blockctl.output.terminal import note


@click.command()
@host_options
@base.shows()
@click.pass_obj
def show(context: Context, host: HostOptions) -> dict[str, Any]:
    """Show what this host tells a volume service."""
    import os

    from blockctl.connectors import brick

    if os.geteuid() != 0 and not context.quiet:
        note("Without root this is only what plain files need; sudo shows initiators as well.")
    return dict(sorted(brick.properties(host).items()))
