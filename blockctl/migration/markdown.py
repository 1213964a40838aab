"""The table as Markdown."""

from collections.abc import Iterable, Iterator

from blockctl.migration import usage
from blockctl.migration.row import TARGETS, Row

_HEAD = ("| cinder | openstack | blockctl | what differs |", "|---|---|---|---|")


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a Markdown table with a row for each verb."""
    yield from _HEAD
    for row in rows:
        commands = [[_code(each) for each in usage.of_target(row, target)] for target in TARGETS]
        theirs, ours = commands
        cells = [
            _code(usage.of_cinder(row.verb).removeprefix("cinder ")),
            "<br>".join(theirs) or _text(row.lacks),
            "the same" if theirs == ours else "<br>".join(ours),
            "<br>".join(_text(each.text) for each in row.differs),
        ]
        yield f"| {' | '.join(cells)} |"


def _code(text: str) -> str:
    return f"`{_text(text)}`"


def _text(text: str) -> str:
    return text.replace("|", "\\|")
