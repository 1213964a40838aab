"""Cinder's services, each a process that can be killed while the API lives."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from blockctl import loops
from tests.api.conftest import Blockctl
from tests.api.ports import free_port
from tests.api.rig.broker import Broker
from tests.api.rig.nova import Nova

ROOT = Path(__file__).parents[3]
# Cinder counts a service as down after so many seconds without a report.
DOWN = 15
DRIVER = "volume_driver = tests.api.rig.driver.HeldDriver"


class Rig:
    """The API, a scheduler, a backup service and a volume service each for two folders."""

    def __init__(self, run: Blockctl, broker: Broker) -> None:
        self.run = run
        self.root = run.folder / "state" / "standalone"
        self.root.mkdir(parents=True, mode=0o700)
        self.root.parent.chmod(0o700)
        self.volumes = self.root / "volumes"
        second = run.folder / "second"
        second.mkdir()
        self.second = second
        self.shared = run.folder / "shared"
        self.config = run.folder / "broker.conf"
        self.broker = broker
        self.configs: dict[str, Path] = {}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.nova = Nova()
        self.api = f"api:{run.port}"
        # The pool counts as full for what is larger than what is free.
        self.glance_port = free_port()
        filters = "AvailabilityZoneFilter,CapacityFilter,CapabilitiesFilter"
        self.configure(
            f"scheduler_default_filters = {filters}\n"
            f"glance_api_servers = http://127.0.0.1:{self.glance_port}"
        )

    def configure(self, more: str) -> None:
        """Write the configuration that lies over the standalone service's."""
        self.more = more
        self.config.write_text(
            f"{self._common()}\nenabled_backends = file,second\n[file]\n{DRIVER}\n"
            + _backend("second", self.second)
        )

    def _common(self) -> str:
        return (
            f"[DEFAULT]\ntransport_url = {self.broker.url}\nreport_interval = 1\n"
            f"service_down_time = {DOWN}\n{self.more}"
        )

    def member(self, host: str) -> str:
        """The name of a volume service on a host of its own, one of a cluster that serves one
        backend, ``shared``."""
        which = f"volume:shared:{host}"
        self.shared.mkdir(exist_ok=True)
        self.configs[which] = self.run.folder / f"{host}.conf"
        self.configs[which].write_text(
            f"{self._common()}\nenabled_backends = shared\nhost = {host}\ncluster = pair\n"
            + _backend("shared", self.shared)
        )
        return which

    def begin(self, which: str) -> "subprocess.Popen[bytes]":
        """Start a service and do not wait for it."""
        with (self.run.folder / f"{which.replace(':', '-')}.out").open("ab") as out:
            self.processes[which] = subprocess.Popen(
                [sys.executable, "-m", "tests.api.rig.service", str(self.root), which,
                 str(self.configs.get(which, self.config))],
                env={**self.run.env, "OS_CINDER_DISABLE_EVENTLET_PATCHING": "true",
                     "RIG_NOVA": self.nova.url},
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )  # fmt: skip
        return self.processes[which]

    def ready(self, which: str, seconds: float = 120) -> None:
        """Wait until it works."""
        process = self.processes[which]
        name = which.replace(":", "-")
        end = time.monotonic() + seconds
        while not (self.root / f"ready-{name}-{process.pid}").exists():
            told = self.run.folder / f"{name}.out"
            assert process.poll() is None, told.read_text()[-4000:]
            assert time.monotonic() < end, told.read_text()[-4000:]
            time.sleep(0.05)

    def start(self, *which: str) -> None:
        """Start services beside each other, and wait until all work."""
        for each in which:
            self.begin(each)
        for each in which:
            self.ready(each)

    def kill(self, which: str) -> None:
        """SIGKILL, as a power cut does."""
        process = self.processes.pop(which)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """End every service, and give back the loop devices of those that were killed."""
        for which in list(self.processes):
            self.kill(which)
        self.nova.stop()
        for volume in self.volumes.glob("volume-*"):
            loops.detach(volume)


def _backend(name: str, folder: Path) -> str:
    """The section of a backend that keeps its volumes in a folder."""
    return (
        f"[{name}]\n{DRIVER}\nvolume_backend_name = {name}\nblockctl_volume_folder = {folder}\n"
        f"blockctl_expose = {'loop' if os.geteuid() == 0 else 'file'}\n"
    )
