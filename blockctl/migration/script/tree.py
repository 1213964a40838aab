"""Shell scripts read by tree-sitter-bash: the tree, and steps from node to node in it."""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from blockctl.errors import BlockctlError

if TYPE_CHECKING:
    from tree_sitter import Node, Parser


class MissingExtra(BlockctlError):
    """The packages that read shell scripts are not installed."""


# How often a newline that was overlooked is looked for again.
_ROUNDS = 8


def parse(source: bytes) -> "Node":
    """The root of a script's tree; raises MissingExtra without tree-sitter and its grammar."""
    root = _parser().parse(source).root_node
    for _ in range(_ROUNDS):
        ends = list(_ends_taken_for_blanks(root, source))
        if not ends:
            break
        ended = bytearray(source)
        for at in ends:
            ended[at] = ord(";")
        source = bytes(ended)
        root = _parser().parse(source).root_node
    return root


def _ends_taken_for_blanks(root: "Node", source: bytes) -> Iterator[int]:
    """Newlines between the words of one command.

    tree-sitter-bash 0.25 joins two lines in rare places, behind some pipelines. A semicolon in
    the newline's place keeps every other byte where it is.
    """
    for node in below(root):
        if node.type == "command":
            for left, right in pairwise(node.children):
                at = source.find(b"\n", left.end_byte, right.start_byte)
                if at >= 0 and source[at - 2 : at].rstrip(b"\r")[-1:] != b"\\":
                    yield at


@cache
def _parser() -> "Parser":
    try:
        import tree_sitter
        import tree_sitter_bash
    except ImportError as missing:
        raise MissingExtra(
            f"Shell scripts cannot be read, as the Python package {missing.name} is missing.",
            "Install what it needs: pip install 'blockctl[migrate]'",
        ) from missing
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))


def below(node: "Node") -> Iterator["Node"]:
    """The node and all below it, in the order of the script."""
    waiting = [node]
    while waiting:
        at = waiting.pop()
        yield at
        waiting += reversed(at.children)


def above(node: "Node") -> Iterator["Node"]:
    """The node's parent, the parent's parent, and so on."""
    at = node.parent
    while at is not None:
        yield at
        at = at.parent


def text(node: "Node") -> bytes:
    """The bytes of a node."""
    return node.text or b""


def line(source: bytes, at: int) -> int:
    """The line of a byte, counted from 1.

    A node's own line is wrong behind a newline that ``parse`` replaced.
    """
    return source.count(b"\n", 0, at) + 1


def misread(root: "Node", source: bytes) -> set[int]:
    """The lines, counted from 1, where the parser understands nothing or misses something."""
    if not root.has_error:
        return set()
    return {
        line(source, node.start_byte) for node in below(root) if node.is_error or node.is_missing
    }
