"""Reads a ``cinder`` command line as cinder does, from the data in cinder.json.

cinder's parser is argparse's with two changes, so ours is, too: unique beginnings of options,
options among positionals, ``--`` and refusals come out alike. Only the one verb is built.
"""

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Any, NoReturn

from blockctl.errors import BadUsage
from blockctl.migration import syntax
from blockctl.migration.syntax import Taken, Version
from blockctl.migration.unknown import is_unknown, refuse, refuse_many


def _number(text: str) -> int | str:
    return text if is_unknown(text) else int(text)


# argparse names a type in what it refuses.
_number.__name__ = "int"
_TYPES: dict[str, Callable[[str], object]] = {"int": _number, "str": str, "bool": bool}


class _Choices(tuple[Any, ...]):
    """The values that cinder takes; one that only the running script knows may be any of them."""

    def __contains__(self, value: object) -> bool:
        return is_unknown(value) or super().__contains__(value)


# What a person is told who translates a line, rather than runs it.
REFUSED_TOO = "cinder refuses this line, too."


class NotCinder(BadUsage):
    """cinder itself would refuse the line."""


class OwnCheck(NotCinder):
    """cinder refuses it with 1 rather than 2: it looks before, or after, its parser does."""


@dataclass(frozen=True)
class CinderLine:
    """A command line of cinder's, understood.

    ``given`` has what was given to the verb by its dest, typed as cinder types it; ``shared``
    the same of the global options. ``verb`` is empty where only help or the version is asked
    for: then ``help`` says for which verb, if any.
    """

    verb: str
    given: dict[str, Any] = field(default_factory=dict)
    shared: dict[str, Any] = field(default_factory=dict)
    help: str | None = None


def parse(arguments: Sequence[str], version: str | None = None) -> CinderLine:
    """Read ``arguments``, what follows the word ``cinder``.

    ``version`` is the microversion that the environment asks for. Raises NotCinder for what
    cinder refuses, Undecided where that depends on what only a running script knows.
    """
    _refuse_repeated_filters(arguments)
    options, rest = _shared_parser(verbs=False).parse_known_args(arguments)
    shared = vars(options)
    asked = _version(shared.get("os_volume_api_version") or version)
    if "--help" in arguments and len(arguments) > 1:
        wanted = next((each for each in arguments if each != "--help"), "")
        return CinderLine("", shared=shared, help=wanted if wanted in syntax.verbs() else "")
    if shared.get("help") or shared.get("version") or not arguments:
        return CinderLine("", shared=shared, help="")
    # What stands behind the verb is the verb's, though cinder's first look may take it for its own.
    shared = vars(_shared_parser(verbs=True).parse_args(_metadata_ended(arguments)))
    verb, *words = shared.pop("words")
    refuse(verb, "decides which verb this is")
    if verb not in syntax.verbs():
        raise NotCinder(f"cinder has no verb '{verb}'.", _nearest(verb))
    parser = _verb_parser(verb, asked, rest)
    optional = {each.dest for each in parser._actions if not each.option_strings}
    given = {
        dest: value
        for dest, value in vars(parser.parse_args(words)).items()
        if value is not None or dest not in optional
    }
    for value in (*given.values(), *shared.values()):
        refuse_many(value)
    if verb == "help":
        return CinderLine("", shared=shared, help=given.get("command", ""))
    if given.get("filters") is not None:
        # cinder's action keeps the first word of each --filters.
        given["filters"] = [words[0] for words in given["filters"] if words]
    return CinderLine(verb, given, shared)


def _nearest(word: str) -> str:
    near = get_close_matches(word, syntax.verbs(), n=3)
    return f"Is it {' or '.join(near)}?" if near else "See the verbs with: blockctl migrate table"


class _Parser(argparse.ArgumentParser):
    """argparse's parser with cinder's two changes: how it refuses, and hidden options."""

    def __init__(self, name: str) -> None:
        super().__init__(prog=name, add_help=False, argument_default=argparse.SUPPRESS)

    def error(self, message: str) -> NoReturn:
        known = message.split(" (choose from")[0]
        raise NotCinder(f"{self.prog}: {known}.", REFUSED_TOO)

    def _get_option_tuples(self, option_string: str) -> Any:
        # A beginning that fits one visible option means that one, whatever hidden ones it fits.
        found = super()._get_option_tuples(option_string)
        visible = [each for each in found if each[0].help != argparse.SUPPRESS]
        return visible if len(visible) == 1 else found


class _Size(argparse.Action):
    """The size of ``create``, which some sources make unnecessary."""

    def __call__(
        self, parser: Any, namespace: Any, values: Any, option_string: str | None = None
    ) -> None:
        given = vars(namespace)
        source = given.get("snapshot_id") or given.get("source_volid")
        if values is None and source is None and given.get("backup_id") is None:
            parser.error("a size is needed, unless a snapshot, source or backup is given")
        namespace.size = values


@cache
def _shared_parser(*, verbs: bool) -> _Parser:
    parser = _Parser("cinder")
    for each in syntax.shared():
        _add(parser, each)
    if verbs:
        parser.add_argument("words", nargs=argparse.PARSER, metavar="<subcommand>")
    return parser


def _verb_parser(verb: str, version: Version, rest: Sequence[str]) -> _Parser:
    fitting = [form for form in syntax.forms(verb) if form.fits(version)]
    if not fitting:
        raise NotCinder(f"cinder: argument <subcommand>: invalid choice: '{verb}'.", _needs(verb))
    parser = _Parser(f"cinder {verb}")
    groups: dict[str, Any] = {}
    takes = fitting[-1].takes
    for each in takes:
        if each.fits(version):
            if each.one_of:
                new = parser.add_mutually_exclusive_group
                into = groups.setdefault(each.one_of, None) or new(required=each.one_of_needed)
                groups[each.one_of] = into
            else:
                into = parser
            _add(into, each)
        elif (
            each.names[0] in rest and rest[0] == verb and not _fits_otherwise(each, takes, version)
        ):
            since = f"since {each.since}" if each.since else f"up to {each.until}"
            raise OwnCheck(f"cinder {verb}: {each.names[0]} is taken {since} only.")
    return parser


def _fits_otherwise(taken: Taken, takes: Sequence[Taken], version: Version) -> bool:
    return any(each.names[0] == taken.names[0] and each.fits(version) for each in takes)


def _add(parser: Any, taken: Taken) -> None:
    told: dict[str, Any] = {"default": None}
    if taken.hidden:
        told["help"] = argparse.SUPPRESS
    if taken.is_option:
        # What was not given is then not there, so that None tells of an option without its value.
        told.update(default=argparse.SUPPRESS, dest=taken.dest, required=taken.required)
    if taken.action == "version":
        # cinder prints its own and ends.
        told["action"] = "store_true"
    elif taken.is_flag:
        told["action"] = taken.action
    else:
        told.update(nargs=taken.nargs, const=taken.const, type=_TYPES[taken.type])
        told["choices"] = _Choices(taken.choices) if taken.choices else None
        if taken.action in ("append", "AppendFilters"):
            told["action"] = "append"
            del told["const"]
        elif taken.action == "CheckSizeArgForCreate":
            told["action"] = _Size
    parser.add_argument(*taken.names, **told)


def _metadata_ended(arguments: Sequence[str]) -> list[str]:
    """``--`` put where cinder puts it: before the first word after --metadata without a '='."""
    ended: list[str] = []
    within = False
    for word in arguments:
        if within and "=" not in word and not word.startswith("--"):
            ended.append("--")
        within = word == "--metadata" or (within and "=" in word and not word.startswith("--"))
        ended.append(word)
    return ended


def _refuse_repeated_filters(arguments: Sequence[str]) -> None:
    checked = syntax.checked_filters()
    verb = next((each for each in checked if each in arguments), None)
    if verb is None:
        return
    keys: list[str] = []
    for at, word in enumerate(arguments):
        if word == "--filters":
            following = arguments[at + 1] if at + 1 < len(arguments) else ""
            key, equals, more = following.partition("=")
            if not equals or "=" in more:
                raise OwnCheck(
                    f"cinder {verb}: --filters '{following}' is not of the form key=value.",
                    REFUSED_TOO,
                )
            keys.append(key)
        elif word.startswith("--"):
            keys.append(word[2:])
    known = [key for key in keys if key in checked[verb]]
    if len(set(known)) != len(known):
        raise OwnCheck(f"cinder {verb}: a filter is given twice.", "Give each filter once.")


def _version(text: str | None) -> Version:
    if not text:
        return syntax.newest()
    if not re.fullmatch(r"3(\.\d+)?", text):
        raise OwnCheck(f"cinder: '{text}' is no microversion of the volume API.")
    return syntax.version_of(text if "." in text else f"{text}.0")


def _needs(verb: str) -> str:
    return f"cinder has the verb since microversion {syntax.forms(verb)[0].since}."
