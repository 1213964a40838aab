"""One cinder command of a script, rewritten in its place."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from blockctl.migration.parser import parse
from blockctl.migration.script import columns
from blockctl.migration.script.edits import Edit, patched, replaced, written
from blockctl.migration.script.found import Found
from blockctl.migration.script.surroundings import Reader, Surroundings, surroundings
from blockctl.migration.script.tree import line
from blockctl.migration.script.words import Word
from blockctl.migration.translate import Translation, translate
from blockctl.migration.unknown import Amount, Undecided, may_be_several

_AWK_HID_IT = (
    "exit status: awk ended well where cinder failed; without it the failure is the pipeline's."
)


@dataclass(frozen=True)
class Change:
    """The ``edits`` of the command at ``start``; ``warnings`` tell what differs then."""

    line: int
    start: int
    edits: tuple[Edit, ...]
    warnings: tuple[str, ...]


def change(found: Found, target: str, source: bytes, inner: tuple[Edit, ...]) -> Change:
    """Rewrite a command for ``target``; ``inner`` are the edits of the commands within it.

    Raises Undecided where a person must decide, and what ``translate`` raises.
    """
    around = surroundings(found.node)
    _refuse_unclear(found, around)
    added = _added_by_xargs(found)
    arguments = [*(word.value for word in found.words[1:]), *added]
    assigned = dict(_pair(word.value) for word in found.assigned)
    made = translate(arguments, target, assigned)
    command = _command(made, added)
    verb = parse(arguments, assigned.get("OS_VOLUME_API_VERSION")).verb
    cut = _cut_to_replace(found, around, verb, command, source)
    if cut is not None:
        command += ["-f", "value", "-c", cut.field]
    words, values = _with_variables(found, made, command)
    edits = _edits(found, words, values, source, inner, in_backticks=around.in_backticks)
    warnings = [each for each in made.warnings if _is_told(each, around, cut is not None)]
    warnings += _loose(found, command)
    if cut is not None:
        edits += (Edit(around.stage.end_byte, cut.stage.end_byte, b""),)
        warnings.append(_AWK_HID_IT)
    return Change(line(source, found.node.start_byte), words[0].start, edits, tuple(warnings))


def _loose(found: Found, command: list[str]) -> Iterator[str]:
    """Told of values without quotes that become an option's: as an argument they might be more."""
    known = set(pairwise(word.value for word in found.words))
    for name, value in pairwise(command):
        if name.startswith("-") and may_be_several(value) and (name, value) not in known:
            text = found.unknowns.spelt_out(value)
            yield f"meaning: {text} is not in quotes: it must be one word, as the value of {name}."


def _cut_to_replace(
    found: Found, around: Surroundings, verb: str, command: list[str], source: bytes
) -> columns.Cut | None:
    """The stage that cuts the output, where options of the command do the same.

    None where nobody cuts it. Raises Undecided where it is read in any other way.
    """
    if around.reader not in (Reader.COMMAND, Reader.SCRIPT):
        return None
    cut = columns.cut(around)
    if cut is None or cut.field not in columns.SAME.get(verb, ()):
        advised = columns.advice(verb, found.unknowns.spelt_out(shlex.join(command)), around)
        raise Undecided(_taken_apart(around), f"Try: {advised}")
    if {"-f", "-c", "--"} & set(command) or found.wrapped.appended:
        raise Undecided("Options of the command choose its output already, or cannot.")
    if b"#" in source[around.stage.end_byte : cut.stage.end_byte]:
        raise Undecided("A comment stands in the pipeline.")
    return cut


def _refuse_unclear(found: Found, around: Surroundings) -> None:
    if found.words[0].value.startswith("./"):
        raise Undecided("This cinder is a file beside the script.")
    if around.crowded_redirection:
        raise Undecided("Words stand behind a redirection.")
    if around.in_backticks and any(b"\\" in word.source for word in found.words):
        raise Undecided("A backslash within backticks means something else.", "use $(...)")


def _added_by_xargs(found: Found) -> list[str]:
    if not found.wrapped.appended:
        return []
    amount = Amount.ONE if found.wrapped.appended == 1 else Amount.ANY
    return [found.unknowns.add(b"what xargs adds", amount)]


def _command(made: Translation, added: list[str]) -> list[str]:
    if len(made.commands) > 1:
        raise Undecided("It takes several commands.", f"Try: {'; '.join(made.lines())}")
    command = list(made.commands[0])
    if added and (command.pop() != added[0] or added[0] in "".join(command)):
        raise Undecided("What xargs adds would not come last.", "use xargs -I")
    return command


def _taken_apart(around: Surroundings) -> str:
    return (
        "The next command reads its table."
        if around.reader is Reader.COMMAND
        else "The script takes in what it prints."
    )


def _with_variables(
    found: Found, made: Translation, command: list[str]
) -> tuple[list[Word], list[str]]:
    """The words to be changed and what they become: with the assignments where these change."""
    wanted = [f"{name}={value}" for name, value in made.variables.items()]
    if wanted == [word.value for word in found.assigned]:
        return list(found.words), command
    if found.wrapped.by:
        raise Undecided("The variables before it would change.", f"Try: {'; '.join(made.lines())}")
    return [*found.assigned, *found.words], [*wanted, *command]


def _edits(
    found: Found,
    words: list[Word],
    values: list[str],
    source: bytes,
    inner: tuple[Edit, ...],
    *,
    in_backticks: bool,
) -> tuple[Edit, ...]:
    # A word that moves takes along what has become of the commands in it.
    for char, part in found.unknowns.parts.items():
        found.unknowns.parts[char] = replace(part, source=patched(part.source, part.start, inner))
    words = [replace(word, source=patched(word.source, word.start, inner)) for word in words]
    edits = replaced(source, words, written(values, words, found.unknowns))
    if in_backticks and any(b"\\" in edit.new for edit in edits):
        raise Undecided("A backslash within backticks means something else.", "use $(...)")
    kept = [each for each in inner if not any(out.start <= each.start < out.end for out in edits)]
    return (*edits, *kept)


def _pair(assignment: str) -> tuple[str, str]:
    name, _, value = assignment.partition("=")
    return name, value


def _is_told(warning: str, around: Surroundings, is_cut: bool) -> bool:
    return not warning.startswith("output:") or (around.reader is not Reader.NOBODY and not is_cut)
