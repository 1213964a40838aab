"""A whole script rewritten: the changes, and what is left for a person."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from blockctl.errors import BlockctlError
from blockctl.migration.parser import NotCinder
from blockctl.migration.script.change import Change, change
from blockctl.migration.script.edits import applied
from blockctl.migration.script.found import Found, cinder_in, commands
from blockctl.migration.script.surroundings import surroundings
from blockctl.migration.script.suspects import replaced_names, suspects
from blockctl.migration.script.tree import above, line, misread, parse, text
from blockctl.migration.unknown import Undecided

if TYPE_CHECKING:
    from tree_sitter import Node

_LONGEST = 70


@dataclass(frozen=True)
class Left:
    """A place, by its line, that a person must look at, and why."""

    line: int
    why: str


@dataclass(frozen=True)
class Rewriting:
    """What can be done to a script's ``source``, and what cannot."""

    source: bytes
    changes: tuple[Change, ...]
    left: tuple[Left, ...]

    def result(self, chosen: Iterable[Change] | None = None) -> bytes:
        """The script with all its changes, or with those chosen."""
        changes = self.changes if chosen is None else chosen
        return applied(self.source, (edit for each in changes for edit in each.edits))


def rewrite(source: bytes, target: str) -> Rewriting:
    """Rewrite a script's cinder commands for ``target``, openstack or blockctl.

    Raises MissingExtra where shell scripts cannot be read.
    """
    if b"cinder" not in source and b"CINDER" not in source and b"ALL_TENANTS" not in source:
        return Rewriting(source, (), ())
    root = parse(source)
    unread = misread(root, source)
    own = replaced_names(root)
    changes: list[Change] = []
    left = [
        Left(line(source, each.at), _told(each.text, each.why + _inside(each.inside, target)))
        for each in suspects(root)
    ]
    for node in commands(root):
        found: Found | None = None
        try:
            found = cinder_in(node)
            if found is not None:
                _refuse(node, _lines(node, source) & unread, own=own)
                # Those within come right before: the commands are in the order of their ends.
                first = len(changes)
                while first and changes[first - 1].start >= node.start_byte:
                    first -= 1
                inner = changes[first:]
                edits = tuple(edit for each in inner for edit in each.edits)
                made = change(found, target, source, edits)
                changes[first:] = [_with_warnings(made, inner)]
        except BlockctlError as error:
            left.append(
                Left(line(source, node.start_byte), _told(_shown(node), _reason(error, found)))
            )
    left += _unread(source, unread)
    rewriting = Rewriting(
        source,
        tuple(sorted((each for each in changes if each.edits), key=lambda each: each.start)),
        tuple(sorted(set(left), key=lambda each: (each.line, each.why))),
    )
    return _checked(rewriting, len(unread))


def _lines(node: "Node", source: bytes) -> set[int]:
    return set(range(line(source, node.start_byte), line(source, node.end_byte) + 1))


def _refuse(node: "Node", unread: set[int], *, own: bool) -> None:
    if node.has_error or any(each.is_error for each in above(node)) or unread:
        raise Undecided("The shell code around it cannot be read.")
    if own and not text(node).startswith(b"command "):
        raise Undecided("The script makes something of its own of the word cinder.")


def _with_warnings(made: Change, inner: Sequence[Change]) -> Change:
    warnings = [*made.warnings, *(text for each in inner for text in each.warnings)]
    return replace(made, warnings=tuple(dict.fromkeys(warnings)))


def _reason(error: BlockctlError, found: Found | None) -> str:
    told = f"{error.message} {error.remedy or ''}".strip()
    if found is None:
        return told
    if isinstance(error, NotCinder) and found.unknowns.parts:
        told = f"Whether cinder takes it depends on what its variables hold ({error.message})"
    return found.unknowns.spelt_out(told)


def _shown(node: "Node") -> bytes:
    around = surroundings(node)
    if around.next_stages and around.stage.parent is not None:
        return text(around.stage.parent)
    return text(around.stage)


def _told(shown: bytes, why: str) -> str:
    code = " ".join(shown.decode("utf-8", "replace").split())
    if len(code) > _LONGEST:
        code = code[: _LONGEST - 1] + "…"
    return f"`{code}`: {why}"


def _inside(code: str, target: str) -> str:
    """What text that is run elsewhere would become."""
    if not code:
        return ""
    source = code.encode("utf-8", "surrogateescape")
    result = rewrite(source, target).result()
    return "" if result == source else f"; try {result.decode('utf-8', 'replace')}"


def _unread(source: bytes, unread: set[int]) -> Iterator[Left]:
    lines = source.splitlines()
    for number in unread:
        if number <= len(lines) and b"cinder" in lines[number - 1]:
            yield Left(number, _told(lines[number - 1], "This shell code cannot be read."))


def _checked(rewriting: Rewriting, unread: int) -> Rewriting:
    """What no longer parses is not done at all."""
    result = rewriting.result()
    if not rewriting.changes or len(misread(parse(result), result)) <= unread:
        return rewriting
    left = (
        Left(each.line, "The rewritten command would not be read as shell code.")
        for each in rewriting.changes
    )
    return Rewriting(rewriting.source, (), (*rewriting.left, *left))
