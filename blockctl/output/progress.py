"""Progress on stderr: a line that changes in place on a terminal, plain lines elsewhere."""

import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from blockctl.output.terminal import note, printable

if TYPE_CHECKING:
    from rich.status import Status


class Progress:
    """Tells how one thing goes on: ``with Progress("volume demo") as p: p.say("creating")``."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._said = ""
        self._began = time.monotonic()
        self._stack = ExitStack()
        self._live: Status | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._stack.close()

    def say(self, state: str) -> None:
        """Show a state; plain lines are written only when it changes."""
        if sys.stderr.isatty():
            self._update(f"{self._label}: {state} ({time.monotonic() - self._began:.0f} s)")
        elif state != self._said:
            note(f"{self._label}: {state}")
        self._said = state

    def _update(self, line: str) -> None:
        from rich.console import Console
        from rich.text import Text

        text = Text(printable(line))
        if self._live is None:
            console = Console(file=sys.stderr)
            self._live = self._stack.enter_context(console.status(text))
        else:
            self._live.update(text)
