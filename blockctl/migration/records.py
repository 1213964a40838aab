"""The rows of the table as columns, for every format."""

from collections.abc import Mapping, Sequence
from typing import Any

from blockctl.migration import usage
from blockctl.migration.row import BLOCKCTL, OPENSTACK, Row
from blockctl.output.columns import Column


def record(row: Row) -> dict[str, Any]:
    """A row as plain data: its syntax, what it becomes, each argument, and what differs."""
    return {
        "verb": row.verb,
        "since": usage.since(row.verb) or None,
        "cinder": usage.of_cinder(row.verb),
        "openstack": usage.of_target(row, OPENSTACK),
        "blockctl": usage.of_target(row, BLOCKCTL),
        "arguments": [
            {
                "cinder": each.cinder,
                "since": each.since,
                **each.written,
                "lacks": dict(each.lacks),
            }
            for each in usage.beside(row)
        ],
        "differs": [
            {"kind": str(each.kind), "text": each.text, "only": each.target or None}
            for each in row.differs
        ],
        "lacks": row.lacks or None,
        "words": [
            "\n".join(dict.fromkeys(step.words for step in row.steps(target) if not step.lacks))
            for target in (OPENSTACK, BLOCKCTL)
        ],
    }


def _lines(texts: Sequence[str]) -> str:
    return "\n".join(texts)


def _arguments_text(arguments: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(
        f"{each['cinder']}: {each['openstack'] or '-'} / {each['blockctl'] or '-'}"
        for each in arguments
    )


def _differs_text(differs: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(each["text"] for each in differs)


SHORT = (
    Column("cinder", "verb"),
    Column("openstack", lambda row: row["words"][0]),
    Column("blockctl", lambda row: row["words"][1]),
)
WHOLE = (
    Column("Verb", "verb"),
    Column("Since", "since"),
    Column("cinder", "cinder"),
    Column("openstack", "openstack", human=_lines),
    Column("blockctl", "blockctl", human=_lines),
    Column("Arguments", "arguments", human=_arguments_text),
    Column("Differs", "differs", human=_differs_text),
    Column("Lacks", "lacks"),
)
