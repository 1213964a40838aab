"""The stages of a start, told on stderr while they are reached."""

import sys
import time
from types import TracebackType
from typing import Self

from blockctl.output.terminal import note, printable


class Stages:
    """One growing line on a terminal, else a line for each stage; ``quiet`` tells nothing."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._count = 0
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def tell(self, stage: str) -> None:
        """Say that ``stage`` is reached."""
        if self._quiet:
            return
        if sys.stderr.isatty():
            before = ("", " … ")[self._count] if self._count < 2 else ", "
            sys.stderr.write(before + printable(stage))
            sys.stderr.flush()
        else:
            note(stage)
        self._count += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._count and sys.stderr.isatty():
            took = "" if kind else f" ({time.monotonic() - self._began:.1f} s)"
            sys.stderr.write(f"{took}\n")
