"""``migrate script``: cinder in shell scripts, rewritten in its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from blockctl.context import Context
from blockctl.errors import BadUsage, BlockctlError, ExitCode, SomeFailed
from blockctl.migration.row import BLOCKCTL, TARGETS
from blockctl.output.terminal import is_terminal, note, printable

if TYPE_CHECKING:
    from blockctl.migration.script.change import Change
    from blockctl.migration.script.files import Script
    from blockctl.migration.script.rewriting import Rewriting

_ANSWERS = click.Choice(("y", "n", "a", "q"))


@dataclass
class _Run:
    """What the user wants of each file, and what was done so far.

    ``asks`` and ``agrees`` are what holds for the next change: whether to ask, and else the answer.
    """

    write: bool
    check: bool
    asks: bool
    agrees: bool = True
    read: int = 0
    changed: int = 0
    left: int = 0
    failed: int = 0


@click.command()
@click.option(
    "--to",
    type=click.Choice(TARGETS),
    default=BLOCKCTL,
    show_default=True,
    help="The command to rewrite for.",
)
@click.option("--write", is_flag=True, help="Change the files, rather than show what would change.")
@click.option(
    "--check",
    is_flag=True,
    help="Change nothing; exit with 10 where something would change or a person is needed.",
)
@click.option(
    "--interactive", is_flag=True, help="Ask about each change, then write what is agreed."
)
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    metavar="PATH...",
    type=click.Path(path_type=Path),
)
@click.pass_obj
def script(
    context: Context, to: str, write: bool, check: bool, interactive: bool, paths: tuple[Path, ...]
) -> None:
    """Rewrite the cinder commands in shell scripts, or in those below a folder.

    Shows the difference, which 'patch' takes, on stdout. Told on stderr, by file and line, are
    the places that only a person can change, and what the new commands do otherwise.
    """
    from blockctl.migration.script.files import PassedOver, scripts
    from blockctl.migration.script.rewriting import rewrite

    if write + check + interactive > 1:
        raise BadUsage("--write, --check and --interactive exclude each other.")
    run = _Run(write or interactive, check, interactive)
    for found in scripts(paths):
        if isinstance(found, PassedOver):
            note(f"{found.path}: passed over: {found.why}")
            run.failed += found.failed
            continue
        run.read += 1
        rewriting = rewrite(found.source, to)
        chosen = _chosen(found, rewriting, run)
        try:
            _do(found, rewriting, chosen, run)
        except BlockctlError as error:
            run.failed += 1
            note(" ".join(filter(None, (error.message, error.remedy))))
            continue
        _tell(found, rewriting, () if context.quiet else chosen)
        run.changed += len({each.line for each in chosen})
        run.left += len({each.line for each in rewriting.left})
    if not context.quiet:
        note(_summary(run))
    if run.failed:
        files = "1 file" if run.failed == 1 else f"{run.failed} files"
        raise SomeFailed(f"{files} could not be read or written; the rest is done.")
    if check and (run.changed or run.left):
        raise click.exceptions.Exit(ExitCode.FINDING)


def _do(found: "Script", rewriting: "Rewriting", chosen: "tuple[Change, ...]", run: _Run) -> None:
    from blockctl.migration.script.saving import save

    if not chosen:
        return
    result = rewriting.result(chosen)
    if run.write:
        save(found, result)
    elif not run.check:
        _show(found.path, found.source, result)


def _chosen(found: "Script", rewriting: "Rewriting", run: _Run) -> "tuple[Change, ...]":
    return tuple(
        each
        for each in rewriting.changes
        if (_agreed(found, rewriting, each, run) if run.asks else run.agrees)
    )


def _agreed(found: "Script", rewriting: "Rewriting", change: "Change", run: _Run) -> bool:
    _show(found.path, found.source, rewriting.result([change]))
    for warning in change.warnings:
        note(f"{found.path}:{change.line}: differs: {warning}")
    answer = click.prompt("Change it? yes, no, all from here, quit", type=_ANSWERS, err=True)
    if answer in ("a", "q"):
        run.asks = False
        run.agrees = answer == "a"
    return answer in ("a", "y")


def _show(path: Path, before: bytes, after: bytes) -> None:
    from blockctl.migration.script.diff import unified

    name = printable(str(path))
    for line in unified(name, before, after):
        # A terminal is shown no escapes; 'patch' needs every byte.
        shown = printable(line.decode("utf-8", "surrogateescape"), keep="\n\t")
        click.echo(shown if is_terminal() else line, nl=False)


def _tell(found: "Script", rewriting: "Rewriting", chosen: "Iterable[Change]") -> None:
    for each in rewriting.left:
        note(f"{found.path}:{each.line}: for a person: {each.why}")
    places: dict[str, list[str]] = {}
    for change in chosen:
        for warning in change.warnings:
            places.setdefault(warning, []).append(str(change.line))
    for warning, lines in places.items():
        note(f"{found.path}:{','.join(dict.fromkeys(lines))}: differs: {warning}")


def _summary(run: _Run) -> str:
    if not run.read:
        return "No shell script was found."
    lines = "1 line" if run.changed == 1 else f"{run.changed} lines"
    changed = "changed" if run.write else "would change"
    advice = "" if run.write or run.check or not run.changed else " Write it with --write."
    return f"{lines} {changed}, {run.left} for a person.{advice}"
