"""The lab as the tests have it: a machine with its guest, and the moments it can go through."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.lab import booted, image, project
from tests.lab.booted import BOOT_SECONDS, meet
from tests.lab.guest import GuestFailed
from tests.lab.locks import held
from tests.lab.machine import Machine
from tests.lab.places import RUNNING

_PROJECT = "/opt/lab/project"
# The state in which every test finds the guest.
READY = "ready"


class Lab:
    """A running machine, the project in it, and a saved state to return to."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        machine.start(booted.STATE)
        self.guest = meet(machine)
        self.guest.set_clock()
        self.guest.run(["tar", "-xzf", "-", "-C", _PROJECT], given=project.packed())
        self.guest.load(*project.modules())
        self.guest.run(["sync"])  # a power cut shall not take it
        self.save(READY)

    def save(self, state: str) -> None:
        """Keep how all is now under a name; nothing that was asked of the guest may be under way.

        Worth it before many tests that want the same thing to be up.
        """
        self.machine.save(state)

    def reset(self, state: str = READY) -> None:
        """Return to a saved state: nothing that was done since has happened.

        The guest's clock returns too, so that its services do not miss each other's heartbeats.
        """
        self.machine.restore(state)
        self.guest.greet(300)

    def reboot(self) -> None:
        """Have the guest end its work and start anew; what is on its disks stays."""
        before = self.guest.greet(300)
        self.guest.start(["systemctl", "reboot"])
        while self.guest.greet(BOOT_SECONDS) == before:
            pass

    def power_cut(self) -> None:
        """Take the power away in the middle of everything, and boot from what is on the disks.

        What the guest had flushed is there, what it had only written to its memory is gone, and
        the file systems are checked. What a disk would lose of its own cache is kept here.
        ``guest`` is another object afterwards.
        """
        self.machine.cut()
        self.machine.start(checked=True)
        self.guest = meet(self.machine)

    def last_words(self) -> str:
        """What the guest's kernel and services said last, and its console: for a failed test."""
        told = []
        for command in (["dmesg"], ["journalctl", "--no-pager", "--lines", "30"]):
            try:
                lines = self.guest.run(command, timeout=20, check=False).out.splitlines()
            except GuestFailed as silent:
                lines = [str(silent)]
            told += [f"$ {' '.join(command)}", *lines[-30:]]
        console = self.machine.console.read_text(errors="replace").splitlines()
        return "\n".join([*told, "console:", *console[-10:]])


@contextmanager
def running() -> Iterator[Lab]:
    """A lab that is there for the time of the context, and of which nothing stays."""
    built = image.ensure()
    disks = booted.ensure(built)
    with _folder() as folder:
        machine = Machine(built, folder)
        machine.copy_disks(disks)
        try:
            yield Lab(machine)
        finally:
            machine.cut()


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder of its own, removed at the end, or by the next lab if this process is killed."""
    RUNNING.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        with held(RUNNING / "lock"):
            for left in RUNNING.glob("lab.*"):
                with suppress(BlockingIOError), held(left / "lock", wait=False):
                    shutil.rmtree(left)
            folder = Path(tempfile.mkdtemp(prefix="lab.", dir=RUNNING))
            stack.enter_context(held(folder / "lock"))
        stack.callback(shutil.rmtree, folder)
        yield folder
