"""One line of a shell that runs cinder, taken apart only where nothing in it is the shell's."""

import re
import shlex

from blockctl.argv import is_cinder
from blockctl.errors import BadUsage

# Words without anything that a shell would expand, redirect or join.
_PLAIN = re.compile(
    r"""(?:\s+|[\w@%+=:,./^!\x80-\U0010ffff-]|(?<=[^\s=:])[~#]|'[^']*'|"(?:[^"$`\\!]|\\["\\])*"|\\[^\n])*""",
    re.ASCII,
)
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)


def taken_apart(line: str) -> tuple[dict[str, str], list[str]]:
    """The variables in front of a line, and the words behind ``cinder``.

    Raises BadUsage for a line that is not cinder's, or that a shell would change first.
    """
    if not _PLAIN.fullmatch(line):
        raise BadUsage(
            f"The line has more in it than words: {line}",
            "Variables, pipes and the like are for: blockctl migrate script",
        )
    try:
        words = shlex.split(line)
    except ValueError as wrong:
        raise BadUsage(f"The line cannot be read ({wrong}): {line}") from wrong
    return assigned_first(words)


def assigned_first(words: list[str]) -> tuple[dict[str, str], list[str]]:
    """The variables in front of ``words``, and what follows the word ``cinder``.

    The word may have a path. Raises BadUsage where it is missing.
    """
    variables: dict[str, str] = {}
    rest = list(words)
    while rest and (match := _ASSIGNMENT.fullmatch(rest[0])):
        variables[match[1]] = match[2]
        rest.pop(0)
    if not rest or not is_cinder(rest[0]):
        raise BadUsage(
            f"This is no line of cinder's: {shlex.join(words)}", "Begin it with the word cinder."
        )
    return variables, rest[1:]
