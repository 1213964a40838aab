"""Scripts that cut cinder's tables: the one way to do so that is surely replaced, and advice."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blockctl.migration.script.surroundings import Surroundings
from blockctl.migration.script.tree import text
from blockctl.migration.script.words import plain

if TYPE_CHECKING:
    from tree_sitter import Node

# Fields of ``Property | Value`` tables that cinder and the others print alike, in one word, and
# that each such table has once: tests/api/test_rewritten_script.py runs each of them.
SAME: Mapping[str, tuple[str, ...]] = {
    "create": ("id", "status", "size"),
    "show": ("id", "status", "size"),
    "snapshot-create": ("id", "status", "size", "volume_id"),
    "snapshot-show": ("id", "status", "size", "volume_id"),
    "backup-create": ("id", "volume_id"),
    "backup-show": ("id", "status", "size", "volume_id"),
    "transfer-create": ("id", "auth_key", "volume_id"),
    "transfer-show": ("id", "volume_id"),
}

_FIELD = re.compile(r"""\s*(?:/ (\w+) /|\$2\s*==\s*"(\w+)")\s*\{\s*print \$4;?\s*\}\s*""")
_WITH_TABLE = ("create", "list", "show")
_COLUMN = re.compile(r"\{\s*print \$(\d+)")


@dataclass(frozen=True)
class Cut:
    """A pipeline stage that takes one field of a ``Property | Value`` table."""

    field: str
    stage: "Node"


def cut(around: Surroundings) -> Cut | None:
    """The next stage where it is ``awk '/ field / {print $4}'`` and no more; else None."""
    if not around.next_stages or around.errors_too:
        return None
    stage = around.next_stages[0]
    if stage.type != "command" or len(stage.children) != 2:
        return None
    name, program = (plain(child) for child in stage.children)
    match = _FIELD.fullmatch(program or "")
    if name not in ("awk", "gawk", "mawk") or match is None:
        return None
    return Cut(match[1] or match[2], stage)


def advice(verb: str, command: str, around: Surroundings) -> str:
    """What to put in the place of a pipeline that cuts a table; ``command`` is the translation."""
    following = b" ".join(map(text, around.next_stages)).decode("utf-8", "replace")
    field = re.search(r"/ (\w+) /", following)
    column = _COLUMN.search(following)
    if not verb.endswith(_WITH_TABLE):
        return command
    lists = verb == "list" or verb.endswith("-list")
    if lists and column and column[1] == "2":
        return f"{command} -f value -c ID"
    if not lists and field:
        return f"{command} -f value -c {field[1]}"
    return f"{command} -f value -c COLUMN"
