"""``volume diagnose``: what is the matter with volumes, and what mends it."""

import sys
from collections.abc import Sequence
from typing import Any

import click

from blockctl.api import resources, volumes
from blockctl.api.resources import VOLUME
from blockctl.commands import base
from blockctl.commands.base import diagnosis_text
from blockctl.commands.base.completion import names_of
from blockctl.commands.base.diagnosing import look, looking_options
from blockctl.context import Context
from blockctl.diagnosis import quota
from blockctl.errors import ExitCode
from blockctl.output.columns import Column
from blockctl.output.render import LIST_FORMATS, OutputOptions, render_list
from blockctl.output.terminal import note

KEYS = (
    "id", "name", "project_id", "status", "verdict", "cause", "says", "sure", "remedy", "risk",
    "repairable", "refused", "evidence", "not_seen",
)  # fmt: skip
COLUMNS = tuple(Column(key, key) for key in KEYS)
# A table is for a look at many; what was seen of each is for the text.
TABLE = tuple(Column(key, key) for key in ("id", "name", "status", "cause", "sure", "repairable"))


@click.command()
@click.argument(
    "targets", type=base.NAME, metavar="[VOLUME]...", nargs=-1, shell_complete=names_of(VOLUME)
)
@click.option(
    "--all", "every", is_flag=True, help="Every volume; of all projects where you may see them."
)
@base.project_option
@looking_options
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(("text", *LIST_FORMATS)),
    default="text",
    show_default=True,
    help="How to print the result.",
)
@click.pass_obj
def diagnose(
    context: Context,
    targets: tuple[str, ...],
    every: bool,
    owner: dict[str, str],
    patience: float,
    gone: tuple[str, ...],
    format_: str,
) -> None:
    """Say what is wrong with volumes, and what mends it.

    Looks at status, attachments, services, messages, transfers, moves, snapshots, backups and
    quota, and at what this host holds (all of it with sudo), and changes nothing. With --all only
    what is not healthy is printed, what is wrong first; -f table prints a line for each.

    Exits with 10 when something is wrong, with 0 when nothing is.
    """
    if every == bool(targets):
        raise click.UsageError("Name volumes, or give --all.")
    if owner and not every:
        raise click.UsageError("--project goes with --all.")
    found = look(context, _volumes(context, targets, every, owner), patience, gone)
    wrong = [each for each in found if each.is_wrong]
    shown = [each for each in found if each.verdict != "healthy"] if every else found
    if every:
        shown.sort(key=lambda each: not each.is_wrong)
    if format_ == "text":
        diagnosis_text.write(shown, sys.stdout)
    else:
        columns = TABLE if format_ == "table" else COLUMNS
        render_list(columns, [each.as_data() for each in shown], OutputOptions(format_))
    if every and not context.quiet:
        many = "1 volume" if len(found) == 1 else f"{len(found)} volumes"
        note(f"{many} looked at, {len(wrong)} with something wrong.")
        for told in quota.left(each.evidence for each in found):
            note(told)
    if wrong:
        raise click.exceptions.Exit(ExitCode.FINDING)


def _volumes(
    context: Context, targets: Sequence[str], every: bool, owner: dict[str, str]
) -> list[dict[str, Any]]:
    if every:
        return list(resources.listing(context.cloud, VOLUME, {"all_tenants": 1, **owner}))
    return [volumes.find(context.cloud, each) for each in dict.fromkeys(targets)]
