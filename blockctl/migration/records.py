"""The rows of the table as columns: as data for programs, as text for people and spreadsheets."""

from collections.abc import Callable, Sequence
from typing import Any

from blockctl.migration import notes, usage
from blockctl.migration.row import BLOCKCTL, OPENSTACK, TARGETS, Row
from blockctl.migration.usage import Beside
from blockctl.output.columns import Column

_NAMES = ("Verb", "Since", "cinder", "openstack", "blockctl", "Arguments", "Differs", "Lacks")
TEXT = tuple(Column(name, name.lower()) for name in _NAMES)
DATA = (*TEXT, Column("When", "when"))
SHORT = (
    Column("cinder", "verb"),
    Column("openstack", lambda row: row["words"][0]),
    Column("blockctl", lambda row: row["words"][1]),
)


def data(row: Row) -> dict[str, Any]:
    """A row as plain data: its syntax, what it becomes and when, each argument, what differs."""
    return {
        **{name: value or None for name, value in _common(row).items()},
        OPENSTACK: usage.of_target(row, OPENSTACK),
        BLOCKCTL: usage.of_target(row, BLOCKCTL),
        "when": {
            target: [each.when or None for each in usage.commands(row, target)]
            for target in TARGETS
        },
        "arguments": [
            {
                "cinder": each.cinder,
                "since": each.since,
                **each.written,
                "lacks": dict(each.lacks),
                "default": dict(each.default),
                "one_by_one": list(each.one_by_one),
            }
            for each in usage.beside(row)
        ],
        "differs": [
            {"kind": each.kind, "text": each.text, "only": each.only or None}
            for each in notes.of_row(row)
        ],
    }


def text(row: Row) -> dict[str, Any]:
    """The same in lines of text; ``words`` are the commands without their arguments."""
    return {
        **_common(row),
        **{target: _lines(usage.commands(row, target), _command) for target in TARGETS},
        "arguments": _lines(usage.beside(row), _argument),
        "differs": _lines(notes.of_row(row), lambda each: f"{each.kind}: {each.text}"),
        "words": [
            "\n".join(dict.fromkeys(step.words for step in row.steps(target) if not step.lacks))
            for target in TARGETS
        ],
    }


def _common(row: Row) -> dict[str, str]:
    return {
        "verb": row.verb,
        "since": usage.since(row.verb),
        "cinder": usage.of_cinder(row.verb),
        "lacks": row.lacks,
    }


def _lines(each_of: Sequence[Any], line: Callable[[Any], str]) -> str:
    return "\n".join(map(line, each_of))


def _command(command: usage.Command) -> str:
    return f"{command.line} ({command.when})" if command.when else command.line


def _argument(each: Beside) -> str:
    since = f" (since {each.since})" if each.since else ""
    become = (f"{target} {_becomes(each, target)}" for target in TARGETS)
    return f"{each.cinder}{since}: {', '.join(become)}"


def _becomes(each: Beside, target: str) -> str:
    told = "; ".join(notes.of_argument(each, target))
    written = each.written[target]
    return " ".join(filter(None, (written, f"({told})" if told else "")))
