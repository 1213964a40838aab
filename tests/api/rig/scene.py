"""What the tests of stuck volumes do with the rig: bring a state about, diagnose, repair."""

import hashlib
import json
import os
import shlex
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from tests.api.rig.rig import DOWN, Rig
from tests.api.standalone_api import Api, settled

Test = TypeVar("Test", bound=Callable[..., None])
ELSEWHERE = "web-7"
FAR = {"host": ELSEWHERE}


def proves(*rules: str) -> Callable[[Test], Test]:
    """Marks a test as the one of these causes; tests/unit/test_rule_book.py reads it."""
    return lambda test: test


class Scene:
    """A rig with everything up; ``name`` begins what this test makes.

    ``env`` is added to the environment that volumes are diagnosed and repaired in.
    """

    def __init__(self, rig: Rig, name: str) -> None:
        self.rig, self.run, self.name = rig, rig.run, name
        self.api = Api(rig.run)
        self.env: dict[str, str] = {}

    def volume(self, **wanted: Any) -> str:
        """An available volume with random data in it, and its digest kept."""
        made = self.asked("/volumes", volume={"size": 1, "name": self.name, **wanted})
        self.until(made, "available")
        self.write(made)
        return made

    def write(self, volume: str) -> None:
        """Put random data into it."""
        with self.file(volume).open("r+b") as file:
            file.write(os.urandom(1 << 20))

    def asked(self, path: str, **body: Any) -> str:
        code, answer = self.api("POST", path, body)
        assert code in (200, 202), answer
        made: dict[str, Any] = next(iter(answer.values())) if answer else {}
        return str(made.get("id")) if isinstance(made, dict) else ""

    def act(self, volume: str, action: str, **arguments: Any) -> None:
        code, answer = self.api("POST", f"/volumes/{volume}/action", {action: arguments})
        assert code in (200, 202), answer

    def status(self, volume: str) -> str:
        code, answer = self.api("GET", f"/volumes/{volume}")
        return answer["volume"]["status"] if code == 200 else "gone"

    def until(self, volume: str, *statuses: str) -> None:
        settled(lambda: self.status(volume) in statuses, 300)

    def attach(self, volume: str, **more: Any) -> str:
        """An attachment; ``connector`` and ``instance_uuid`` as the API has them."""
        body = {"volume_uuid": volume, "instance_uuid": None, **more}
        attachment = {key: value for key, value in body.items() if value is not None}
        return self.asked("/attachments", attachment=attachment)

    def attached(self, volume: str, **more: Any) -> str:
        made = self.attach(volume, **more)
        self.api("POST", f"/attachments/{made}/action", {"os-complete": {}})
        self.until(volume, "in-use")
        return made

    def file(self, volume: str) -> Path:
        return self.rig.volumes / f"volume-{volume}"

    def digest(self, volume: str) -> str:
        return hashlib.sha256(self.file(volume).read_bytes()).hexdigest()

    def set(self, volume: str, status: str, reason: str) -> None:
        """Set a state that cannot be brought about, and say why."""
        print(f"SET {status}: {reason}")  # noqa: T201 - the printed list of what was not brought about
        self.act(volume, "os-reset_status", status=status)

    @contextmanager
    def held(self, operation: str, folder: Path | None = None) -> Iterator[Callable[[], object]]:
        """The driver stops in this operation until the end; yields what waits for that."""
        place = folder or self.rig.volumes
        gate, mark = (place / f"{word}-{operation}" for word in ("hold", "at"))
        mark.unlink(missing_ok=True)
        gate.touch()
        try:
            yield lambda: settled(mark.exists, 300)
        finally:
            gate.unlink()

    @contextmanager
    def without(self, which: str) -> Iterator[None]:
        """Kill a service and start it again at the end."""
        self.rig.kill(which)
        try:
            yield
        finally:
            self.rig.start(which)

    @contextmanager
    def second(self) -> Iterator[str]:
        """The second backend is up; yields where volumes can be moved to."""
        self.rig.start("volume:second")
        try:
            yield "standalone@second#second"
        finally:
            self.rig.kill("volume:second")
            # Until then the scheduler would give it other tests' volumes.
            self.down("standalone@second", "cinder-volume")

    @contextmanager
    def cluster(self, *hosts: str) -> Iterator[tuple[str, ...]]:
        """A volume type of a backend that volume services on these hosts serve together.

        Yields its name and those of the services, of which none runs; at the end none does.
        """
        wanted = {"name": self.name, "extra_specs": {"volume_backend_name": "shared"}}
        self.asked("/types", volume_type=wanted)
        members = [self.rig.member(host) for host in hosts]
        try:
            yield self.name, *members
        finally:
            for member in {*members} & {*self.rig.processes}:
                self.rig.kill(member)
            for host in hosts:
                self.down(f"{host}@shared", "cinder-volume")

    def down(self, host: str, binary: str) -> None:
        """Wait until Cinder counts a service as down."""

        def is_down() -> bool:
            # Not by the API, which would ask the scheduler for more.
            with closing(sqlite3.connect(self.rig.root / "cinder.sqlite", timeout=60)) as database:
                [[age]] = database.execute(
                    "SELECT strftime('%s', 'now') - strftime('%s', updated_at) FROM services"
                    " WHERE host = ? AND binary = ? AND deleted = 0",
                    (host, binary),
                )
            return bool(age > DOWN)

        settled(is_down, 300)

    def diagnose(self, volume: str, *options: str, patience: int = 0) -> dict[str, Any]:
        told = self.run(
            "volume", "diagnose", volume, "--patience", str(patience), "-f", "json", *options,
            check=False, env=self.env,
        )  # fmt: skip
        found: dict[str, Any] = json.loads(told.stdout)[0]
        assert told.returncode == (10 if found["verdict"] in ("wrong", "unknown") else 0), told
        return found

    def cause(self, volume: str, rule: str, *options: str) -> dict[str, Any]:
        found = self.diagnose(volume, *options)
        assert found["cause"] == rule, found
        return found

    def repaired(self, volume: str, rule: str, status: str, *options: str) -> None:
        """It has this cause, a repair mends it, and the volume is then in ``status``."""
        assert self.cause(volume, rule, *options)["repairable"]
        self.repair(volume, *options)
        self.until(volume, status)

    def repair(self, volume: str, *options: str, code: int = 0) -> str:
        done = self.run(
            "volume", "repair", volume, "--patience", "0", "--yes", *options, check=False,
            env=self.env,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        return done.stderr

    def refused(self, volume: str, rule: str) -> None:
        """It has this cause, and a repair changes nothing."""
        assert not self.cause(volume, rule)["repairable"]
        before = self.status(volume)
        told = self.repair(volume, code=5)
        assert "is not repaired" in told
        assert self.status(volume) == before

    def by_hand(self, volume: str, rule: str, **words: str) -> None:
        """It has this cause, a repair leaves it to a person, and the commands that are printed
        are done; ``words`` stand for their words in capitals."""
        self.refused(volume, rule)
        commands = self.cause(volume, rule)["remedy"].partition("   ")[0]
        for word, meant in words.items():
            commands = commands.replace(word, meant)
        for command in commands.split(" && "):
            line = shlex.split(command.removeprefix("sudo "))
            assert line[0] == "blockctl", command
            self.run(*line[1:])
