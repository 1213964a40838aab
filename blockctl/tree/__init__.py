"""The static command tree: words -> where the command is, and a line of help.

It is all that ``--help`` and completion need; a module is imported when its command is called.
"""

from blockctl.tree import groups, host, services, volumes
from blockctl.tree.leaf import Leaf

__all__ = ["COMMANDS", "GROUPS", "Leaf", "words_below"]

GROUPS = {**volumes.GROUPS, **groups.GROUPS, **services.GROUPS, **host.GROUPS}
COMMANDS = dict(
    sorted({**volumes.COMMANDS, **groups.COMMANDS, **services.COMMANDS, **host.COMMANDS}.items())
)


def words_below(prefix: str) -> dict[str, str]:
    """The words that may follow ``prefix``, each with its line of help, sorted."""
    start = f"{prefix} " if prefix else ""
    known = {**GROUPS, **{words: leaf.help for words, leaf in COMMANDS.items()}}
    below = {
        words.removeprefix(start): text
        for words, text in known.items()
        if words.startswith(start) and " " not in words.removeprefix(start)
    }
    return dict(sorted(below.items()))
