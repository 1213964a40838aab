"""Words of a script as values: what is plain as itself, what the shell expands as stand-ins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blockctl.migration.script.tree import below, text
from blockctl.migration.unknown import MOST, Amount, Undecided, stand_in

if TYPE_CHECKING:
    from tree_sitter import Node

_EXPANSIONS = (
    "simple_expansion", "expansion", "command_substitution", "arithmetic_expansion",
)  # fmt: skip
_NUMBERS = ("arithmetic_expansion",)
_ESCAPED = re.compile(r"\\(\r?\n|.)", re.DOTALL)
_ESCAPED_IN_QUOTES = re.compile(r'\\(\r?\n|["$`\\])')
_GLOB = re.compile(r"(?<!\\)[*?\[]")
_BRACES = re.compile(rb"\{[^{}]*(,|\.\.)[^{}]*\}")
_ALL_OF_THEM = re.compile(rb"\$[@*]|\$\{[@*]|\$\{!?\w+\[[@*]\]")
_SECOND_THOUGHT = re.compile(rb"\$\{\w+:?\+")


@dataclass(frozen=True)
class Word:
    """One word of a command.

    ``value`` is what the command receives, with stand-ins for what is not known; ``source`` the
    bytes from ``start`` to ``end`` in the script.
    """

    start: int
    end: int
    value: str
    source: bytes


@dataclass(frozen=True)
class Part:
    """What a stand-in stands for: bytes of the script from ``start``, within quotes or not.

    ``start`` is -1 for what is not in the script.
    """

    source: bytes
    quoted: bool
    start: int = -1

    def written(self) -> bytes:
        """As a word, or a part of a word outside quotes."""
        return b'"' + self.source + b'"' if self.quoted else self.source


class Unknowns:
    """The stand-ins of one command."""

    def __init__(self) -> None:
        self.parts: dict[str, Part] = {}

    def add(self, source: bytes, amount: Amount, *, start: int = -1, quoted: bool = False) -> str:
        """A new stand-in; raises Undecided where there are too many to tell apart."""
        if len(self.parts) == MOST:
            raise Undecided(f"The command has more than {MOST} variables in it.")
        char = stand_in(amount, len(self.parts))
        self.parts[char] = Part(source, quoted, start)
        return char

    def spelt_out(self, message: str) -> str:
        """A message with each stand-in as it is written in the script."""
        # shlex quotes what has them.
        unquoted = re.sub("'([^']*[\ud800-\udbff][^']*)'", r"\1", message)
        return "".join(
            self.parts[char].written().decode("utf-8", "replace") if char in self.parts else char
            for char in unquoted
        )


def read(nodes: Sequence["Node"], unknowns: Unknowns) -> list[Word]:
    """The words that the nodes are."""
    words = []
    for node in nodes:
        source = text(node).rstrip(b"\r")
        if source:
            start = node.start_byte
            words.append(Word(start, start + len(source), _value(node, unknowns), source))
    return words


def plain(node: "Node") -> str | None:
    """The value of a node that the shell expands nothing in; None for another."""
    unknowns = Unknowns()
    value = _value(node, unknowns)
    return None if unknowns.parts else value


def decoded(source: bytes) -> str:
    """Bytes as text that loses none of them."""
    return source.decode("utf-8", "surrogateescape")


def _value(node: "Node", unknowns: Unknowns) -> str:
    source = text(node).rstrip(b"\r")
    if node.type == "command_name":
        return "".join(_value(child, unknowns) for child in node.children)
    if node.type in ("word", "number"):
        return _bare(source, unknowns)
    if node.type == "raw_string":
        return decoded(source[1:-1])
    if node.type == "string":
        return _quoted(node, source, unknowns)
    if node.type == "concatenation" and not _BRACES.search(_unquoted(node)):
        return "".join(_value(child, unknowns) for child in node.children)
    if node.type in ("ansi_c_string", "translated_string"):
        return unknowns.add(source, Amount.ONE, start=node.start_byte)
    return unknowns.add(source, _amount(node, source), start=node.start_byte)


def _amount(node: "Node", source: bytes) -> Amount:
    if _SECOND_THOUGHT.match(source) or source.startswith(b"-"):
        return Amount.OPTIONAL
    if node.type in _NUMBERS:
        return Amount.ONE
    return Amount.ANY if _ALL_OF_THEM.match(source) else Amount.LIKELY_ONE


def _bare(source: bytes, unknowns: Unknowns) -> str:
    value = decoded(source)
    if _GLOB.search(value):
        # An option's name is what it is.
        name = re.match(r"-[\w-]*=?|", value, re.ASCII)
        option = name[0] if name else ""
        return option + unknowns.add(source[len(option) :], Amount.LIKELY_ONE)
    if value.startswith("~"):
        return unknowns.add(source, Amount.ONE)
    return _ESCAPED.sub(_unescaped, value)


def _quoted(node: "Node", source: bytes, unknowns: Unknowns) -> str:
    value = ""
    at = 1
    for child in node.children:
        if child.type in _EXPANSIONS:
            begin, end = child.start_byte - node.start_byte, child.end_byte - node.start_byte
            value += _ESCAPED_IN_QUOTES.sub(_unescaped, decoded(source[at:begin]))
            inner = source[begin:end]
            several = _ALL_OF_THEM.match(inner) and b"*" not in inner[:3]
            amount = Amount.ANY if several else Amount.ONE
            value += unknowns.add(inner, amount, start=child.start_byte, quoted=True)
            at = end
    return value + _ESCAPED_IN_QUOTES.sub(_unescaped, decoded(source[at:-1]))


def _unescaped(match: re.Match[str]) -> str:
    return match[1] if match[1].strip("\r\n") or match[1] == "\r" else ""


def _unquoted(node: "Node") -> bytes:
    return b"".join(text(each) for each in below(node) if each.type == "word")
