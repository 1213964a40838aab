"""``volume repair``: mends what ``volume diagnose`` found, where that is safe."""

import sys
from collections.abc import Sequence

import click

from blockctl.api import volumes
from blockctl.api.resources import VOLUME
from blockctl.commands import base
from blockctl.commands.base import diagnosis_text
from blockctl.commands.base.diagnosing import again, look, looking_options
from blockctl.commands.base.polling import until
from blockctl.context import Context
from blockctl.diagnosis import journal
from blockctl.diagnosis.deeds import CLEANING, DEEDS, REMOVING
from blockctl.diagnosis.diagnose import Diagnosis
from blockctl.errors import BadUsage, BlockctlError, Conflict, Interrupted, NotFound
from blockctl.output.terminal import note, printable

_GONE = "gone"
# How long the service may take that cleans up, where --wait says nothing else.
_CLEANED = 30


@click.command()
@base.targets(VOLUME)
@looking_options
@click.option("--dry-run", is_flag=True, help="Only show what would be done.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@base.wait_options
@click.pass_obj
def repair(
    context: Context,
    targets: tuple[str, ...],
    patience: float,
    gone: tuple[str, ...],
    dry_run: bool,
    yes: bool,
    wait: bool,
    timeout: float,
) -> None:
    """Mend stuck volumes, where that loses nothing.

    Shows what is wrong and what will be done about it, asks, does just that, looks again, and
    writes down what it did. It ends or takes back what was cut short, and refuses, with the
    reason, what could lose data or needs a person.
    """
    named = dict.fromkeys(targets)
    found = look(context, [volumes.find(context.cloud, each) for each in named], patience, gone)
    diagnosis_text.write(found, sys.stderr)
    plan = [each for each in found if each.rule and each.rule.deed]
    if dry_run:
        _would(plan, [each for each in found if each.is_wrong and each not in plan])
        return
    if plan and not yes:
        _ask(len(plan))

    wrong = {each.evidence.id: each for each in found if each.is_wrong}

    def mend(volume_id: str) -> None:
        _mend(context, wrong[volume_id], timeout if wait else None)

    if wrong:
        base.run_all(list(wrong), mend, "repaired")
    else:
        note("Nothing was changed.")


def _would(plan: Sequence[Diagnosis], others: Sequence[Diagnosis]) -> None:
    for count, what in ((len(plan), "would be mended"), (len(others), "would be left to you")):
        if count:
            note(f"{count} {'volume' if count == 1 else 'volumes'} {what}.")
    note("Nothing was changed.")


def _ask(count: int) -> None:
    if not sys.stdin.isatty():
        raise BadUsage("A repair asks first, and nobody is there to answer.", "Confirm with --yes.")
    what = "Do it?" if count == 1 else f"Do it for these {count} volumes?"
    if not click.confirm(printable(what), err=True):
        raise Interrupted("Nothing was changed.")


def _mend(context: Context, found: Diagnosis, timeout: float | None) -> None:
    if found.rule is None:
        raise Conflict(
            f"{found.says}", "Nothing was changed; see it with: blockctl volume diagnose"
        )
    if found.rule.deed is None:
        raise Conflict(
            f"{found.evidence.name} is not repaired: {found.refused}",
            f"Run: {found.command}",
        )
    now = again(context, found)
    if now.rule is not found.rule:
        raise Conflict(
            f"{found.evidence.name} has changed since it was looked at: {now.says}",
            "Nothing was changed.",
        )
    journal.write(now, context.cloud.endpoint, "begun")
    try:
        DEEDS[found.rule.deed](context.cloud, now.evidence)
    except BlockctlError as error:
        journal.write(now, context.cloud.endpoint, f"failed: {error.message}")
        raise
    journal.write(now, context.cloud.endpoint, "done")
    _verify(context, now, timeout)


def _verify(context: Context, old: Diagnosis, timeout: float | None) -> None:
    """Raise Conflict when the same cause still holds; with ``timeout`` wait for it to end."""
    assert old.rule is not None
    latest = old

    def state() -> str:
        nonlocal latest
        try:
            # What was begun anew has time to end, however little patience there was before.
            latest = again(context, old, max(old.evidence.patience, 60))
        except NotFound:
            return _GONE
        return latest.evidence.status if latest.rule is not old.rule else "not mended yet"

    cleaning = old.rule.deed in CLEANING
    if timeout is None and cleaning:
        timeout = _CLEANED
    reached = state()
    if timeout is not None:
        removing = old.rule.deed in REMOVING
        reached = until(
            f"volume {old.evidence.name}",
            state,
            lambda now: (
                now == _GONE
                or (latest.rule is not old.rule and latest.verdict != "busy" and not removing)
                or (removing and now.startswith("error"))
            ),
            timeout,
            f"Look again with: blockctl volume diagnose {old.evidence.id}",
        )
    if reached == _GONE:
        note(f"{old.evidence.name} is gone.")
    elif cleaning and reached == "error":
        note(
            f"{old.evidence.name} is 'error', as Cinder leaves a create that was cut short."
            f" Delete it and make it anew: blockctl volume delete {old.evidence.id}"
        )
    elif latest.rule is old.rule or latest.is_wrong:
        raise Conflict(
            f"It was done, but: {latest.says}",
            f"Look again with: blockctl volume diagnose {old.evidence.id}",
        )
    else:
        note(latest.says)
