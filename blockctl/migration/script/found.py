"""The cinder commands of a script, as their words, behind what is in front of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from blockctl.migration.script.tree import above, below, text
from blockctl.migration.script.words import Unknowns, Word, decoded, read
from blockctl.migration.script.wrappers import Wrapped, unwrapped
from blockctl.migration.unknown import Amount, Undecided

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True)
class Found:
    """A cinder command.

    ``words`` start with the word ``cinder``; ``assigned`` are the assignments that it sees, of
    which those right before it (``wrapped.by`` is then empty) may be changed.
    """

    node: "Node"
    words: Sequence[Word]
    assigned: Sequence[Word]
    wrapped: Wrapped
    unknowns: Unknowns


def commands(root: "Node") -> list["Node"]:
    """Every command outside here-documents, in the order of their ends: the innermost first."""
    every = [
        node
        for node in below(root)
        if node.type == "command" and all(each.type != "heredoc_body" for each in above(node))
    ]
    return sorted(every, key=lambda node: (node.end_byte, -node.start_byte))


def words_of(node: "Node", unknowns: Unknowns) -> list[Word]:
    """A command's words without assignments and redirections."""
    return read(
        [
            child
            for child in node.children
            if child.type not in ("variable_assignment", "file_redirect", "herestring_redirect")
        ],
        unknowns,
    )


def cinder_in(node: "Node") -> Found | None:
    """The cinder command that a command is, or runs; None where it is another.

    Raises Undecided where that cannot be told.
    """
    if b"cinder" not in text(node):
        return None
    unknowns = Unknowns()
    words = words_of(node, unknowns)
    wrapped = unwrapped(words)
    rest = words[wrapped.start :]
    if not rest or not is_cinder(rest[0].value):
        return None
    if wrapped.replaced:
        rest = [_with_replaced(word, wrapped.replaced, unknowns) for word in rest]
    return Found(node, rest, [*_assigned(node, unknowns), *wrapped.assigned], wrapped, unknowns)


def is_cinder(value: str) -> bool:
    """Whether a command's name is cinder's, with or without a path."""
    return value.rpartition("/")[2] == "cinder"


def _assigned(node: "Node", unknowns: Unknowns) -> Iterator[Word]:
    for child in node.children:
        if child.type == "variable_assignment":
            name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            if name is None or b"+=" in text(child):
                raise Undecided("The assignment before it is none of a plain variable.")
            held = read([value], unknowns) if value is not None else []
            told = f"{decoded(text(name))}={held[0].value if held else ''}"
            yield Word(child.start_byte, child.end_byte, told, text(child))


def _with_replaced(word: Word, replaced: str, unknowns: Unknowns) -> Word:
    if replaced not in word.value:
        return word
    char = unknowns.add(replaced.encode("utf-8", "surrogateescape"), Amount.ONE)
    return replace(word, value=word.value.replace(replaced, char))
