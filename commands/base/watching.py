"""``--watch``: looks again and again, and shows what changes."""

import io
import math
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr

import click

from blockctl.errors import ExitCode, Interrupted, NotFound, Unreachable
from blockctl.output.render import OutputOptions
from blockctl.output.snapshot import Snapshot
from blockctl.output.terminal import note
from blockctl.output.watched import Display, display


def watch(
    look: Callable[[], Snapshot], options: OutputOptions, interval: float, debug: bool
) -> None:
    """Show what ``look`` returns, every ``interval`` seconds, until Ctrl-C or the end of output.

    What the service cannot answer for a while is told, and looked at again. One thing that is gone
    ends it. Raises what the first look raises, and BrokenPipeError when nobody reads any more.
    """
    try:
        with _ended_by_signals(), display(options, interval) as shown:
            first = look()
            shown.show(first)
            _go_on(look, first, shown, interval, debug)
    except (KeyboardInterrupt, Interrupted):
        raise click.exceptions.Exit(ExitCode.INTERRUPTED) from None


def _go_on(
    look: Callable[[], Snapshot], seen: Snapshot, shown: Display, interval: float, debug: bool
) -> None:
    is_away = False
    while True:
        _pause(interval)
        try:
            # What a verb tells beside its result was told at the first look.
            with redirect_stderr(sys.stderr if debug else io.StringIO()):
                now = look()
        except Unreachable as trouble:
            if not is_away:
                note(f"{trouble.message} Watching goes on.")
            is_away = True
            continue
        except NotFound as gone:
            if seen.is_list:
                raise
            note(f"It is gone: {gone.message}")
            return
        if is_away:
            note("The service answers again.")
        is_away = False
        shown.show(now)


def _pause(seconds: float) -> None:
    """Wait, but not for a reader that is gone: raises BrokenPipeError then."""
    poll = select.poll()
    poll.register(sys.stdout.fileno(), 0)
    if poll.poll(math.ceil(seconds * 1000)):
        raise BrokenPipeError


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Leave the terminal as it was found, also when told to end."""

    def end(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
