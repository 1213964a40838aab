"""Writes docs/reference/api-coverage.md: ``python docs/build_api_coverage.py``.

tests/unit/test_api_coverage.py fails when the page is not what this makes, and when the endpoints
are not those of the installed Cinder.
"""

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
ENDPOINTS = FOLDER / "api-endpoints.tsv"
PAGE = FOLDER / "reference" / "api-coverage.md"
HEAD = """# What of the API is covered

Every endpoint of the Block Storage API of Cinder 29, with the commands whose request it is. Names
are looked up through the lists and the `GET` of one thing as well; that is not said again. Made by
`docs/build_api_coverage.py` from `docs/api-endpoints.tsv`, which a test compares with the routes of
the installed Cinder.

"""
OFFERED = """## Offered

| Request | Since | Commands |
|---|---|---|
"""
LEFT = """
## Not offered

| Request | Since | Why |
|---|---|---|
"""


@dataclass(frozen=True)
class Endpoint:
    """One endpoint, or one action of it.

    ``path`` is below /v3 and without the project. ``commands`` are ours; without any, ``reason``
    says why.
    """

    method: str
    path: str
    action: str
    since: str
    commands: tuple[str, ...]
    reason: str

    @property
    def request(self) -> str:
        """What is sent, for a reader."""
        action = f" `{self.action}`" if self.action else ""
        return f"`{self.method} {self.path}`{action}"


def endpoints() -> Iterator[Endpoint]:
    """Every endpoint of the list, in its order."""
    with ENDPOINTS.open(encoding="utf-8", newline="") as file:
        for method, path, action, since, commands, reason in csv.reader(file, delimiter="\t"):
            named = tuple(filter(None, commands.split(", ")))
            yield Endpoint(method, path, action, since, named, reason)


def page() -> str:
    """The whole page as Markdown."""
    every = list(endpoints())
    offered = [each for each in every if each.commands]
    left = [each for each in every if not each.commands]
    told = f"{len(offered)} of {len(every)} are offered; the others serve nobody at a keyboard.\n\n"
    commands = [", ".join(f"`{words}`" for words in each.commands) for each in offered]
    rows = [
        f"| {each.request} | {each.since} | {names} |\n"
        for each, names in zip(offered, commands, strict=True)
    ]
    reasons = [f"| {each.request} | {each.since} | {each.reason} |\n" for each in left]
    return "".join((HEAD, told, OFFERED, *rows, LEFT, *reasons))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stderr.write(f"{PAGE} written\n")
