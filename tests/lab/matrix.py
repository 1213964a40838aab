"""The table of what a run of the lab proved: transports, and what each can do or outlives."""

from collections.abc import Iterator
from datetime import date

from tests.lab.transports import TRANSPORTS

# In this order; others follow.
COLUMNS = (
    "attach", "write", "read", "extend", "detach", "attach killed", "detach killed",
    "extend killed", "recover killed", "target dead", "path fails", "file system", "reboot",
    "recover", "leftovers",
)  # fmt: skip
_PAGE = """\
# What is proved of each transport

Written by {which} and not by hand, on {day}: kernel targets and initiators of Debian 12 in a
virtual machine. A cell says how many tests passed of those that ran for it.

- **attach, write, read, extend, detach**: 64 MiB attached twice (the second attach is the first),
  8 MiB written past every cache, extended in use to 128 MiB, detached, attached again and read.
- **attach, detach, extend, recover killed**: a test kills the command (`SIGKILL`) before one of
  its steps, and once more after it; `blockctl local recover` then undoes the attach, or finishes
  the rest. A recover is killed at each of its steps in turn, one recover after the other.
- **target dead, path fails**: no path to the target answers any more while it is attached,
  extended or detached; or one of two, while data is written, or from the beginning.
- **file system**: made with `--mkfs`, mounted, grown, unmounted, mounted again with its file, and
  killed at each of these; **reboot**: attached and mounted again by the unit of `local enable`.
- **recover**: what was killed was ended by `local recover`.
- **leftovers**: afterwards there is no session, record of a node, device, map, link or mount
  that was not there before.

{table}

A dash means that there is nothing to test: one path cannot fail by itself, and a plain file or a
logical volume has no target. Only a dead server of RBD or NFS is not tested: the kernel waits for
that, and `--force` does not end it.

{rest}

Fibre Channel is handed to os-brick as it is and has been tested on no hardware. RBD images are
mapped by the kernel's client: os-brick does not offer rbd-nbd.
"""
_REST = {
    True: "Every point was killed at on every transport.",
    False: """\
On iSCSI multipath, NVMe multipath and local every point was killed at, on the others those around
connecting, disconnecting and what is put upon a device; `make lab-full` kills at all of them.""",
}


class Matrix:
    """Counts, by transport and by what was to be proved."""

    def __init__(self) -> None:
        self._cells: dict[tuple[str, str], list[bool]] = {}

    def __bool__(self) -> bool:
        return bool(self._cells)

    def count(self, transport: str, *what: str, passed: bool) -> None:
        """One test, which is to prove all of ``what``, ended."""
        for each in what:
            self._cells.setdefault((transport, each), []).append(passed)

    def lines(self) -> Iterator[str]:
        """A table in Markdown."""
        transports = [name for name in TRANSPORTS if any(name in cell for cell in self._cells)]
        seen = dict.fromkeys(what for _, what in self._cells)
        columns = [each for each in COLUMNS if each in seen]
        columns += [each for each in seen if each not in COLUMNS]
        rows = [["transport", *columns], ["---"] * (len(columns) + 1)]
        rows += [[name, *(self._cell(name, what) for what in columns)] for name in transports]
        yield from (f"| {' | '.join(row)} |" for row in rows)

    def page(self, full: bool) -> str:
        """The page of the docs that shows the table."""
        return _PAGE.format(
            day=date.today().isoformat(),
            which="`make lab-full`" if full else "`make lab`",
            table="\n".join(self.lines()),
            rest=_REST[full],
        )

    def _cell(self, transport: str, what: str) -> str:
        ran = self._cells.get((transport, what))
        return f"{sum(ran)} of {len(ran)}" if ran else "-"
