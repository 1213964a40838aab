"""What else in a script has to do with cinder, which only a person can change."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from blockctl.migration import global_options, syntax
from blockctl.migration.script.found import cinder_in, is_cinder, words_of
from blockctl.migration.script.tree import below, text
from blockctl.migration.script.words import Unknowns, decoded, plain
from blockctl.migration.script.wrappers import WRAPPERS
from blockctl.migration.unknown import Undecided, is_unknown

if TYPE_CHECKING:
    from tree_sitter import Node

# They run what they are given as text, or elsewhere.
_HANDS_ON = (
    *WRAPPERS, "alias", "ash", "bash", "dash", "docker", "eval", "find", "ksh", "kubectl",
    "parallel", "podman", "runuser", "sh", "ssh", "su", "trap", "watch", "zsh",
)  # fmt: skip
_LOOKS_FOR = ("command", "hash", "type", "which")
# They take the word for a text, or for the name of a service.
_TALKS = (
    "awk", "echo", "egrep", "fgrep", "grep", "logger", "pgrep", "pkill", "printf", "sed",
    "service", "systemctl",
)  # fmt: skip
_MENTION = re.compile(r"(?<![\w.-])cinder\s+(-{0,2}[a-z][\w-]*)")


@dataclass(frozen=True)
class Suspect:
    """A place in a script, by its first byte, and why a person must look at it.

    ``inside`` is the text that would be run, where that is known.
    """

    at: int
    text: bytes
    why: str
    inside: str = ""


def suspects(root: "Node") -> Iterator[Suspect]:
    """Look for them all, in the order of the script."""
    holders = set(_holders(root))
    for node in below(root):
        if node.type == "command":
            yield from _in_command(node, holders)
        elif node.type == "function_definition" and _name(node) == "cinder":
            yield _suspect(node, "makes cinder a function of the script's own; it is left")
        elif node.type == "file_redirect" and _MENTION.search(_unnested(node)):
            yield _suspect(node, "has cinder behind a redirection")
        elif node.type == "heredoc_body" and _mentions(decoded(text(node))):
            yield _suspect(node, "is a here-document with cinder in it; those are left alone")
        elif node.type == "variable_assignment" and not _is_before_command(node):
            yield from _in_assignment(node, holders)


def replaced_names(root: "Node") -> bool:
    """Whether the script makes something of its own of the word cinder."""
    return any(
        (node.type == "function_definition" and _name(node) == "cinder")
        or (node.type == "command" and re.match(rb"alias\s.*\bcinder=", text(node)))
        for node in below(root)
    )


def _in_command(node: "Node", holders: set[str]) -> Iterator[Suspect]:
    words = words_of(node, Unknowns())
    if not words:
        return
    if _variable(words[0].source) in holders:
        yield _suspect(node, "keeps the command in a variable")
        return
    if b"cinder" not in text(node) or _is_cinder_itself(node):
        return
    name = words[0].value.rpartition("/")[2]
    values = [word.value for word in words[1:]]
    if name in _LOOKS_FOR and "cinder" in values and not _mentions(" ".join(values)):
        yield _suspect(node, "looks for the command cinder")
    elif name in _HANDS_ON and _mentions(_unnested(node)):
        held = [value for value in values if _mentions(value) and not is_unknown(value)]
        why = f"hands cinder to {name} as text, or to run elsewhere"
        yield _suspect(node, why, held[0] if held else "")
    elif name not in _TALKS and _is_handed_on(values):
        yield _suspect(node, f"hands cinder to {words[0].source.decode('utf-8', 'replace')}")


def _in_assignment(node: "Node", holders: set[str]) -> Iterator[Suspect]:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None:
        return
    variable = decoded(text(name))
    if not global_options.is_known_alike(variable):
        yield _suspect(node, "sets a variable that of them only cinder reads")
    elif variable in holders or (
        value.type in ("string", "raw_string", "array") and _MENTION.search(_unnested(value))
    ):
        held = _unnested(value).strip("\"'()")
        if _mentions(held) or is_cinder(held):
            yield _suspect(node, "keeps the command in a variable")


def _holders(root: "Node") -> Iterator[str]:
    """The variables that are used as a command, and that hold cinder or are called so."""
    used = {_variable(text(node)) for node in below(root) if node.type == "command_name"} - {""}
    yield from (variable for variable in used if "cinder" in variable.lower())
    for node in below(root):
        if node.type == "variable_assignment":
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            known = plain(value) if value is not None and value.type != "array" else None
            if name is not None and decoded(text(name)) in used and known and _runs_cinder(known):
                yield decoded(text(name))


def _variable(source: bytes) -> str:
    found = re.match(rb'"?\$\{?(\w+)', source)
    return decoded(found[1]) if found else ""


def _runs_cinder(value: str) -> bool:
    return any(map(is_cinder, value.split()))


def _is_cinder_itself(node: "Node") -> bool:
    try:
        return cinder_in(node) is not None
    except Undecided:
        return True


def _is_handed_on(values: list[str]) -> bool:
    return any(is_cinder(value) and _is_verb(following) for value, following in pairwise(values))


def _mentions(said: str) -> bool:
    return any(_is_verb(match[1]) for match in _MENTION.finditer(said))


def _is_verb(word: str) -> bool:
    return word in syntax.verbs() or word.startswith("--") or is_unknown(word)


def _is_before_command(node: "Node") -> bool:
    return node.parent is not None and node.parent.type == "command"


def _name(node: "Node") -> str:
    name = node.child_by_field_name("name")
    return decoded(text(name)) if name is not None else ""


def _unnested(node: "Node") -> str:
    """What a node says itself, without the commands that are run for it."""
    said = text(node)
    for inner in below(node):
        if inner.type in ("command_substitution", "process_substitution") and inner is not node:
            begin, end = inner.start_byte - node.start_byte, inner.end_byte - node.start_byte
            said = said[:begin] + b" " * (end - begin) + said[end:]
    return decoded(said)


def _suspect(node: "Node", why: str, inside: str = "") -> Suspect:
    return Suspect(node.start_byte, text(node), why, inside)
