"""Runs one of cinder's lines, and what it becomes, each against a cloud of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.parity.clients import Client, Ended
from tests.parity.replay.cloud import RecordingCloud
from tests.parity.replay.requests import elsewhere, named, reads, writes
from tests.parity.replay.resources import Sample


@dataclass(frozen=True)
class Ran:
    """How one or more commands ended, and what they asked for; ``printed`` is all of it."""

    status: int
    printed: str
    errors: str
    writes: tuple[str, ...]
    reads: tuple[str, ...]
    elsewhere: bool
    sample: Sample

    @property
    def effect(self) -> tuple[str, ...]:
        """What it changes; of what changes nothing, the last that it asked for."""
        return self.writes or self.reads[-1:]

    def named(self) -> tuple[str, ...]:
        """What it changes, or all that it asks for, with names instead of IDs."""
        return tuple(named(self.writes or self.reads, self.sample))

    def __str__(self) -> str:
        asked = "\n    ".join(self.writes or self.reads)
        return f"{self.status}\n    {asked}\n{self.errors[-600:]}"


def run(
    cloud: RecordingCloud,
    client: Client,
    commands: Iterable[Sequence[str]],
    line: Sequence[str],
    env: Mapping[str, str],
) -> Ran:
    """Run the commands that ``line`` becomes one after the other, until one fails."""
    recording = cloud.run(line)
    ended: list[Ended] = []
    for command in commands:
        ended.append(client.run(list(command), {**env, **recording.env()}))
        if ended[-1].status:
            break
    # Addresses are those of this run.
    printed = "".join(each.stdout for each in ended).replace(recording.base, "http://cloud")
    return Ran(
        ended[-1].status,
        printed,
        "".join(each.stderr for each in ended),
        tuple(writes(recording.asked)),
        tuple(reads(recording.asked, recording.sample)),
        elsewhere(recording.asked),
        recording.sample,
    )
