"""Writes docs/reference/stuck-volumes.md from the rule book: ``python docs/build_rule_book.py``.

tests/unit/test_docs.py fails when the page is not what this makes.
"""

import re
import sys
from pathlib import Path

from blockctl.diagnosis.rule import Rule
from blockctl.diagnosis.rules import RULES

PAGE = Path(__file__).parent / "reference" / "stuck-volumes.md"
HEAD = """# Why volumes are stuck

Every cause that `blockctl volume diagnose` knows, in the order in which they are tried. Made by
`docs/build_rule_book.py` from the rule book itself; how to use it:
[Stuck volumes](../how-to/stuck-volumes.md).

Words in CAPITALS stand for what was seen. *Sure* is how sure a cause is when
everything may be seen; it is one step less when your role may not see all, and that is said. An
operation counts as cut short once its last change is longer ago than `--patience`, 600 s.

The test of each cause brings it about on a real Cinder (29): a service is killed in mid-operation,
a request lost, a file taken from the backend, or a client stops half way. Where it cannot, *Proved
by* says what it does instead. `error_backing-up` is a status that Cinder names and never sets: it
has no cause here, and is said to be unknown.

"""


def page() -> str:
    """The whole page as Markdown."""
    return HEAD + "\n".join(map(_entry, RULES))


def _entry(rule: Rule) -> str:
    statuses = ", ".join(f"`{status}`" for status in rule.statuses) or "any"
    does = "does that" if rule.deed else f"refuses: {_plain(rule.refused)}"
    return (
        f"## {rule.name}\n\n"
        f"{_plain(rule.says)}\n\n"
        f"- **Status:** {statuses}\n"
        f"- **Sure:** {rule.sure}\n"
        f"- **Remedy:** `{_plain(rule.command)}`\n"
        f"- **Risk:** {_plain(rule.risk)}\n"
        f"- **`volume repair`:** {does}\n"
        f"- **Source:** {rule.source}\n"
        + (f"- **Proved by:** {rule.proved}\n" if rule.proved else "")
    )


def _plain(text: str) -> str:
    """The text with its fields as words: VOLUME, MESSAGE."""
    known = {"Volume": "The volume", "id": "VOLUME", "reverting": "SNAPSHOT"}
    known["one_backup"] = "BACKUP"
    known |= dict.fromkeys(("message", "at", "from", "uses", "quota"), "")
    return re.sub(r"\{(\w+)\}", lambda found: _word(found.group(1), known), text)


def _word(field: str, known: dict[str, str]) -> str:
    return known.get(field, field.upper().replace("_", " "))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stderr.write(f"{PAGE} written\n")
