"""A case of the parity tests: one command line, given to both commands."""

import shlex
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.parity.cloud import ADMIN, MICROVERSION


@dataclass(frozen=True)
class Case:
    """``words`` and ``line`` make the command; ``{places}`` in the line are made for each side.

    ``deviation`` names the one in blockctl.migration.deviations that the case shows. ``moving``
    results hold times that change by themselves.
    """

    words: str
    line: str = ""
    user: str = ADMIN
    version: str = MICROVERSION
    deviation: str = ""
    moving: bool = False

    @property
    def places(self) -> list[str]:
        """The names of the resources that the line needs, one set for each side."""
        fields = (field for _, field, _, _ in string.Formatter().parse(self.line) if field)
        return [field.partition(".")[0] for field in fields]

    def arguments(self, made: Mapping[str, Any]) -> list[str]:
        """The arguments with the places filled in."""
        words = self.words.split() + shlex.split(self.line)
        filled = [word.format_map(made) for word in words]
        return ["--os-volume-api-version", self.version, *filled]

    def __str__(self) -> str:
        who = "" if self.user == ADMIN else f"{self.user}: "
        at = "" if self.version == MICROVERSION else f" at {self.version}"
        return f"{who}{self.words} {self.line}".strip() + at


def cases(words: str, *lines: str, **settings: Any) -> list[Case]:
    """One case for each line of arguments of the command ``words``."""
    return [Case(words, line, **settings) for line in lines]
