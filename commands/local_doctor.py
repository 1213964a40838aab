"""``local doctor``: what this host needs to attach volumes."""

import functools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import click

from blockctl.commands import base
from blockctl.context import Context
from blockctl.errors import ExitCode
from blockctl.output.columns import Column
from blockctl.output.terminal import is_terminal, note

# blockctl.connectors.doctor.parts.NAMES, which --help does not load.
PARTS = ("iscsi", "multipath", "nvme", "fc", "rbd", "nfs", "file", "lvm", "luks")
COLUMNS = (
    Column("Part", "part"),
    Column("Level", "level"),
    Column("Finding", "finding"),
    Column("Remedy", "remedy"),
)
# On a terminal of 80 columns a remedy reads better below what it is for than beside it.
FOR_PEOPLE = (
    Column("Part", "part"),
    Column("Level", "level"),
    Column("Finding", lambda row: "\n".join(filter(None, (row["finding"], row["remedy"])))),
)
_FAULTS = "blockctl.doctor.faults"


def _columns(context: Context, **_: Any) -> tuple[Column, ...]:
    return FOR_PEOPLE if _is_for_people() else COLUMNS


def _is_for_people() -> bool:
    """A person looks at it and asked for nothing that depends on rows and columns."""
    current = click.get_current_context()
    given = (
        current.get_parameter_source(name)
        for name in ("format_", "columns", "sort_columns", "sort_descending")
    )
    return is_terminal() and all(source is click.core.ParameterSource.DEFAULT for source in given)


def _exits_with_what_it_found(verb: Callable[..., Any]) -> Callable[..., None]:
    """Exit with FINDING once the list is printed, if there are faults in it."""

    @functools.wraps(verb)
    def wrapper(*args: Any, **kwargs: Any) -> None:
        verb(*args, **kwargs)
        if click.get_current_context().meta.get(_FAULTS):
            raise click.exceptions.Exit(ExitCode.FINDING)

    return wrapper


@click.command()
@click.argument("parts", metavar="[TRANSPORT]...", type=click.Choice(PARTS), nargs=-1)
@_exits_with_what_it_found
@base.lists(_columns, watch=False)
@click.pass_obj
def doctor(context: Context, parts: tuple[str, ...]) -> Iterable[dict[str, Any]]:
    """Check what this host needs to attach volumes.

    Looks at tools, kernel modules, daemons, names and configuration, and at blockctl's own
    records, and says what to install or run. Nothing is changed, and no program is started.
    TRANSPORT is iscsi, multipath, nvme, fc, rbd, nfs, file, lvm or luks; without one all are
    checked.

    Exits with 10 when something is wrong with what is attached here, with blockctl's records, or
    with a TRANSPORT that was named; what is not used here is only told.
    """
    from blockctl.connectors.doctor.examine import examine
    from blockctl.connectors.doctor.host import Host

    told = list(examine(Host(), parts))
    faults = list(dict.fromkeys(each.part for each in told if each.is_fault))
    click.get_current_context().meta[_FAULTS] = faults
    if not context.quiet:
        if os.geteuid() != 0:
            note("Without root this looks at your own records; sudo looks at root's.")
        if faults:
            note(f"To be put right: {', '.join(faults)}.")
    rows = [
        {
            "part": each.part,
            "level": str(each.finding.level),
            "finding": each.finding.says,
            "remedy": each.finding.remedy,
        }
        for each in told
    ]
    return _joined(rows) if _is_for_people() else rows


def _joined(rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What is well with one part, in one row: the eye is for the rest."""
    for (part, level), group in groupby(rows, lambda row: (row["part"], row["level"])):
        if level == "ok":
            said = ", ".join(row["finding"] for row in group)
            yield {"part": part, "level": level, "finding": said, "remedy": ""}
        else:
            yield from group
