"""A RabbitMQ of its own on loopback, from Debian's package; the system's is left alone."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from tests.api.ports import free_port

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
CONTROL = Path("/usr/lib/rabbitmq/bin/rabbitmqctl")


class Broker:
    """Started with node name, folders and ports of its own, stopped by its process group."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, distribution, mapper = free_port(), free_port(), free_port()
        (folder / "home").mkdir(parents=True)
        (folder / "conf").write_text(f"listeners.tcp.1 = 127.0.0.1:{self.port}\n")
        (folder / "plugins").write_text("[].\n")
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder / "home"),
            "RABBITMQ_NODENAME": f"blockctl{self.port}@localhost",
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(folder / "conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_DIST_PORT": str(distribution),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(mapper),
        }
        with (folder / "out").open("wb") as out:
            # The mapper of Erlang's nodes is a daemon that would outlive it: here it is a child.
            self.mapper = subprocess.Popen(
                ["epmd", "-port", str(mapper), "-address", "127.0.0.1"],
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
            self.process = subprocess.Popen(
                [str(SERVER)],
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    @property
    def url(self) -> str:
        """For oslo.messaging."""
        return f"rabbit://guest:guest@127.0.0.1:{self.port}/"

    def wait(self, seconds: float = 90) -> None:
        """Return when it takes connections."""
        end = time.monotonic() + seconds
        while True:
            assert self.process.poll() is None, (self.folder / "out").read_text()
            assert time.monotonic() < end, (self.folder / "out").read_text()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)

    def purge(self, queue: str) -> None:
        """Lose the requests that wait in a queue, as a broker that was set up anew does."""
        subprocess.run(
            [str(CONTROL), "purge_queue", queue], env=self.env, check=True, capture_output=True
        )

    def stop(self) -> None:
        """End it and all that it started."""
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.mapper.terminate()
        self.mapper.wait()
