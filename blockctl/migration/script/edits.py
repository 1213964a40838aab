"""Changes of a script by ranges of bytes: which words stay, which go, which come."""

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from blockctl.migration.script.words import Part, Unknowns, Word
from blockctl.migration.unknown import Undecided, is_unknown

_SEPARATOR = re.compile(rb"(?:[ \t]|\\\r?\n)+")
_NAME = re.compile(rb"-*\w[\w-]*=")
_SPECIAL_IN_QUOTES = re.compile(r'(["$`\\])')


@dataclass(frozen=True)
class Edit:
    """The bytes from ``start`` to ``end`` become ``new``."""

    start: int
    end: int
    new: bytes


def applied(source: bytes, edits: Iterable[Edit]) -> bytes:
    """The source with edits that do not overlap."""
    made = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        made += [source[at : edit.start], edit.new]
        at = edit.end
    return b"".join([*made, source[at:]])


def patched(source: bytes, start: int, edits: Iterable[Edit]) -> bytes:
    """The source of a part of a script that begins at ``start``, with the edits within it."""
    end = start + len(source)
    within = (edit for edit in edits if start <= edit.start and edit.end <= end)
    return applied(
        source, (Edit(each.start - start, each.end - start, each.new) for each in within)
    )


def written(values: Sequence[str], words: Sequence[Word], unknowns: Unknowns) -> list[bytes]:
    """Each value as the script writes it already, or as a shell takes it."""
    known: dict[str, bytes] = {}
    for word in words:
        known.setdefault(word.value, word.source)
        # What stands behind --name= or key= may become a word of its own, where ~ is expanded.
        if name := _NAME.match(word.source):
            length = name.end()
            if not word.source[length:].startswith(b"~"):
                known.setdefault(word.value[length:], word.source[length:])
    return [known.get(value) or _written(value, unknowns) for value in values]


def replaced(source: bytes, words: Sequence[Word], values: Sequence[bytes]) -> list[Edit]:
    """The edits that make ``values`` of the words of a command, the fewest.

    Raises Undecided where something other than blanks is between the words.
    """
    for left, right in pairwise(words):
        if not _SEPARATOR.fullmatch(source[left.end : right.start]):
            raise Undecided("Something stands between the words of the command.")
    matcher = SequenceMatcher(None, [word.source for word in words], values, autojunk=False)
    edits: list[Edit] = []
    for kind, begin, end, first, last in matcher.get_opcodes():
        if kind != "equal":
            edits += _exchanged(source, words, begin, end, values[first:last])
    return edits


def _exchanged(
    source: bytes, words: Sequence[Word], begin: int, end: int, values: Sequence[bytes]
) -> Iterator[Edit]:
    """Word by word; values that are more stand behind the last, words that are more go."""
    groups = _grouped(values, with_command=begin == 0)[: max(end - begin, 1)]
    rest = values[sum(map(len, groups)) :]
    groups = [*groups[:-1], [*groups[-1], *rest]] if groups else []
    for word, group in zip(words[begin:end], groups, strict=False):
        yield Edit(word.start, word.end, b" ".join(group))
    if begin == end:
        at, blank = (words[begin - 1].end, b" %s") if begin else (words[0].start, b"%s ")
        yield Edit(at, at, b"".join(blank % value for value in values))
    elif begin + len(groups) < end:
        yield _gone(source, words, begin + len(groups), end)


def _grouped(values: Sequence[bytes], *, with_command: bool) -> list[Sequence[bytes]]:
    """Words one by one; those of a command, such as ``volume snapshot create``, as one."""
    options = (at for at, value in enumerate(values) if value.startswith(b"-"))
    length = next(options, len(values)) if with_command else 0
    command = [values[:1], values[1:length]] if length > 1 else []
    return [*command, *([value] for value in values[length if command else 0 :])]


def _gone(source: bytes, words: Sequence[Word], begin: int, end: int) -> Edit:
    """Words without the blanks on one side: those before them, unless a line begins with them."""
    if begin == 0:
        return Edit(words[0].start, words[end].start, b"")
    before = source[words[begin - 1].end : words[begin].start]
    if end < len(words) and b"\n" in before:
        behind = source[words[end - 1].end : words[end].start]
        if b"\n" not in behind:
            return Edit(words[begin].start, words[end].start, b"")
    return Edit(words[begin - 1].end, words[end - 1].end, b"")


def _written(value: str, unknowns: Unknowns) -> bytes:
    if not is_unknown(value):
        return shlex.quote(value).encode("utf-8", "surrogateescape")
    parts = [unknowns.parts.get(char, char) for char in value]
    if all(isinstance(part, str) or part.quoted for part in parts):
        return b'"' + b"".join(map(_in_quotes, parts)) + b'"'
    return b"".join(map(_by_itself, parts))


def _in_quotes(part: Part | str) -> bytes:
    if isinstance(part, Part):
        return part.source
    return _SPECIAL_IN_QUOTES.sub(r"\\\1", part).encode("utf-8", "surrogateescape")


def _by_itself(part: Part | str) -> bytes:
    if isinstance(part, str):
        return shlex.quote(part).encode("utf-8", "surrogateescape")
    return part.written()
