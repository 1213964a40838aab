"""What is watched: a table that is refreshed in place on a terminal, and plain text elsewhere."""

import os
import sys
import time
from contextlib import AbstractContextManager, ExitStack
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TextIO

from blockctl.output.render import OutputOptions, one_or_list
from blockctl.output.snapshot import CHANGED, GONE, NEW, Row, Snapshot

if TYPE_CHECKING:
    from rich.console import Console
    from rich.live import Live
    from rich.table import Table

_MARKS = {NEW: "+", CHANGED: "*", GONE: "-", "": " "}
# None of them needs colours: NO_COLOR leaves these.
_STYLES = {NEW: "bold", CHANGED: "", GONE: "dim strike", "": ""}
_CHANGED_CELL = "bold reverse"


class Display(AbstractContextManager["Display"], Protocol):
    """Shows one look after the other."""

    def show(self, now: Snapshot) -> None:
        """Show what there is now."""


def display(options: OutputOptions, interval: float) -> Display:
    """Where the looks are shown: standard output, in the format that was asked for."""
    out = sys.stdout
    if options.format == "table" and out.isatty() and os.environ.get("TERM") != "dumb":
        return _InPlace(out, options, interval)
    return _Changes(out, options)


class _Changes:
    """Prints what there is at first, and again whatever changes; never an escape sequence."""

    def __init__(self, out: TextIO, options: OutputOptions) -> None:
        self._out = out
        self._options = options
        self._before: Snapshot | None = None

    def __enter__(self) -> "_Changes":
        return self

    def __exit__(self, *raised: object) -> None:
        pass

    def show(self, now: Snapshot) -> None:
        if now.same_as(self._before):
            return
        if self._options.format == "jsonl":
            self._write_changes(now)
        else:
            if self._before is not None:
                self._out.write("---\n" if self._options.format == "yaml" else "\n")
            one_or_list(now.is_list, now.headers, list(now.rows.values()), self._out, self._options)
        self._out.flush()
        self._before = now

    def _write_changes(self, now: Snapshot) -> None:
        write_one = import_module("blockctl.output.format_jsonl").write_one
        if not now.is_list:
            change = NEW if self._before is None else CHANGED
            names, values = zip(*now.rows.values(), ("change", change), strict=True)
            write_one(names, values, self._out, self._options)
            return
        for row in now.since(self._before or Snapshot(now.headers, {}, is_list=True)):
            if row.change:
                names = (*now.headers, "change")
                write_one(names, (*row.cells, row.change), self._out, self._options)


class _InPlace:
    """A table that stays where it is; what changed last stays marked until something else does."""

    def __init__(self, out: TextIO, options: OutputOptions, interval: float) -> None:
        self._out = out
        self._options = options
        self._interval = interval
        self._now: Snapshot | None = None
        self._rows: list[Row] = []
        self._last_change = "none yet"
        self._stack = ExitStack()
        self._live: Live | None = None

    def __enter__(self) -> "_InPlace":
        return self

    def __exit__(self, *raised: object) -> None:
        self._stack.close()

    def show(self, now: Snapshot) -> None:
        from rich.console import Group
        from rich.text import Text

        clock = time.strftime("%H:%M:%S")
        if not now.same_as(self._now):
            if self._now is not None:
                self._last_change = clock
            self._rows = now.since(self._now)
            self._now = now
        head = f"{clock} · every {self._interval:g} s · last change {self._last_change}"
        live = self._started()
        table = self._table(now, live.console)
        live.update(Group(Text(head, style="dim"), table), refresh=True)

    def _started(self) -> "Live":
        if self._live is None:
            from rich.console import Console
            from rich.live import Live

            console = Console(
                file=self._out, highlight=False, width=self._options.max_width or None
            )
            live = Live(
                console=console,
                auto_refresh=False,
                redirect_stdout=False,
                # What is told on stderr goes above the table; to a file it goes as it is.
                redirect_stderr=sys.stderr.isatty(),
            )
            self._live = self._stack.enter_context(live)
        return self._live

    def _table(self, now: Snapshot, console: "Console") -> "Table":
        from rich.text import Text

        from blockctl.output.format_table import cells_of, grid
        from blockctl.output.records import fit

        texts, numeric = cells_of([row.cells for row in self._rows])
        if not now.is_list:
            numeric = []
        headers, marked = ["", *now.headers], [["", *row] for row in texts]
        whole = fit(headers, marked, console.width)
        table = grid(headers, marked, [False, *numeric], whole)
        for row, text in zip(self._rows, texts, strict=True):
            cells = [
                Text(cell, style=_CHANGED_CELL if at in row.changed else "")
                for at, cell in enumerate(text)
            ]
            table.add_row(_MARKS[row.change], *cells, style=_STYLES[row.change])
        return table
