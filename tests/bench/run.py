"""Times blockctl beside ``openstack``, ``cinder`` and a bare HTTP client, in one run.

``python -m tests.bench.run --blockctl … --peers … --server …``: the folders of the commands of
three environments. All clients speak to one standalone service, which counts their requests.
Each client runs once to warm up and then in turn, A B C D A B C D …, so that a machine whose
speed drifts is no one's advantage. What is compared is the median of whole processes.
"""

import argparse
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.api.ports import free_port
from tests.bench.seed import seed

Command = list[str]
CLIENTS = ("bare", "blockctl", "cinder", "openstack")


def main() -> None:
    """Start a service, run every comparison, print a table for each, stop the service."""
    parser = argparse.ArgumentParser()
    for name in ("blockctl", "peers", "server"):
        parser.add_argument(f"--{name}", required=True, type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--volumes", type=int, default=5000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="blockctl-bench.") as folder:
        bench = Bench(given, Path(folder))
        bench.server("standalone", "up", "--port", str(free_port()))
        try:
            bench.run()
        finally:
            bench.server("standalone", "down")


class Bench:
    """One service, and the environment in which each client finds it."""

    def __init__(self, given: argparse.Namespace, folder: Path) -> None:
        self.given = given
        self.state = folder / "state"
        kept = {key: value for key, value in os.environ.items() if not key.startswith("OS_")}
        self.env = {
            **kept,
            "BLOCKCTL_STATE_DIR": str(self.state),
            "BLOCKCTL_RUNTIME_DIR": str(folder / "run"),
            "BLOCKCTL_CACHE_DIR": str(folder / "cache"),
            # Compiled modules are kept, as in any installation.
            "PYTHONDONTWRITEBYTECODE": "",
        }

    def server(self, *args: str) -> str:
        """Run the blockctl of the environment that has Cinder."""
        command = [str(self.given.server / "blockctl"), "--quiet", *args]
        done = subprocess.run(command, env=self.env, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout

    def run(self) -> None:
        """All comparisons."""
        volume = self.server(
            "volume", "create", "--size", "1", "--wait", "one", "-f", "value", "-c", "id"
        ).strip()
        self.envs = {
            "bare": self.env,
            "blockctl": self.env,
            "openstack": self.env | exported(self.server("standalone", "env")),
            "cinder": self.env | exported(self.server("standalone", "env", "--client", "cinder")),
        }
        blockctl = [str(self.given.blockctl / "blockctl"), "--quiet"]
        openstack, cinder = ([str(self.given.peers / name)] for name in ("openstack", "cinder"))
        service = str(self.state / "standalone" / "service.json")
        bare = [
            str(self.given.blockctl / "python"),
            str(Path(__file__).with_name("bare.py")),
            service,
        ]

        self.compare(
            "--help",
            {
                "bare": [bare[0], "-c", "pass"],
                "blockctl": [*blockctl, "--help"],
                "openstack": [*openstack, "--help"],
                "cinder": [*cinder, "help"],
            },
        )
        show = ["show", volume]
        self.compare(
            "volume show",
            {
                "bare": [*bare, volume],
                "blockctl": [*blockctl, "volume", *show],
                "openstack": [*openstack, "volume", *show],
                "cinder": [*cinder, *show],
            },
        )
        seed(self.state / "standalone" / "cinder.sqlite", self.given.volumes)
        self.compare(
            f"volume list ({self.given.volumes + 1} volumes)",
            {
                "bare": bare,
                "blockctl": [*blockctl, "volume", "list", "-f", "value", "-c", "ID", "-c", "Name"],
                "openstack": [
                    *openstack,
                    "volume",
                    "list",
                    "-f",
                    "value",
                    "-c",
                    "ID",
                    "-c",
                    "Name",
                ],
                "cinder": [*cinder, "list"],
            },
        )

    def compare(self, title: str, commands: dict[str, Command]) -> None:
        """Run the clients in turn and print a line for each."""
        seconds: dict[str, list[float]] = {client: [] for client in CLIENTS}
        requests = {}
        for round_ in range(self.given.runs + 1):
            for client in CLIENTS:
                before = self.requests()
                began = time.perf_counter()
                subprocess.run(
                    commands[client],
                    env=self.envs[client],
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
                if round_:
                    seconds[client].append(time.perf_counter() - began)
                requests[client] = self.requests() - before
        bare = statistics.median(seconds["bare"])
        print(f"\n{title}: median of {self.given.runs}")  # noqa: T201
        for client in CLIENTS:
            median = statistics.median(seconds[client])
            low, high = min(seconds[client]), max(seconds[client])
            print(  # noqa: T201
                f"  {client:<10} {median:7.3f} s  ({low:.3f} to {high:.3f})"
                f"  {median / bare:6.1f} x bare  {requests[client]:3} requests"
            )
        sys.stdout.flush()

    def requests(self) -> int:
        """How many requests the service has answered until now."""
        log = self.state / "standalone" / "access.log"
        return len(log.read_text(encoding="utf-8").splitlines()) if log.exists() else 0


def exported(script: str) -> dict[str, str]:
    """The variables that lines of ``export NAME=VALUE`` would set."""
    words = [shlex.split(line) for line in script.splitlines()]
    pairs = [each[1].partition("=") for each in words if each[:1] == ["export"]]
    return {name: value for name, _, value in pairs}


if __name__ == "__main__":
    main()
