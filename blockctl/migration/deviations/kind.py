"""One deviation, and the aspects of a command that are compared."""

from dataclasses import dataclass
from typing import Literal

# What of a command's behaviour is compared.
Aspect = Literal["status", "output", "requests"]


@dataclass(frozen=True)
class Deviation:
    """One deviation. ``commands`` are those it shows in, a last ``*`` standing for any words.

    ``openstack`` and ``blockctl`` say what each does, ``reason`` why ours differs.
    """

    name: str
    commands: tuple[str, ...]
    aspects: frozenset[Aspect]
    openstack: str
    blockctl: str
    reason: str

    def covers(self, words: str) -> bool:
        """Whether the command of these words is among those it shows in."""
        return any(
            words.startswith(each[:-1]) if each.endswith("*") else words == each
            for each in self.commands
        )


STATUS: frozenset[Aspect] = frozenset({"status"})
OUTPUT: frozenset[Aspect] = frozenset({"output"})
REQUESTS: frozenset[Aspect] = frozenset({"requests"})
