"""Where the output of a command in a script goes: who reads it decides what may be rewritten."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from blockctl.migration.script.tree import above, text

if TYPE_CHECKING:
    from tree_sitter import Node

# They pass on, or keep, what they read as it is.
_INDIFFERENT = (b"cat", b"less", b"logger", b"more", b"tee", b"ts")
_TO_NOWHERE = re.compile(rb"(1|&)?>[>&|]?\s*/dev/null|1?>&-")
_TO_A_FILE = re.compile(rb"(1|&)?>")
_ERRORS_TOO = re.compile(rb"2>&1|&>|>&\s*[^\d-]")


class Reader(Enum):
    """Who reads what a command prints."""

    NOBODY = auto()
    PERSON = auto()  # a terminal, or a log
    COMMAND = auto()  # the next one of a pipeline
    SCRIPT = auto()  # $(...), or <(...)


@dataclass(frozen=True)
class Surroundings:
    """``stage`` is the command with its redirections, ``next_stages`` those behind it in the pipe.

    ``errors_too`` says that what it writes on stderr goes the same way as its output.
    """

    reader: Reader
    stage: "Node"
    next_stages: tuple["Node", ...] = ()
    errors_too: bool = False
    in_backticks: bool = False
    crowded_redirection: bool = False


def surroundings(command: "Node") -> Surroundings:
    """Look around a command."""
    stage = command
    redirections: list[Node] = []
    parents = list(above(command))
    if parents and parents[0].type == "redirected_statement":
        stage = parents[0]
        redirections = [each for each in stage.children if each.type == "file_redirect"]
    piped = _next_stages(stage)
    backticks = any(
        each.type == "command_substitution" and text(each).startswith(b"`") for each in parents
    )
    written = [text(each) for each in redirections]
    return Surroundings(
        _reader(stage, written, piped),
        stage,
        piped,
        any(map(_ERRORS_TOO.match, written)) or _pipe_takes_errors(stage),
        backticks,
        any(len(each.children_by_field_name("destination")) > 1 for each in redirections),
    )


def _reader(stage: "Node", redirections: list[bytes], piped: tuple["Node", ...]) -> Reader:
    nowhere = next((at for at, each in enumerate(redirections) if _TO_NOWHERE.match(each)), None)
    # With 2>&1 before it only the output goes there; what goes wrong is read on.
    if nowhere is not None and not any(map(_ERRORS_TOO.match, redirections[:nowhere])):
        return Reader.NOBODY
    if nowhere is None and any(map(_TO_A_FILE.match, redirections)):
        return Reader.PERSON
    if piped:
        following = text(piped[0]).split(maxsplit=1)[:1]
        return Reader.PERSON if following and following[0] in _INDIFFERENT else Reader.COMMAND
    inside = (
        each.type
        for each in above(stage)
        if each.type in ("command_substitution", "process_substitution", "function_definition")
    )
    return Reader.SCRIPT if next(inside, "").endswith("substitution") else _of_group(stage)


def _of_group(stage: "Node") -> Reader:
    """Of what stands in a loop, a subshell or the like: who reads the whole of it."""
    at = stage
    for parent in above(stage):
        if parent.type == "pipeline" and _next_stages(at):
            return Reader.COMMAND
        at = parent
    return Reader.PERSON


def _next_stages(stage: "Node") -> tuple["Node", ...]:
    pipe = stage.parent
    if pipe is None or pipe.type != "pipeline":
        return ()
    stages = [each for each in pipe.named_children if each.type != "comment"]
    return tuple(each for each in stages if each.start_byte >= stage.end_byte)


def _pipe_takes_errors(stage: "Node") -> bool:
    return stage.next_sibling is not None and stage.next_sibling.type == "|&"
