"""The command lines of ``blockctl`` that a page in Markdown tells its reader to type."""

import re
import shlex
from collections.abc import Iterator
from typing import NamedTuple

_BLOCK = re.compile(r"^( *)```(sh|console)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_ANY_BLOCK = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(blockctl [^`]+)`")
_PROMPT = re.compile(r"^[#$] (.*)$", re.MULTILINE)
_COMMAND = re.compile(r"\$\(([^()]+)\)")
_COMPUTED = re.compile(r"\$\(\(.*?\)\)")
_VARIABLE = re.compile(r"\$(\w+|\{[^}]*\})")
# Stands for what a shell would fill in: a number is a name as well.
_FILLED_IN = "1"


class Line(NamedTuple):
    """The words behind ``blockctl``; a line in running text need not be ``whole``."""

    words: list[str]
    is_whole: bool


def command_lines(page: str) -> Iterator[Line]:
    """Every command in the ``sh`` and ``console`` blocks of a page, then those in its text.

    Text with an ellipsis is no command.
    """
    for _, kind, block in _BLOCK.findall(page):
        typed = "\n".join(_PROMPT.findall(block)) if kind == "console" else block
        for line in typed.replace("\\\n", " ").splitlines():
            yield from (Line(words, True) for words in _commands(line))
    for text in _INLINE.findall(_ANY_BLOCK.sub("", page)):
        if "…" not in text:
            yield from (Line(words, False) for words in _commands(" ".join(text.split())))


def _commands(line: str) -> Iterator[list[str]]:
    line = _COMPUTED.sub(_FILLED_IN, line)
    for inner in _COMMAND.findall(line):
        yield from _commands(inner)
    line = _VARIABLE.sub(_FILLED_IN, _COMMAND.sub(_FILLED_IN, line))
    words: list[str] = []
    for word in [*_words(line), ";"]:
        if word.startswith("#") or set(word) <= set(";&|<>()"):
            yield from _ours(words)
            words = []
        else:
            words.append(word)
        if word.startswith("#"):
            return


def _words(line: str) -> Iterator[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    # shlex would begin a comment in the middle of host@backend#pool.
    lexer.commenters = ""
    return iter(lexer)


def _ours(words: list[str]) -> Iterator[list[str]]:
    """What follows ``blockctl``, behind ``sudo`` and variables that are set for it."""
    while words and (words[0] == "sudo" or re.match(r"\w+=", words[0])):
        words = words[1:]
    if words and words[0] == "blockctl":
        yield words[1:]
