"""What the ``cinder`` command takes: its verbs, their arguments, its global options.

cinder.json is read off cinderclient's own declarations (tests/parity/peers/cinder_syntax.py).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from blockctl.migration import extension

Version = tuple[int, int]
_OLDEST: Version = (3, 0)


@dataclass(frozen=True)
class Taken:
    """One option or positional, with what ``add_argument`` is told of it."""

    names: tuple[str, ...]
    dest: str
    metavar: str
    nargs: str | None = None
    const: Any = None
    default: Any = None
    type: str = "str"
    choices: tuple[Any, ...] = ()
    action: str = "store"
    required: bool = False
    hidden: bool = False
    since: str | None = None
    until: str | None = None
    one_of: str = ""
    one_of_needed: bool = False
    variables: tuple[str, ...] = ()

    @property
    def is_option(self) -> bool:
        """Whether it has a name to be given by."""
        return self.names[0].startswith("-")

    @property
    def is_flag(self) -> bool:
        """Whether it takes no value."""
        return self.action in ("store_true", "help", "version")

    def fits(self, version: Version) -> bool:
        """Whether cinder takes it at this microversion."""
        return _within(version, self.since, self.until)


@dataclass(frozen=True)
class Form:
    """How a verb is written within a range of microversions."""

    takes: tuple[Taken, ...]
    since: str | None = None
    until: str | None = None

    def fits(self, version: Version) -> bool:
        """Whether it is the form at this microversion."""
        return _within(version, self.since, self.until)


@cache
def _data() -> Mapping[str, Any]:
    text = (Path(__file__).parent / "cinder.json").read_text(encoding="utf-8")
    data: Mapping[str, Any] = json.loads(text)
    return data


def cinderclient() -> str:
    """The version of cinderclient that this was read off."""
    return str(_data()["cinderclient"])


def newest() -> Version:
    """The highest microversion that cinder knows, and asks for unless it is told another."""
    return version_of(_data()["newest"])


def checked_filters() -> Mapping[str, Sequence[str]]:
    """The lists whose ``--filters`` cinder looks through first, with the keys it knows of each."""
    filters: Mapping[str, Sequence[str]] = _data()["filters"]
    return filters


@cache
def shared() -> tuple[Taken, ...]:
    """The global options, which stand before the verb."""
    return tuple(map(_taken, (*_data()["shared"], *extension.SHARED)))


@cache
def verbs() -> tuple[str, ...]:
    """Every verb, sorted, with those of the brick extension."""
    return tuple(sorted((*_data()["verbs"], *extension.VERBS)))


@cache
def forms(verb: str) -> tuple[Form, ...]:
    """The forms of a verb, the oldest first; raises KeyError for what is none."""
    found = extension.VERBS.get(verb) or _data()["verbs"][verb]
    return tuple(
        Form(tuple(map(_taken, each["takes"])), each.get("since"), each.get("until"))
        for each in found
    )


def current(verb: str) -> tuple[Taken, ...]:
    """What a verb takes at the newest microversion."""
    version = newest()
    return tuple(each for each in forms(verb)[-1].takes if each.fits(version))


def defaults(verb: str) -> dict[str, Any]:
    """What cinder takes where nothing is given, by dest; of two of one dest the first counts."""
    return {each.dest: each.default for each in reversed(current(verb))}


def version_of(text: str) -> Version:
    """``3.71`` as numbers."""
    major, _, minor = text.partition(".")
    return int(major), int(minor)


def _within(version: Version, since: str | None, until: str | None) -> bool:
    return (version_of(since) if since else _OLDEST) <= version and (
        until is None or version <= version_of(until)
    )


def _taken(told: Mapping[str, Any]) -> Taken:
    names = tuple(told["names"])
    # As argparse does: the first long name, without its dashes.
    first = next((name for name in names if name.startswith("--")), names[0])
    dest = told.get("dest") or first.lstrip("-").replace("-", "_")
    settings = {name: value for name, value in told.items() if name not in ("names", "dest")}
    for several in ("choices", "variables"):
        settings[several] = tuple(settings.get(several, ()))
    settings.setdefault("metavar", f"<{dest.replace('_', '-')}>")
    return Taken(names=names, dest=dest, **settings)
