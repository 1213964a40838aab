"""One virtual machine: a QEMU process in software emulation, and what it keeps."""

import signal
import socket
import subprocess
from contextlib import suppress
from pathlib import Path

from tests.lab.image import Image
from tests.lab.qmp import MachineFailed, Monitor
from tests.lab.tied import tied

DISKS = ("root", "data")
_MEMORY_MIB = 1536
_UUID = "33333333-2222-3333-4444-555555555555"
# "quiet" and the like: every line on the serial console costs emulated time.
_KERNEL = (
    "root=/dev/vda rw console=ttyS0 quiet loglevel=4 systemd.show_status=0 mitigations=off "
    "nokaslr audit=0 apparmor=0 nowatchdog random.trust_cpu=on"
)
# After a power cut, so that the check itself is proved to have been made.
_CHECKED = "fsck.mode=force"


class Machine:
    """A guest of ``image`` with disks of its own in ``folder``, which it owns.

    The process ends with the thread that started it, whatever happens to this one. There is no
    network; ``port`` is a socket to the agent inside.
    """

    def __init__(self, image: Image, folder: Path) -> None:
        self.folder = folder
        self.console = folder / "console.log"
        self._image = image
        self._process: subprocess.Popen[bytes] | None = None
        self._monitor: Monitor | None = None
        self.port: socket.socket | None = None

    def make_disks(self) -> None:
        """Have new disks: what is written over the image, and an empty one for volumes."""
        _new_disk("-F", "qcow2", "-b", str(self._image.disk), str(self._disk("root")))
        _new_disk(str(self._disk("data")), "8G")

    def copy_disks(self, folder: Path) -> None:
        """Have the disks of a machine that has ended, with the states that are saved in them."""
        for disk in DISKS:
            source = folder / self._disk(disk).name
            copy = ["cp", "--reflink=auto", "--sparse=always", str(source), str(self.folder)]
            subprocess.run(copy, check=True)

    def start(self, state: str | None = None, checked: bool = False) -> None:
        """Switch it on, or, with a saved state, let it go on from there.

        ``checked`` has it check its file systems at boot. Raises MachineFailed.
        """
        # A pair each, rather than sockets with names, which others could open.
        self.port, agent_end = socket.socketpair()
        ours, monitor_end = socket.socketpair()
        with agent_end, monitor_end, (self.folder / "qemu.log").open("ab") as log:
            ends = agent_end.fileno(), monitor_end.fileno()
            self._process = subprocess.Popen(
                tied(self.command(state, checked, *ends)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=ends,
            )
        self._monitor = Monitor(ours)

    def save(self, state: str) -> None:
        """Keep in the disks how all is now, memory too, to return to it. Raises MachineFailed."""
        self.monitor.human(f"savevm {state}")

    def restore(self, state: str) -> None:
        """Return to a saved state. Raises MachineFailed."""
        self.monitor.human(f"loadvm {state}")

    @property
    def pid(self) -> int:
        """QEMU's process, while it runs. Raises MachineFailed."""
        if self._process is None:
            raise MachineFailed("The machine is switched off.")
        return self._process.pid

    @property
    def monitor(self) -> Monitor:
        """QEMU's monitor, while it runs. Raises MachineFailed."""
        if self._monitor is None:
            raise MachineFailed("The machine is switched off.")
        return self._monitor

    def end(self) -> None:
        """Have QEMU write what it holds of the disks, and end; the guest is not asked."""
        with suppress(MachineFailed):  # it may end before it answers
            self.monitor.execute("quit")
        if self._process is not None:
            self._process.wait(60)
        self.cut()

    def cut(self) -> None:
        """Take the power away in the middle of whatever it does. The disks stay."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        for end in (self._monitor, self.port):
            if end is not None:
                end.close()
        self._process = self._monitor = self.port = None

    def _disk(self, name: str) -> Path:
        return self.folder / f"{name}.qcow2"

    def command(self, state: str | None, checked: bool, agent: int, monitor: int) -> list[str]:
        """The command line; ``agent`` and ``monitor`` are descriptors of sockets."""
        kernel = f"{_KERNEL} {_CHECKED}" if checked else _KERNEL
        return [
            "qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none",
            # Not KVM: where it is nested in another hypervisor its guests may spin for ever.
            "-machine", "q35", "-accel", "tcg,thread=multi,tb-size=512",
            # One processor, and none with wide vectors: emulated, both cost more than they give.
            "-cpu", "Nehalem", "-smp", "1",
            "-m", str(_MEMORY_MIB), "-uuid", _UUID, "-rtc", "base=utc",
            "-kernel", str(self._image.kernel), "-initrd", str(self._image.initrd),
            "-append", kernel,
            *(word for disk in DISKS for word in self._drive(disk)),
            "-device", "virtio-rng-pci", "-device", "virtio-serial-pci",
            "-chardev", f"socket,id=agent,fd={agent}",
            "-device", "virtserialport,chardev=agent,name=lab",
            "-chardev", f"socket,id=monitor,fd={monitor}", "-mon", "chardev=monitor,mode=control",
            "-serial", f"file:{self.console}",
            *(["-loadvm", state] if state else []),
        ]  # fmt: skip

    def _drive(self, name: str) -> list[str]:
        # "unsafe" does not wait for the host's disk, yet a flush by the guest still reaches the
        # host's memory, which outlives a killed QEMU: bdrv_co_flush in QEMU's block/io.c.
        drive = f"if=none,id={name},file={self._disk(name)},format=qcow2,cache=unsafe,discard=unmap"
        return ["-drive", drive, "-device", f"virtio-blk-pci,drive={name},serial=lab-{name}"]


def _new_disk(*arguments: str) -> None:
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", *arguments], check=True)
